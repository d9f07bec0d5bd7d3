"""Pages of records: filtered, searched, sorted, turned by keyset in both directions.

Runs on Django's default connection, as the vault's own login. All that a person may set comes
as text and is checked; what is wrong raises `ListingError`.
"""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from django.utils.translation import gettext as _
from psycopg import sql

from bailee.vault.records import columns, filters, keyset, scarcity, search
from bailee.vault.records.columns import Column, fetch
from bailee.vault.records.filters import Filter, Group, ListingError, Part
from bailee.vault.records.models import Collection, Field

__all__ = [
    "SIZE",
    "Filter",
    "Group",
    "ListingError",
    "Page",
    "Query",
    "Row",
    "page",
    "rows",
    "where",
]

SIZE = 50  # records on a page
MAX_SIZE = 200
_INSIDE = {"contains", "lacks", "ends"}  # operators for which no index serves
COUNTED = 50_000  # rows up to which a total is counted; above, it is estimated
_TEXTS = ("search", "after", "before")


@dataclass(frozen=True)
class Query:
    """What to list.

    `sorts`: keys of columns (see `columns`), "-" before one turns it; none is the order of entry,
    "-" its reverse. `after` and `before` are tokens from a page. `counted`: the exact total is
    wanted.
    """

    filter: Part | None = None
    sorts: tuple[str, ...] = ()
    search: str = ""
    after: str = ""
    before: str = ""
    counted: bool = False
    size: int = SIZE

    @property
    def narrows(self) -> bool:
        """Whether it may leave records out."""
        return bool(self.search.strip()) or any(filters.flat(self.filter))

    def whole(self) -> "Query":
        """The same records from the start: what a view keeps."""
        return replace(self, after="", before="", counted=False, size=SIZE)

    def to_json(self) -> dict[str, Any]:
        """What is asked for; what is not stays out."""
        plain = Query()
        found = {
            key: value
            for key, value in asdict(replace(self, filter=None)).items()
            if value != getattr(plain, key)
        }
        if self.sorts:
            found["sorts"] = list(self.sorts)
        if self.filter is not None:
            found["filter"] = filters.to_json(self.filter)
        return found

    @classmethod
    def from_json(cls, found: object) -> Self:
        """Reads what `to_json` gives, from anybody. Raises `ListingError`."""
        if not isinstance(found, dict) or set(found) - set(cls.__dataclass_fields__):
            raise ListingError(
                _(
                    "A list is asked for by “filter”, “sorts”, “search”, “after”, “before”,"
                    " “counted” and “size”."
                )
            )
        sorts, size = found.get("sorts", []), found.get("size", SIZE)
        texts = {key: found.get(key, "") for key in _TEXTS}
        if not isinstance(sorts, list) or not all(isinstance(one, str) for one in sorts):
            raise ListingError(_("“sorts” is a list of texts."))
        if not all(isinstance(text, str) for text in texts.values()):
            raise ListingError(_("“search”, “after” and “before” are texts."))
        if type(size) is not int or not 1 <= size <= MAX_SIZE:
            raise ListingError(
                _("“size” is a whole number from 1 to {max_size}.").format(max_size=MAX_SIZE)
            )
        part = found.get("filter")
        return cls(
            filter=None if part is None else filters.from_json(part),
            sorts=tuple(sorts),
            counted=found.get("counted", False) is True,
            size=size,
            **texts,
        )


@dataclass(frozen=True)
class Row:
    """One record: its values in the order of the fields, and its place in the list."""

    id: uuid.UUID
    version: int
    values: list[Any]
    place: keyset.Place


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
class _Reading:
    table: sql.Identifier
    fields: list[Field]
    where: sql.Composable
    order: keyset.Order
    size: int


def page(collection: Collection, query: Query) -> Page:
    """One page of the collection. Raises `ListingError` for what cannot be."""
    fields = list(collection.fields.all())
    known = columns.of(fields)
    if not 1 <= query.size <= MAX_SIZE:
        raise ListingError(_("A page holds 1 to {max_size} records.").format(max_size=MAX_SIZE))
    reading = _Reading(
        sql.Identifier(collection.table_name),
        fields,
        _where(collection, query, known),
        keyset.order(query.sorts, known),
        query.size,
    )
    with _looking(collection, reading, query):
        found, more_before, more_after = _turn(reading, query)
    if not found and (query.after or query.before):  # its records were deleted meanwhile
        return page(collection, replace(query, after="", before=""))
    total, exact = _total(
        reading, query, whole=len(found) if not more_before | more_after else None
    )
    return Page(
        fields,
        found,
        next=found[-1].place.token if more_after else "",
        previous=found[0].place.token if more_before else "",
        total=total,
        exact=exact,
    )


def _looking(
    collection: Collection, reading: _Reading, query: Query
) -> AbstractContextManager[None]:
    """Texts are looked through without an index: how many hold the words is to be reckoned."""
    inside = any(one.operator in _INSIDE for one in filters.flat(query.filter))
    if inside or (query.search.strip() and not collection.searched):
        return scarcity.reckoned(reading.table, reading.where)
    return nullcontext()


def rows(collection: Collection, which: Sequence[uuid.UUID]) -> list[Row]:
    """These records as a page would hold them, in order of entry."""
    fields = list(collection.fields.all())
    named = sql.SQL("id = ANY({}::uuid[])").format(sql.Literal(list(which)))
    order = keyset.Order((), newest_first=False)
    table = sql.Identifier(collection.table_name)
    reading = _Reading(table, fields, named, order, len(which))
    return _segment(reading, sql.SQL("true"), forwards=True, limit=len(which))


def where(collection: Collection, query: Query) -> sql.Composed:
    """The condition that a record must meet to be in the list, on whatever page.

    Raises `ListingError`.
    """
    return sql.Composed([_where(collection, query, columns.of(collection.fields.all()))])


def order(collection: Collection, query: Query) -> sql.Composed:
    """The list's order as `ORDER BY` has it. Raises `ListingError`."""
    known = columns.of(collection.fields.all())
    return keyset.order(query.sorts, known).whole()


def _where(collection: Collection, query: Query, known: Mapping[str, Column]) -> sql.Composable:
    """Filter and search, as one condition that may stand beside others."""
    parts = [filters.where(query.filter, known)]
    if query.search.strip():
        parts.append(search.where(collection, query.search, known))
    return sql.SQL(" AND ").join(parts)


def _turn(reading: _Reading, query: Query) -> tuple[list[Row], bool, bool]:
    """The rows of the page, and whether there are any before and after it."""
    size = reading.size
    if query.before:
        rows = _rows(reading, keyset.read(query.before, reading.order), forwards=False)
        return rows[:size][::-1], len(rows) > size, True
    start = keyset.read(query.after, reading.order) if query.after else None
    rows = _rows(reading, start, forwards=True)
    return rows[:size], start is not None, len(rows) > size


def _rows(reading: _Reading, start: keyset.Place | None, *, forwards: bool) -> list[Row]:
    """Up to one row more than a page, from `start` in the given direction."""
    found: list[Row] = []
    for beyond in keyset.segments(reading.order, start, forwards=forwards):
        if len(found) <= reading.size:
            limit = reading.size + 1 - len(found)
            found += _segment(reading, beyond, forwards=forwards, limit=limit)
    return found


def _segment(reading: _Reading, beyond: sql.Composable, *, forwards: bool, limit: int) -> list[Row]:
    keys = reading.order.keys
    # Excerpts are cut from the rows of the page only, not from all that are sorted.
    shown = [
        sql.SQL(field.kind.excerpt).format(v=sql.Identifier(field.column_name))
        for field in reading.fields
    ]
    ordering = reading.order.by(forwards=forwards)
    query = sql.SQL(
        "SELECT {} FROM (SELECT * FROM {} WHERE {} AND {} ORDER BY {} LIMIT {}) AS found"
        " ORDER BY {}"
    ).format(
        sql.SQL(", ").join([sql.SQL("id, version"), *keys, *shown]),
        reading.table,
        reading.where,
        beyond,
        ordering,
        sql.Literal(limit),
        ordering,
    )
    return [_row(found, len(keys)) for found in fetch(query)]


def _row(found: tuple[Any, ...], keys: int) -> Row:
    which, version, *rest = found
    places = tuple(None if key is None else columns.text(key) for key in rest[:keys])
    return Row(which, version, rest[keys:], keyset.Place(which, places))


def _total(reading: _Reading, query: Query, whole: int | None) -> tuple[int, bool]:
    """How many rows the filters leave, and whether that is counted or the planner's estimate."""
    if whole is not None:
        return whole, True
    [(rows,)] = fetch(
        sql.SQL("SELECT reltuples::bigint FROM pg_class WHERE oid = {}::regclass").format(
            sql.Literal(reading.table.as_string())
        )
    )
    if query.counted or rows <= COUNTED:
        counting = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(reading.table, reading.where)
        return fetch(counting)[0][0], True
    if not query.narrows:
        return rows, False
    explain = sql.SQL("EXPLAIN (FORMAT JSON) SELECT FROM {} WHERE {}")
    [(plan,)] = fetch(explain.format(reading.table, reading.where))
    return plan[0]["Plan"]["Plan Rows"], False
