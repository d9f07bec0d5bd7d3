"""What the packages have declared of the tables that are in the current seat."""

import importlib
from collections.abc import Iterable

from django.db import connection
from psycopg import sql

from bailee.custody.archive import withheld
from bailee.foundation.held import Held

_PACKAGES = ("bailee.people", "bailee.vault", "bailee.office", "bailee.custody")
_TABLES = """
    SELECT relname FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace
       AND relkind IN ('r', 'p') AND NOT relispartition
"""


class DeclaredTwiceError(ValueError):
    """Two packages speak for one table."""


def here() -> list[Held]:
    """The declarations of the tables in the current seat, in the order of the packages."""
    there = tables()
    return [one for one in _all(there) if one.table in there]


def tables() -> set[str]:
    """The tables of the current seat, by the catalog."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return {name for (name,) in cursor.fetchall()}


def ends(held: Held) -> sql.Composable:
    """SQL for the moment at which a row goes; NULL where that is not known beforehand."""
    if held.ends is None:
        return sql.SQL("NULL::timestamptz")
    return sql.SQL("{}::timestamptz + {}").format(
        sql.Identifier(held.ends.column), sql.Literal(held.ends.after)
    )


def _all(there: Iterable[str]) -> list[Held]:
    """Raises `DeclaredTwiceError`."""
    found: dict[str, Held] = {}
    for name in withheld.holdings(_PACKAGES):
        module = importlib.import_module(name)
        declared = [*getattr(module, "HELD", ())]
        if hasattr(module, "held_now") and {one.table for one in declared} & {*there}:
            declared += module.held_now()
        for one in declared:
            if one.table in found:
                raise DeclaredTwiceError(f"{one.table} is declared twice, again in {name}")
            found[one.table] = one
    return list(found.values())
