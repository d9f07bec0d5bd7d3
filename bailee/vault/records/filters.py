"""Conditions on the records of a list, made of text that a person gave."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, LiteralString

from django.db import connection
from psycopg import sql

from bailee.vault.records import types
from bailee.vault.records.models import Field
from bailee.vault.records.types import FieldType

OPERATORS = {
    "is": "is",
    "contains": "contains",
    "starts": "begins with",
    "min": "is at least",
    "max": "is at most",
    "between": "is between",
    "empty": "is empty",
    "filled": "is not empty",
}
_SQL: dict[str, LiteralString] = {
    "is": "{} = {}",
    "min": "{} >= {}",
    "max": "{} <= {}",
    "between": "{} BETWEEN {} AND {}",
    "contains": "{}::text ILIKE {pattern}",
    "starts": "{}::text ILIKE {pattern}",
}
MAX_FILTERS = 20
_MAX_VALUE = 2_000  # characters


class ListingError(ValueError):
    """A filter, sort or page that cannot be; the message says which and why."""


@dataclass(frozen=True)
class Filter:
    """One condition; `upper` is the other end of "between"."""

    field: str
    operator: str
    value: str = ""
    upper: str = ""


def where(filters: Sequence[Filter], fields: Sequence[Field]) -> sql.Composable:
    """All filters as one condition. Raises `ListingError`."""
    if len(filters) > MAX_FILTERS:
        raise ListingError(f"A list takes up to {MAX_FILTERS} filters.")
    known = {str(one.id): one for one in fields}
    conditions: list[sql.Composable] = [sql.SQL("true")]
    for one in filters:
        if one.field not in known:
            raise ListingError("A filter names a field that does not exist (any more).")
        conditions.append(_condition(one, known[one.field]))
    return sql.SQL(" AND ").join(conditions)


def _condition(one: Filter, field: Field) -> sql.Composable:
    kind, column = field.kind, sql.Identifier(field.column_name)
    if one.operator not in kind.operators:
        raise ListingError(f"“{field.label}” cannot be filtered so.")
    if one.operator in {"empty", "filled"}:
        query = "({0} IS NULL OR {0} = '')" if kind.keeps_empty else "({0} IS NULL)"
        negated = "" if one.operator == "empty" else "NOT "
        return sql.SQL(negated + query).format(column)
    values = [one.value, one.upper] if one.operator == "between" else [one.value]
    part = one.operator in {"contains", "starts"}
    for value in values:
        _refuse(field, value, whole=not part)
    literals = [] if part else [kind.cast(sql.Literal(value)) for value in values]
    pattern = sql.Literal({"contains": "%"}.get(one.operator, "") + _like(one.value) + "%")
    return sql.SQL(_SQL[one.operator]).format(column, *literals, pattern=pattern)


def _refuse(field: Field, value: str, *, whole: bool) -> None:
    if not value:
        raise ListingError(f"The filter on “{field.label}” needs a value.")
    if len(value) > _MAX_VALUE or "\x00" in value:
        raise ListingError(f"The filter on “{field.label}” cannot look for such a value.")
    if whole and field.kind.column != "text" and (why := fault(field.kind, value)):
        raise ListingError(f"The filter on “{field.label}”: {why}.")


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def fault(kind: FieldType, value: str) -> str | None:
    """Why a text is not a value of the type; None when it is."""
    query = types.reason(kind, sql.Literal(value), required=False, options=[])
    found: str | None = fetch(sql.SQL("SELECT {}").format(query))[0][0]
    return found


def text(value: Any) -> str:
    """A value as the text from which PostgreSQL reads the same value again."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return str(value)


def fetch(query: sql.Composed) -> list[tuple[Any, ...]]:
    """Runs a composed query as the vault's own login."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
