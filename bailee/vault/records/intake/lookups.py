"""What a staged cell can be told only by looking further: links, JSON Schemas, values that must
stand once. Everything is found for the whole file at once; files without such columns pay nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from psycopg import Connection, sql

from bailee.vault.records import relations, schemas
from bailee.vault.records.intake import checks
from bailee.vault.records.intake.checks import FOUND, Check
from bailee.vault.records.intake.staging import STAGED, column

_BATCH = 1_000  # JSON values read at a time
_TWICE = """
    INSERT INTO {found}
    SELECT {position}, number, 'stands twice in the file, first in row ' || first
    FROM (SELECT number, first_value(number) OVER each AS first, row_number() OVER each AS place
          FROM ({values}) AS checked WHERE value IS NOT NULL
          WINDOW each AS (PARTITION BY value ORDER BY number)) AS placed
    WHERE place > 1
"""
_THERE = """
    INSERT INTO {found}
    SELECT {position}, checked.number,
           '“' || left(checked.cell, 60) || '” is there already in another record'
    FROM ({values}) AS checked JOIN {table} t ON t.{column} = checked.value
    LEFT JOIN {table} k ON {same}
    WHERE k.id IS NULL OR k.id <> t.id
    ON CONFLICT DO NOTHING
"""


def prepare(
    raw: Connection[Any],
    checked: Sequence[Check],
    *,
    into: str | None = None,
    key: Check | None = None,
) -> list[Check]:
    """The checks, with all that had to be looked up for the staged file. In a transaction.

    `into` is the table of an existing collection; `key` the column by which rows find the record
    that they change, so that they do not collide with themselves.
    """
    if not any(check.target or check.unique or check.rules.get("schema") for check in checked):
        return list(checked)
    checked = [_resolved(raw, check) for check in checked]
    raw.execute(
        sql.SQL(
            "CREATE TEMP TABLE {} (position integer, number bigint, reason text NOT NULL,"
            " PRIMARY KEY (position, number)) ON COMMIT DROP"
        ).format(FOUND)
    )
    for check in checked:
        if check.rules.get("schema"):
            _by_schema(raw, check)
    seen = _with_findings(raw, checked)
    for check in seen:
        if check.unique:
            _once(raw, check, seen, into, key)
    return _with_findings(raw, seen)


def _resolved(raw: Connection[Any], check: Check) -> Check:
    """With what each different text of the column names, if it is one of links."""
    if check.target is None:
        return check
    texts = sql.SQL("SELECT {} AS text FROM {} WHERE problem IS NULL").format(
        column(check.position), STAGED
    )
    name = f"named_{check.position}"
    return replace(check, named=relations.named(raw, name, texts, check.target))


def _by_schema(raw: Connection[Any], check: Check) -> None:
    """Reads each different value once, and notes the rows of those that do not fit."""

    def matches(text: str, pattern: str) -> bool:
        row = raw.execute("SELECT %s::text ~ %s", [text, pattern]).fetchone()
        return bool(row and row[0])

    checker = schemas.Checker(check.rules["schema"], matches)
    cell = column(check.position)
    query = sql.SQL(
        "SELECT {0}, array_agg(number) FROM {1}"
        " WHERE problem IS NULL AND {0} <> '' AND ({2}) IS NULL GROUP BY 1"
    ).format(cell, STAGED, check.reason)
    insert = sql.SQL("INSERT INTO {} SELECT %s, unnest(%s::bigint[]), %s").format(FOUND)
    for value, numbers in _streamed(raw, query):
        if why := checker.reason(value):
            raw.execute(insert, [check.position, numbers, why])


def _streamed(raw: Connection[Any], query: sql.Composed) -> Iterator[tuple[str, list[int]]]:
    with raw.cursor(name="distinct_values") as cursor:
        cursor.itersize = _BATCH
        cursor.execute(query)
        yield from cursor


def _once(
    raw: Connection[Any],
    check: Check,
    checked: Sequence[Check],
    into: str | None,
    key: Check | None,
) -> None:
    """Among the rows that are good otherwise: values that stand twice, or are there already."""
    query = sql.SQL(
        "SELECT number, {cell} AS cell, CASE WHEN {good} THEN {value} END AS value,"
        " CASE WHEN {good} THEN {key} END AS key FROM {staged}"
    ).format(
        cell=column(check.position),
        good=checks.good(checked),
        value=check.value,
        key=key.value if key else sql.SQL("NULL"),
        staged=STAGED,
    )
    names = {"found": FOUND, "position": sql.Literal(check.position), "values": query}
    raw.execute(sql.SQL(_TWICE).format(**names))
    if into is None or check.column is None or (key and key.position == check.position):
        return
    same: sql.Composable = sql.SQL("false")
    if key is not None and key.column is not None:
        same = sql.SQL("k.{} = checked.key").format(sql.Identifier(key.column))
    there = {"table": sql.Identifier(into), "column": sql.Identifier(check.column), "same": same}
    raw.execute(sql.SQL(_THERE).format(**names, **there))


def _with_findings(raw: Connection[Any], checked: Sequence[Check]) -> list[Check]:
    """Only columns about which something was found look it up for each row."""
    query = sql.SQL("SELECT DISTINCT position FROM {}").format(FOUND)
    noted = {position for (position,) in raw.execute(query).fetchall()}
    return [replace(check, noted=check.position in noted) for check in checked]
