"""Records in the way of a new demand on their field: how many, and the first of them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext
from psycopg import Connection, sql

from bailee.people import languages
from bailee.vault.records import schemas, types
from bailee.vault.records.demands import NewField
from bailee.vault.records.models import Field

SHOWN = 10
_MAX_CELL = 80  # characters


@dataclass(frozen=True)
class Obstacle:
    """One record whose value does not meet the demand."""

    id: uuid.UUID
    value: str | None
    reason: str


class ObstacleError(ValueError):
    """Records that are there do not meet what is asked: `first` shows some of `total`."""

    def __init__(self, message: str, total: int = 0, first: Sequence[Obstacle] = ()) -> None:
        super().__init__(message)
        self.total = total
        self.first = list(first)


def refuse(raw: Connection[Any], field: Field, asked: NewField) -> None:
    """Raises `ObstacleError` for what is newly asked and not met by every record."""
    table, column = sql.Identifier(field.collection.table_name), sql.Identifier(field.column_name)
    if asked.required and not field.required:
        without = sql.SQL("CASE WHEN {} IS NULL THEN 'has no value' END").format(column)
        _refuse(raw, table, column, without)
    bounds = {name: rule for name, rule in asked.rules.items() if field.rules.get(name) != rule}
    if bounds.keys() - {"schema"}:
        text = as_text(field.type, column)
        why = types.reason(
            asked.kind, text, required=False, options=list(asked.choices), rules=bounds
        )
        _refuse(raw, table, column, why)
    if asked.unique and not field.unique:
        twice = sql.SQL(
            "CASE WHEN {0} IS NOT NULL AND count(*) OVER (PARTITION BY {0}) > 1"
            " THEN 'stands more than once' END"
        ).format(column)
        _refuse(raw, table, column, twice)
    if "schema" in bounds:
        _refuse_by_schema(raw, table, column, bounds["schema"])


def as_text(kind: str, column: sql.Composable) -> sql.Composed:
    """SQL for a stored value as the text from which the same value is read again."""
    if kind == "boolean":
        return sql.SQL("CASE {0} WHEN true THEN 'yes' WHEN false THEN 'no' END").format(column)
    if kind == "datetime":
        return sql.SQL("replace({}::text, ' ', 'T')").format(column)
    return sql.SQL("{}::text").format(column)


def _refuse(
    raw: Connection[Any], table: sql.Identifier, column: sql.Identifier, why: sql.Composable
) -> None:
    checked = sql.SQL("(SELECT id, left({}::text, {}) AS value, {} AS why FROM {})").format(
        column, sql.Literal(_MAX_CELL), why, table
    )
    query = sql.SQL(
        "SELECT id, value, why, count(*) OVER () FROM {} AS checked WHERE why IS NOT NULL"
        " ORDER BY value, id LIMIT {}"
    ).format(checked, sql.Literal(SHOWN))
    found = raw.execute(query).fetchall()
    if found:
        first = [Obstacle(which, value, reason) for which, value, reason, _ in found]
        raise _error(found[0][3], first)


def _refuse_by_schema(
    raw: Connection[Any], table: sql.Identifier, column: sql.Identifier, schema: str
) -> None:
    """Python reads every value; the table is locked meanwhile, for writers only."""

    def matches(text: str, pattern: str) -> bool:
        row = raw.execute("SELECT %s::text ~ %s", [text, pattern]).fetchone()
        return bool(row and row[0])

    checker, first, total = schemas.Checker(schema, matches), list[Obstacle](), 0
    with raw.cursor(name="values_of_a_field") as cursor:
        cursor.execute(
            sql.SQL("SELECT id, {0}::text FROM {1} WHERE {0} IS NOT NULL").format(column, table)
        )
        for which, value in cursor:
            if why := checker.reason(value):
                total += 1
                if len(first) < SHOWN:
                    first.append(Obstacle(which, value[:_MAX_CELL], why))
    if total:
        raise _error(total, first)


def _error(total: int, first: Sequence[Obstacle]) -> ObstacleError:
    words = ngettext(
        "{count} record is in the way. Mend it first.",
        "{count} records are in the way. Mend them first.",
        total,
    )
    return ObstacleError(words.format(count=languages.usual().number(total)), total, first)
