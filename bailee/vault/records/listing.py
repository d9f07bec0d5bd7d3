"""Pages of records: filtered, sorted, turned by keyset in both directions, fast at a million rows.

Runs on Django's default connection, as the vault's own login. All that a person may set comes
as text and is checked; what is wrong raises `ListingError`.
"""

import base64
import binascii
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, LiteralString

from psycopg import sql

from bailee.vault.records import filters
from bailee.vault.records.filters import Filter, ListingError
from bailee.vault.records.models import Collection, Field
from bailee.vault.records.types import FieldType

__all__ = ["Filter", "ListingError", "Page", "Query", "page"]

SIZE = 50  # records on a page
COUNTED = 50_000  # rows up to which a total is counted; above, it is estimated


@dataclass(frozen=True)
class Query:
    """What to list. `sort`: a field's id or "" (order of entry); "-" reverses.

    `after` and `before` are tokens from a page.
    """

    filters: Sequence[Filter] = ()
    sort: str = ""
    after: str = ""
    before: str = ""
    counted: bool = False  # the person asked for the exact total


@dataclass(frozen=True)
class Row:
    """One record: its values in the order of the fields."""

    id: uuid.UUID
    values: list[Any]
    key: str | None  # its sort value as text


@dataclass(frozen=True)
class Page:
    """A page; `next` and `previous` are tokens, empty where there is nothing."""

    fields: list[Field]
    rows: list[Row]
    next: str
    previous: str
    total: int
    exact: bool


@dataclass(frozen=True)
class _Order:
    """A sort: by an expression, then by id; the empty ones come last either way."""

    kind: FieldType | None
    expression: sql.Composable
    backwards: bool

    @property
    def by_id_only(self) -> bool:
        return self.kind is None


@dataclass(frozen=True)
class _Reading:
    table: sql.Identifier
    columns: sql.Composable
    where: sql.Composable
    order: _Order


def page(collection: Collection, query: Query) -> Page:
    """One page of the collection. Raises `ListingError` for a filter, sort or token amiss."""
    fields = list(collection.fields.all())
    order = _order(query.sort, fields)
    shown = [f.kind for f in fields]
    excerpts = [
        sql.SQL(kind.excerpt).format(v=sql.Identifier(f.column_name))
        for f, kind in zip(fields, shown, strict=True)
    ]
    reading = _Reading(
        sql.Identifier(collection.table_name),
        sql.SQL(", ").join([sql.SQL("id"), order.expression, *excerpts]),
        filters.where(query.filters, fields),
        order,
    )
    rows, more_before, more_after = _turn(reading, query)
    if not rows and (query.after or query.before):  # its records were deleted meanwhile
        return page(collection, replace(query, after="", before=""))
    total, exact = _total(reading, query, whole=len(rows) if not more_before | more_after else None)
    return Page(
        fields,
        rows,
        next=_token(rows[-1]) if more_after else "",
        previous=_token(rows[0]) if more_before else "",
        total=total,
        exact=exact,
    )


def _turn(reading: _Reading, query: Query) -> tuple[list[Row], bool, bool]:
    """The rows of the page, and whether there are any before and after it."""
    if query.before:
        rows = _rows(reading, _read_token(query.before, reading.order), forwards=False)
        more = len(rows) > SIZE
        return rows[:SIZE][::-1], more, True
    start = _read_token(query.after, reading.order) if query.after else None
    rows = _rows(reading, start, forwards=True)
    return rows[:SIZE], start is not None, len(rows) > SIZE


@dataclass(frozen=True)
class _Key:
    """A place in the order, just beside which a page begins."""

    id: uuid.UUID
    value: str | None


def _rows(reading: _Reading, start: _Key | None, *, forwards: bool) -> list[Row]:
    """Up to one row more than a page, from `start` in the given direction.

    The order has two segments, rows with a sort value and rows without: each is one range of
    the index, so no page ever reads what lies before it.
    """
    order = reading.order
    segments = [False, True] if forwards else [True, False]
    if order.by_id_only:
        segments = [False]
    elif start is not None and (start.value is None) is segments[1]:
        segments = segments[1:]
    found: list[Row] = []
    for empty in segments:
        if len(found) > SIZE:
            break
        here = start if start is not None and (start.value is None) is empty else None
        if order.by_id_only:
            here = start
        found += _segment(
            reading, here, empty=empty, forwards=forwards, limit=SIZE + 1 - len(found)
        )
    return found


def _segment(
    reading: _Reading, start: _Key | None, *, empty: bool, forwards: bool, limit: int
) -> list[Row]:
    order = reading.order
    rising = forwards != order.backwards
    way = sql.SQL("ASC" if rising else "DESC")
    beyond = sql.SQL(">" if rising else "<")
    conditions = [reading.where]
    if not order.by_id_only:
        kind = sql.SQL("{} IS NULL" if empty else "{} IS NOT NULL")
        conditions.append(kind.format(order.expression))
    if start is not None:
        conditions.append(_beyond(order, start, beyond, empty=empty or order.by_id_only))
    ordering = sql.SQL("id {}").format(way)
    if not order.by_id_only:
        # As the index has it, read forwards or backwards.
        nulls = sql.SQL("NULLS LAST" if rising else "NULLS FIRST")
        ordering = sql.SQL("{} {} {}, id {}").format(order.expression, way, nulls, way)
    # Excerpts are cut from the rows of the page only, not from all that are sorted.
    query = sql.SQL(
        "SELECT {} FROM (SELECT * FROM {} WHERE {} ORDER BY {} LIMIT {}) AS found ORDER BY {}"
    ).format(
        reading.columns,
        reading.table,
        sql.SQL(" AND ").join(conditions),
        ordering,
        sql.Literal(limit),
        ordering,
    )
    return [
        Row(found[0], list(found[2:]), None if found[1] is None else filters.text(found[1]))
        for found in filters.fetch(query)
    ]


def _beyond(order: _Order, start: _Key, beyond: sql.SQL, *, empty: bool) -> sql.Composable:
    if empty or order.kind is None:
        return sql.SQL("id {} {}").format(beyond, sql.Literal(start.id))
    return sql.SQL("({}, id) {} ({}, {})").format(
        order.expression, beyond, _sort_literal(order.kind, start.value), sql.Literal(start.id)
    )


def _sort_literal(kind: FieldType, value: str | None) -> sql.Composable:
    column: LiteralString = kind.column if kind.sort == "{v}" else "text"
    return sql.SQL("{}::{}").format(sql.Literal(value), sql.SQL(column))


def _order(sort: str, fields: Sequence[Field]) -> _Order:
    name, backwards = sort.removeprefix("-"), sort.startswith("-")
    if not name:
        return _Order(None, sql.SQL("NULL::text"), backwards)
    for one in fields:
        if str(one.id) == name:
            column = sql.Identifier(one.column_name)
            return _Order(one.kind, sql.SQL(one.kind.sort).format(v=column), backwards)
    raise ListingError("The list cannot be sorted so: there is no such field (any more).")


def _token(row: Row) -> str:
    return base64.urlsafe_b64encode(json.dumps([str(row.id), row.key]).encode()).decode()


def _read_token(token: str, order: _Order) -> _Key:
    """Raises `ListingError`: a token is text from outside like any other."""
    try:
        which, value = json.loads(base64.urlsafe_b64decode(token.encode()))
        str(value).encode()  # half a surrogate pair is no text that PostgreSQL could compare
        key = _Key(uuid.UUID(which), value)
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        raise ListingError("This page of the list does not exist. Here is the first.") from None
    if value is not None and (order.kind is None or not _fits(order.kind, value)):
        raise ListingError("This page belongs to another order. Here is the first.")
    return key


def _fits(kind: FieldType, value: object) -> bool:
    if not isinstance(value, str) or "\x00" in value or len(value) > 4_000:
        return False
    if kind.sort != "{v}" or kind.column == "text":
        return True
    return value != "" and filters.fault(kind, value) is None


def _total(reading: _Reading, query: Query, whole: int | None) -> tuple[int, bool]:
    """How many rows the filters leave, and whether that is counted or the planner's estimate."""
    if whole is not None:
        return whole, True
    [(rows,)] = filters.fetch(
        sql.SQL("SELECT reltuples::bigint FROM pg_class WHERE oid = {}::regclass").format(
            sql.Literal(reading.table.as_string())
        )
    )
    if query.counted or rows <= COUNTED:
        counting = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(reading.table, reading.where)
        return filters.fetch(counting)[0][0], True
    if not query.filters:
        return rows, False
    explain = sql.SQL("EXPLAIN (FORMAT JSON) SELECT FROM {} WHERE {}")
    [(plan,)] = filters.fetch(explain.format(reading.table, reading.where))
    return plan[0]["Plan"]["Plan Rows"], False
