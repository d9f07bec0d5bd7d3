"""Records as JSON, written by PostgreSQL itself: exact to the last digit, and fast.

A whole number beyond what a double holds, and every decimal, is text; JSON is JSON, digit by
digit; moments are ISO 8601 in UTC with microseconds. See docs/users/api.md.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import LiteralString

from psycopg import sql

from bailee.vault.records import filters
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


def _value(value: LiteralString, column: str) -> sql.Composed:
    return sql.SQL("coalesce({}, 'null')").format(sql.SQL(value).format(v=sql.Identifier(column)))
