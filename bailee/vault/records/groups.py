"""The records of a list by the values of one column, with how many there are of each.

Days and moments are grouped by month.
"""

from calendar import monthrange
from dataclasses import dataclass
from typing import Any, LiteralString

from django.utils.translation import gettext
from psycopg import sql

from bailee.vault.records import columns, listing
from bailee.vault.records.columns import Column, fetch
from bailee.vault.records.listing import Filter, Group, ListingError, Query
from bailee.vault.records.models import Collection

MOST = 200  # values that are shown
_TIMELY = {"date", "datetime"}
_LONG = {"long_text", "json"}


@dataclass(frozen=True)
class Heap:
    """The records of one value. `key`: its text, empty for no value; `filter` finds them."""

    key: str
    value: Any
    count: int
    filter: Filter


@dataclass(frozen=True)
class Heaps:
    """The heaps in order; `left` counts the records of values beyond the most that are shown."""

    column: Column
    heaps: list[Heap]
    left: int


def of(collection: Collection, query: Query, key: str) -> Heaps:
    """Groups the list by a column. Raises `ListingError`."""
    known = columns.of(collection.fields.all())
    if key not in known:
        raise ListingError(
            gettext("The list cannot be grouped so: there is no such field (any more).")
        )
    column = known[key]
    if column.kind.name in _LONG:
        raise ListingError(
            gettext("A list cannot be grouped by “{label}”: its values are too long.").format(
                label=column.label
            )
        )
    grouping = sql.SQL(
        "SELECT value, count(*), sum(count(*)) OVER () FROM (SELECT {} AS value FROM {} WHERE {})"
        " AS found GROUP BY value ORDER BY count(*) DESC, value LIMIT {}"
    ).format(
        _value(column),
        sql.Identifier(collection.table_name),
        listing.where(collection, query),
        sql.Literal(MOST),
    )
    rows = fetch(grouping)
    heaps = [_heap(column, value, count) for value, count, _ in rows]
    shown = sum(heap.count for heap in heaps)
    whole = int(rows[0][2]) if rows else 0
    return Heaps(column, _ordered(column, heaps), whole - shown)


def within(query: Query, heap: Heap) -> Query:
    """The list of one heap."""
    parts = (heap.filter,) if query.filter is None else (query.filter, heap.filter)
    return Query(Group(parts=parts), query.sorts, query.search)


def _value(column: Column) -> sql.Composed:
    expression: LiteralString = "{}"
    if column.kind.name in _TIMELY:
        expression = "to_char({}, 'YYYY-MM')"
    elif column.kind.keeps_empty:
        expression = "NULLIF({}, '')"
    return sql.SQL(expression).format(column.identifier)


def _heap(column: Column, value: Any, count: int) -> Heap:
    if value is None:
        return Heap("", None, count, Filter(column.key, "empty"))
    key = columns.text(value)
    if column.kind.name in _TIMELY:
        year, month = map(int, key.split("-"))
        last = f"{key}-{monthrange(year, month)[1]:02}"
        return Heap(key, key, count, Filter(column.key, "between", f"{key}-01", last))
    return Heap(key, value, count, Filter(column.key, "is", key))


def _ordered(column: Column, heaps: list[Heap]) -> list[Heap]:
    """As the choices stand, months as they come, all else by size; no value comes last."""
    if column.field is not None and column.field.type == "choice":
        places = {choice: place for place, choice in enumerate(column.field.choices)}
        heaps = sorted(heaps, key=lambda heap: places.get(heap.key, len(places)))
    elif column.kind.name in _TIMELY:
        heaps = sorted(heaps, key=lambda heap: heap.key)
    return sorted(heaps, key=lambda heap: heap.value is None)
