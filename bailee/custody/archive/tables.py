"""The rows of one table as CSV, and the bytes that a CSV cannot hold, straight from `COPY`."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from bailee.custody.archive import columns
from bailee.custody.archive.labels import Labels
from bailee.custody.archive.shape import Column, ShapeError, Table

_BLOCK = 256 * 1024  # bytes
_PIECE = 1024 * 1024  # bytes of one bytea value held at a time


@dataclass(frozen=True)
class Sheet:
    """One table's place in the archive; `beyond` names columns with times outside ISO 8601.

    `only`: a condition that its rows must meet; its parameters are given to `Rows`.
    """

    table: Table
    columns: tuple[Column, ...]
    labels: Labels | None
    beyond: frozenset[str]
    only: sql.Composable | None = None

    @property
    def path(self) -> str:
        if self.labels is None:
            return f"tables/{self.table.name}.csv"
        return f"records/{self.labels.stem}.csv"

    def head(self, column: str) -> str:
        """The column's header."""
        return self.labels.columns[column] if self.labels else column


def sheet(
    raw: psycopg.Connection[Any],
    table: Table,
    kept: tuple[Column, ...],
    labels: Labels | None,
) -> Sheet:
    """Looks at the table's values where the types alone do not say how to write them.

    Raises `ShapeError` for types not known and arrays of more than one dimension.
    """
    for column in kept:
        columns.kind(table, column)
    checks = {column.name: found for column in kept if (found := columns.oddity(column))}
    if not checks:
        return Sheet(table, kept, labels, frozenset())
    query = sql.SQL("SELECT {} FROM {}{}").format(
        sql.SQL(", ").join(checks.values()), _only(table), table.identifier
    )
    row = raw.execute(query).fetchone() or ()
    odd = {name for name, is_odd in zip(checks, row, strict=True) if is_odd}
    for name in sorted(odd):
        if table.column(name).is_array:
            raise ShapeError(f"{table.name}.{name} holds arrays that JSON cannot give back exactly")
    return Sheet(table, kept, labels, frozenset(odd))


class Rows:
    """Iterates over the sheet's CSV in blocks; `count` is its number of rows once read through."""

    def __init__(
        self, raw: psycopg.Connection[Any], sheet: Sheet, values: Mapping[str, Any] | None = None
    ) -> None:
        self._raw, self._sheet, self._values = raw, sheet, values
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        yield _header([self._sheet.head(column.name) for column in self._sheet.columns])
        block: list[bytes | bytearray | memoryview] = []
        size = 0
        with (
            self._raw.cursor() as cursor,
            cursor.copy(_select(self._sheet), self._values) as copied,
        ):
            for row in copied:
                self.count += 1
                block.append(row)
                size += len(row)
                if size >= _BLOCK:
                    yield b"".join(block)
                    block, size = [], 0
        yield b"".join(block)


def cells(raw: psycopg.Connection[Any], sheet: Sheet) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Path and content of every `bytea` value of the sheet, in the order of its rows."""
    for column in sheet.columns:
        if column.base != "bytea":
            continue
        query = sql.SQL(
            "SELECT {}, octet_length({}), tableoid, ctid FROM {}{} WHERE {} IS NOT NULL ORDER BY {}"
        )
        name = sql.Identifier(column.name)
        with raw.cursor(name="cells") as cursor:
            cursor.execute(
                query.format(
                    columns.path(sheet.table, column),
                    name,
                    _only(sheet.table),
                    sheet.table.identifier,
                    name,
                    columns.order(sheet.table),
                ),
            )
            for path, size, *place in cursor:
                yield path, _cell(raw, sheet.table, column, size, place)


def _cell(
    raw: psycopg.Connection[Any], table: Table, column: Column, size: int, place: list[object]
) -> Iterator[bytes]:
    query = sql.SQL(
        "SELECT substr({}, %s, %s) FROM {}{} WHERE tableoid = %s AND ctid = %s::tid"
    ).format(sql.Identifier(column.name), _only(table), table.identifier)
    for start in range(1, size + 1, _PIECE):
        row = raw.execute(query, (start, _PIECE, *place)).fetchone()
        if row is None:
            raise ShapeError(f"a value of {table.name}.{column.name} is gone from the snapshot")
        yield row[0]


def _select(sheet: Sheet) -> sql.Composed:
    wanted = sql.SQL(", ").join(
        columns.expression(sheet.table, column, beyond=column.name in sheet.beyond)
        for column in sheet.columns
    )
    only = sql.SQL("") if sheet.only is None else sql.SQL(" WHERE {}").format(sheet.only)
    return sql.SQL("COPY (SELECT {} FROM {}{}{} ORDER BY {}) TO STDOUT (FORMAT csv)").format(
        wanted, _only(sheet.table), sheet.table.identifier, only, columns.order(sheet.table)
    )


def _header(names: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(names)
    return out.getvalue().encode()


def _only(table: Table) -> sql.SQL:
    """A table that others inherit from gives its own rows alone; a partitioned one gives all."""
    return sql.SQL("" if table.partitioned else "ONLY ")
