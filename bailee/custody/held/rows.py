"""The rows themselves that are held about a person, a page at a time; secrets are not read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg import sql

from bailee.custody.held.standing import Part, condition, end_of, values
from bailee.foundation.held import Held, Text
from bailee.people.models import User

SIZE = 50  # rows of a page


@dataclass(frozen=True)
class Row:
    """`ends`: when it is deleted; None where that is not known beforehand."""

    cells: Sequence[Any]
    ends: datetime | None


@dataclass(frozen=True)
class Page:
    heads: Sequence[Text]
    rows: Sequence[Row]


def page(person: User, held: Held, part: Part, *, first: int = 0) -> Page:
    """The rows from number `first` on, the newest first."""
    shown = list(held.shows)
    ending = held.ends.column if held.ends and part == "about" else None
    wanted = [*shown, ending] if ending else shown
    query = sql.SQL("SELECT {} FROM {} WHERE {}{} LIMIT {} OFFSET {}").format(
        sql.SQL(", ").join(map(sql.Identifier, wanted)) if wanted else sql.SQL("true"),
        sql.Identifier(held.table),
        condition(held, part),
        newest_first(held),
        sql.Literal(SIZE),
        sql.Literal(first),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, values(person))
        found = cursor.fetchall()
    rows = [
        Row(
            [_read(cell) for cell in row[: len(shown)]],
            end_of(held, row[-1]) if ending else None,
        )
        for row in found
    ]
    return Page(list(held.shows.values()), rows)


def newest_first(held: Held) -> sql.Composable:
    """The order of the declaration, or none."""
    if not held.newest:
        return sql.SQL("")
    return sql.SQL(" ORDER BY {} DESC NULLS LAST").format(sql.Identifier(held.newest))


def _read(cell: Any) -> Any:
    """JSON as its text: canonical, as the archive has it."""
    if isinstance(cell, dict | list):
        return json.dumps(cell, ensure_ascii=False, sort_keys=True)
    return cell
