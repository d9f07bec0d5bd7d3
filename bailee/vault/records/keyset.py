"""The order of a list, and places in it: what comes just after or before one record.

Up to four columns, each rising or falling, empty values last either way; then the order of entry.
A place holds the sort values of a record, so that no page reads what lies before it.
"""

import base64
import binascii
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _
from psycopg import sql

from bailee.vault.records import conditions
from bailee.vault.records.columns import Column
from bailee.vault.records.conditions import ListingError
from bailee.vault.records.types import FieldType

MAX_SORTS = 4
_MAX_KEY = 4_000  # characters
_LOST = gettext_noop("This page of the list does not exist. Here is the first.")


@dataclass(frozen=True)
class Sort:
    """One column of the order."""

    column: Column
    falling: bool

    def by(self, *, forwards: bool, leading: bool) -> sql.Composed:
        """As `ORDER BY` has it. Read backwards, all of it turns, the empty ones too.

        Empty values of the leading column are a segment of their own; there the words are
        those that fit the index, read in either direction.
        """
        rising = self.falling != forwards
        last = rising if leading else forwards
        way: LiteralString = "ASC" if rising else "DESC"
        nulls: LiteralString = "NULLS LAST" if last else "NULLS FIRST"
        return sql.SQL("{} {} {}").format(self.column.order, sql.SQL(way), sql.SQL(nulls))

    def literal(self, value: str | None) -> sql.Composed:
        kind = self.column.kind
        cast: LiteralString = kind.column if kind.sort == "{v}" else "text"
        return sql.SQL("{}::{}").format(sql.Literal(value), sql.SQL(cast))


@dataclass(frozen=True)
class Order:
    """The sorts, and whether records of equal values come newest first."""

    sorts: tuple[Sort, ...]
    newest_first: bool

    def by(self, *, forwards: bool) -> sql.Composed:
        way: LiteralString = "ASC" if self.newest_first != forwards else "DESC"
        sorts = [
            one.by(forwards=forwards, leading=place == 0) for place, one in enumerate(self.sorts)
        ]
        return sql.SQL(", ").join([*sorts, sql.SQL("id {}").format(sql.SQL(way))])

    def whole(self) -> sql.Composed:
        """For a list that is read from start to end, not page by page."""
        sorts = [one.by(forwards=True, leading=False) for one in self.sorts]
        way: LiteralString = "DESC" if self.newest_first else "ASC"
        return sql.SQL(", ").join([*sorts, sql.SQL("id {}").format(sql.SQL(way))])

    @property
    def keys(self) -> list[sql.Composable]:
        return [one.column.order for one in self.sorts]


@dataclass(frozen=True)
class Place:
    """One record in the order: its id, and its sort values as texts."""

    id: uuid.UUID
    keys: tuple[str | None, ...]

    @property
    def token(self) -> str:
        """As addresses carry it."""
        return base64.urlsafe_b64encode(json.dumps([str(self.id), *self.keys]).encode()).decode()


def order(sorts: Sequence[str], columns: Mapping[str, Column]) -> Order:
    """Reads keys of columns; "-" before one turns it, "-" alone the order of entry.

    Raises `ListingError`.
    """
    wished = [one for one in sorts if one]
    if len(wished) > MAX_SORTS:
        raise ListingError(
            _("A list is sorted by up to {max_sorts} fields.").format(max_sorts=MAX_SORTS)
        )
    if wished == ["-"]:
        return Order((), newest_first=True)
    found: dict[str, Sort] = {}
    for one in wished:
        key = one.removeprefix("-")
        if key not in columns:
            raise ListingError(
                _("The list cannot be sorted so: there is no such field (any more).")
            )
        found.setdefault(key, Sort(columns[key], falling=one.startswith("-")))
    made = tuple(found.values())
    return Order(made, newest_first=bool(made) and made[0].falling)


def read(token: str, order: Order) -> Place:
    """Raises `ListingError`: a token is text from outside like any other."""
    try:
        which, *keys = json.loads(base64.urlsafe_b64decode(token.encode()))
        str(keys).encode()  # half a surrogate pair is no text that PostgreSQL could compare
        place = Place(uuid.UUID(which), tuple(keys))
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        raise ListingError(gettext(_LOST)) from None
    if len(keys) != len(order.sorts) or not all(
        _fits(one.column.kind, key) for one, key in zip(order.sorts, keys, strict=True)
    ):
        raise ListingError(_("This page belongs to another order. Here is the first."))
    return place


def _fits(kind: FieldType, value: object) -> bool:
    if value is None:
        return True
    if (
        not isinstance(value, str)
        or "\x00" in value
        or len(value) > _MAX_KEY
        or not conditions.encodes(value)
    ):
        return False
    if kind.sort != "{v}" or kind.column == "text":
        return True
    return value != "" and conditions.fault(kind, value) is None


def segments(whole: Order, place: Place | None, *, forwards: bool) -> list[sql.Composable]:
    """What follows the place (or all of it), as conditions in the order of reading.

    The rows with a value of the first sort are one segment, those without the other: each is one
    range of that column's index.
    """
    if not whole.sorts:
        return [_beyond(whole, place, forwards=forwards, filled=False)]
    leading, rest = whole.sorts[0].column.order, Order(whole.sorts[1:], whole.newest_first)
    filled_here = None if place is None else place.keys[0] is not None
    made: list[sql.Composable] = []
    if filled_here is not False or not forwards:
        start = place if filled_here else None
        beyond = _beyond(whole, start, forwards=forwards, filled=True)
        made.append(sql.SQL("{} IS NOT NULL AND {}").format(leading, beyond))
    if filled_here is not True or forwards:
        start = Place(place.id, place.keys[1:]) if place and filled_here is False else None
        beyond = _beyond(rest, start, forwards=forwards, filled=False)
        made.append(sql.SQL("{} IS NULL AND {}").format(leading, beyond))
    return made if forwards else made[::-1]


def _beyond(order: Order, place: Place | None, *, forwards: bool, filled: bool) -> sql.Composable:
    """Whether a row lies beyond the place, seen in the direction of reading.

    `filled`: the first column has a value in all rows and in the place.
    """
    if place is None:
        return sql.SQL("true")
    sign: LiteralString = ">" if order.newest_first != forwards else "<"
    here: sql.Composable = sql.SQL("id {} {}").format(sql.SQL(sign), sql.Literal(place.id))
    steps = list(zip(order.sorts, place.keys, strict=True))
    if filled and len(steps) == 1:
        return _pair(*steps[0], place, forwards=forwards)
    for number, (one, key) in reversed(list(enumerate(steps))):
        nulls = not (filled and number == 0)
        here = _step(one, key, here, forwards=forwards, nulls=nulls)
    if filled:  # said again for the index: where the first column's range begins
        one, key = steps[0]
        bound = sql.SQL("{} {} {}").format(
            one.column.order, _sign(one, forwards, "="), one.literal(key)
        )
        return sql.SQL("{} AND {}").format(bound, here)
    return here


def _pair(one: Sort, key: str | None, place: Place, *, forwards: bool) -> sql.Composed:
    """Value and id compared as one, which is how the index has them."""
    return sql.SQL("({}, id) {} ({}, {})").format(
        one.column.order, _sign(one, forwards), one.literal(key), sql.Literal(place.id)
    )


def _step(
    one: Sort, key: str | None, rest: sql.Composable, *, forwards: bool, nulls: bool
) -> sql.Composed:
    """Beyond by this column, or equal in it and beyond by the rest."""
    column = one.column.order
    if key is None:
        query: LiteralString = (
            "({c} IS NULL AND {rest})"
            if forwards
            else "({c} IS NOT NULL OR ({c} IS NULL AND {rest}))"
        )
        return sql.SQL(query).format(c=column, rest=rest)
    empty = sql.SQL(" OR {} IS NULL").format(column) if forwards and nulls else sql.SQL("")
    return sql.SQL("({c} {sign} {v}{empty} OR ({c} = {v} AND {rest}))").format(
        c=column, sign=_sign(one, forwards), v=one.literal(key), empty=empty, rest=rest
    )


def _sign(one: Sort, forwards: bool, or_equal: LiteralString = "") -> sql.SQL:  # noqa: FBT001 - the direction is the matter
    sign: LiteralString = ">" if one.falling != forwards else "<"
    return sql.SQL(sign + or_equal)
