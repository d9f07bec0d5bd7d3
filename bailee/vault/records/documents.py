"""Records as JSON, written by PostgreSQL itself: exact to the last digit, and fast.

A whole number beyond what a double holds, and every decimal, is text; JSON is JSON, digit by
digit; moments are ISO 8601 in UTC with microseconds. See docs/users/api.md.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import sql

from bailee.vault.records import columns, filters, keyset, search
from bailee.vault.records.columns import Column
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Collection, Field

_MOMENT: LiteralString = (
    """to_char({v} AT TIME ZONE 'UTC', '"\\""YYYY-MM-DD"T"HH24:MI:SS.US"Z\\""')"""
)
# By the type of the column: SQL for the JSON text of a value that is there.
_VALUES: dict[str, LiteralString] = {
    "text": "to_json({v})::text",
    "bigint": (
        "CASE WHEN {v} BETWEEN -9007199254740991 AND 9007199254740991"
        " THEN {v}::text ELSE '\"' || {v}::text || '\"' END"
    ),
    "numeric": "'\"' || {v}::text || '\"'",
    "boolean": "{v}::text",
    "date": """to_char({v}, '"\\""YYYY-MM-DD"\\""')""",
    "timestamptz": _MOMENT,
    "jsonb": "{v}::text",
    "uuid": "'\"' || {v}::text || '\"'",
}
_SYSTEM: tuple[tuple[str, LiteralString], ...] = (
    ("id", _VALUES["uuid"]),
    ("version", "{v}::text"),
    ("created_at", _MOMENT),
    ("created_by", _VALUES["uuid"]),
    ("changed_at", _MOMENT),
    ("changed_by", _VALUES["uuid"]),
)


def keys(fields: Sequence[Field], *, by_id: bool) -> dict[Field, str]:
    """The keys of a document: the fields' names, or their ids, which never change."""
    return {field: str(field.id) if by_id else field.label for field in fields}


def expression(named: Mapping[Field, str]) -> sql.Composed:
    """SQL for the whole document of a row, as text."""
    parts: list[sql.Composable] = [sql.Literal("{")]
    for name, value in _SYSTEM:
        parts += [sql.Literal(f'"{name}":'), _value(value, name), sql.Literal(",")]
    parts.append(sql.Literal('"fields":{'))
    for number, (field, key) in enumerate(named.items()):
        parts += [
            sql.SQL("{}to_json({}::text)::text").format(
                sql.SQL("',' || " if number else ""), sql.Literal(key)
            ),
            sql.Literal(":"),
            _value(_VALUES[field.kind.column], field.column_name),
        ]
    parts.append(sql.Literal("}}"))
    return sql.SQL(" || ").join(parts)


def texts(
    collection: Collection, which: Sequence[uuid.UUID], named: Mapping[Field, str] | None = None
) -> list[str]:
    """The documents of these records, in the order of the ids; those that are gone are left out."""
    if named is None:
        named = keys(list(collection.fields.all()), by_id=False)
    query = sql.SQL("SELECT id, {} FROM {} WHERE id = ANY({})").format(
        expression(named), sql.Identifier(collection.table_name), sql.Literal(list(which))
    )
    found = dict(filters.fetch(query))
    return [found[one] for one in which if one in found]


def one(
    collection: Collection, which: uuid.UUID, named: Mapping[Field, str]
) -> tuple[str, int] | None:
    """The document of a record and its version; None if it is not there."""
    query = sql.SQL("SELECT {}, version FROM {} WHERE id = {}").format(
        expression(named), sql.Identifier(collection.table_name), sql.Literal(which)
    )
    found = filters.fetch(query)
    return found[0] if found else None


@dataclass(frozen=True)
class Page:
    """Documents in the order of the list; `next` is a token, empty on the last page.

    `total` only where the query wants it counted.
    """

    texts: list[str]
    next: str
    total: int | None


def page(
    collection: Collection, fields: Sequence[Field], query: Query, named: Mapping[Field, str]
) -> Page:
    """The page after the query's token. Raises `ListingError`."""
    known = columns.of(fields)
    order = keyset.order(query.sorts, known)
    condition = _condition(collection, query, known)
    start = keyset.read(query.after, order) if query.after else None
    found: list[tuple[Any, ...]] = []
    for beyond in keyset.segments(order, start, forwards=True):
        if len(found) > query.size:
            break
        found += filters.fetch(
            sql.SQL(
                "SELECT {} FROM (SELECT * FROM {} WHERE {} AND {} ORDER BY {order} LIMIT {})"
                " AS found ORDER BY {order}"
            ).format(
                sql.SQL(", ").join([expression(named), sql.SQL("id"), *order.keys]),
                sql.Identifier(collection.table_name),
                *(condition, beyond, sql.Literal(query.size + 1 - len(found))),
                order=order.by(forwards=True),
            )
        )
    more = len(found) > query.size
    found = found[: query.size]
    return Page(
        [row[0] for row in found],
        _token(found[-1]) if more else "",
        _count(collection, condition) if query.counted else None,
    )


def _condition(collection: Collection, query: Query, known: Mapping[str, Column]) -> sql.Composable:
    parts = [filters.where(query.filter, known)]
    if query.search.strip():
        parts.append(search.where(collection, query.search, known))
    return sql.SQL(" AND ").join(parts)


def _token(row: tuple[Any, ...]) -> str:
    _, which, *keys = row
    return keyset.Place(
        which, tuple(None if key is None else columns.text(key) for key in keys)
    ).token


def _count(collection: Collection, condition: sql.Composable) -> int:
    query = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(
        sql.Identifier(collection.table_name), condition
    )
    return int(filters.fetch(query)[0][0])


def _value(value: LiteralString, column: str) -> sql.Composed:
    return sql.SQL("coalesce({}, 'null')").format(sql.SQL(value).format(v=sql.Identifier(column)))
