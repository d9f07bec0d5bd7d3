"""One condition of a filter: its operators, its value checked, and what it is in SQL.

An empty value fits no comparison, but does fit every "is not": a record without a status is not
“paid”.
"""

import re
from dataclasses import dataclass
from typing import LiteralString

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from psycopg import sql

from bailee.people import languages
from bailee.vault.records import types
from bailee.vault.records.columns import Column, fetch
from bailee.vault.records.types import FieldType

OPERATORS = {
    "is": gettext_noop("is"),
    "isnot": gettext_noop("is not"),
    "contains": gettext_noop("contains"),
    "lacks": gettext_noop("does not contain"),
    "starts": gettext_noop("begins with"),
    "ends": gettext_noop("ends with"),
    "any": gettext_noop("is one of"),
    "none": gettext_noop("is none of"),
    "min": gettext_noop("is at least"),
    "max": gettext_noop("is at most"),
    "above": gettext_noop("is more than"),
    "below": gettext_noop("is less than"),
    "between": gettext_noop("is between"),
    "last": gettext_noop("is in the last days"),
    "next": gettext_noop("is in the next days"),
    "empty": gettext_noop("is empty"),
    "filled": gettext_noop("is not empty"),
}
# What the same comparison is called for days and moments.
TIMELY = {
    "min": gettext_noop("is on or after"),
    "max": gettext_noop("is on or before"),
    "above": gettext_noop("is after"),
    "below": gettext_noop("is before"),
}
# The same with the number of days in it.
_WITHIN = {
    "last": gettext_noop("is in the last {days} days"),
    "next": gettext_noop("is in the next {days} days"),
}
NOTHING_ASKED = {"empty", "filled"}
_PATTERNS = {"contains": "%{}%", "lacks": "%{}%", "starts": "{}%", "ends": "%{}"}
_COMPARISONS: dict[str, LiteralString] = {
    "is": "{} = {}",
    "isnot": "{} IS DISTINCT FROM {}",
    "min": "{} >= {}",
    "max": "{} <= {}",
    "above": "{} > {}",
    "below": "{} < {}",
}
_MAX_VALUE = 2_000  # characters
_MAX_VALUES = 500  # of "is one of"
_MAX_DAYS = 36_525
_DAY = re.compile(r"\s*\d{4}-\d{2}-\d{2}\s*")


class ListingError(ValueError):
    """A filter, sort or page that cannot be; the message says which and why."""


@dataclass(frozen=True)
class Filter:
    """One condition on a column (see `columns`).

    `upper` is the other end of "between"; `values` belongs to "any" and "none"; "last" and
    "next" take a number of days.
    """

    field: str
    operator: str
    value: str = ""
    upper: str = ""
    values: tuple[str, ...] = ()


def words(kind: FieldType, operator: str) -> str:
    """How the operator reads beside a column of that type."""
    timely = kind.name in {"date", "datetime"}
    return _((TIMELY.get(operator) if timely else None) or OPERATORS[operator])


def within(operator: str, days: str) -> str:
    """How "last" and "next" read with their number of days."""
    return _(_WITHIN[operator]).format(days=days)


def compose(one: Filter, column: Column) -> sql.Composable:
    """The condition in SQL. Raises `ListingError`."""
    if one.operator not in column.kind.operators:
        raise ListingError(_("“{label}” cannot be filtered so.").format(label=column.label))
    if one.operator in NOTHING_ASKED:
        return _emptiness(one, column)
    if one.operator in {"last", "next"}:
        return _days(one, column)
    if one.operator in {"any", "none"}:
        return _listed(one, column)
    if one.operator in _PATTERNS:
        return _part(one, column)
    for value in [one.value, one.upper] if one.operator == "between" else [one.value]:
        _refuse(column, value)
    if column.kind.name == "datetime":
        return _moment(one, column)
    return _compared(one, column)


def like(text: str) -> str:
    """The text as a pattern that stands for nothing but itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def holds(text: sql.Composable, pattern: str) -> sql.Composed:
    """Whether a text fits a LIKE pattern, whatever the case of its letters.

    Folding all letters of Unicode costs far more than a comparison of bytes. So a pattern of
    ASCII is compared as bytes, and any other only with texts that hold its ASCII stretches.
    """
    stretches = [f"%{found}%" for found in re.findall(r"[\x20-\x7e]{3,}", pattern.strip("%"))]
    quick = [pattern] if pattern.isascii() else [one for one in stretches if "\\" not in one]
    folded = sql.SQL('lower({} COLLATE "C")').format(text)
    tests = [_found(folded, one.lower()) for one in quick]
    if not pattern.isascii():
        tests.append(sql.SQL("lower({}) LIKE lower({})").format(text, sql.Literal(pattern)))
    return sql.SQL("({})").format(sql.SQL(" AND ").join(tests))


def _found(folded: sql.Composed, pattern: str) -> sql.Composed:
    """A plain stretch of text is looked for by leaps, where LIKE would try every place."""
    stretch = pattern.removeprefix("%").removesuffix("%")
    if pattern == f"%{stretch}%" and stretch and not {"%", "_", "\\"} & set(stretch):
        return sql.SQL("strpos({}, {}) > 0").format(folded, sql.Literal(stretch))
    return sql.SQL("{} LIKE {}").format(folded, sql.Literal(pattern))


def fault(kind: FieldType, value: str) -> str | None:
    """Why a text is not a value of the type; None when it is."""
    query = types.reason(kind, sql.Literal(value), required=False, options=[])
    found: str | None = fetch(sql.SQL("SELECT {}").format(query))[0][0]
    return found


def _emptiness(one: Filter, column: Column) -> sql.Composed:
    query = "({0} IS NULL OR {0} = '')" if column.kind.keeps_empty else "({0} IS NULL)"
    negated: LiteralString = "" if one.operator == "empty" else "NOT "
    return sql.SQL(negated + query).format(column.identifier)


def _days(one: Filter, column: Column) -> sql.Composed:
    """The last (next) N days; for a date the present day is the first of them."""
    if not one.value.isdecimal() or not 0 < int(one.value[:6]) <= _MAX_DAYS:
        raise ListingError(
            _("The filter on “{label}” needs a number of days, from 1 to {max_days}.").format(
                label=column.label, max_days=languages.usual().number(_MAX_DAYS)
            )
        )
    timely: LiteralString = "now()" if column.kind.name == "datetime" else "CURRENT_DATE"
    span: LiteralString = (
        "make_interval(days => {days})" if column.kind.name == "datetime" else "{days}"
    )
    way: dict[str, LiteralString] = {
        "last": f"({{v}} > {timely} - {span} AND {{v}} <= {timely})",
        "next": f"({{v}} >= {timely} AND {{v}} < {timely} + {span})",
    }
    days = sql.Literal(int(one.value))
    return sql.SQL(way[one.operator]).format(v=column.identifier, days=days)


def _listed(one: Filter, column: Column) -> sql.Composed:
    if not one.values or len(one.values) > _MAX_VALUES:
        raise ListingError(
            _("The filter on “{label}” needs one value at least, and at most {max_values}.").format(
                label=column.label, max_values=_MAX_VALUES
            )
        )
    for value in one.values:
        _refuse(column, value)
    values = sql.SQL(", ").join(column.kind.cast(sql.Literal(value)) for value in one.values)
    query: LiteralString = (
        "{0} IN ({1})" if one.operator == "any" else "({0} IS NULL OR {0} NOT IN ({1}))"
    )
    return sql.SQL(query).format(column.identifier, values)


def _part(one: Filter, column: Column) -> sql.Composed:
    _refuse(column, one.value, whole=False)
    pattern = _PATTERNS[one.operator].replace("{}", like(one.value))
    plain = column.kind.column == "text"
    text = column.identifier if plain else sql.SQL("{}::text").format(column.identifier)
    found = holds(text, pattern)
    if one.operator == "lacks":
        return sql.SQL("({} IS NULL OR NOT {})").format(column.identifier, found)
    return found


def _compared(one: Filter, column: Column) -> sql.Composed:
    lower = column.kind.cast(sql.Literal(one.value))
    if one.operator == "between":
        upper = column.kind.cast(sql.Literal(one.upper))
        return sql.SQL("({0} >= {1} AND {0} <= {2})").format(column.identifier, lower, upper)
    return sql.SQL(_COMPARISONS[one.operator]).format(column.identifier, lower)


def _moment(one: Filter, column: Column) -> sql.Composed:
    """Compared with a moment, or with a whole day where only a day is given."""
    last = one.upper if one.operator == "between" else one.value
    begins, ends = _bounds(one.value)[0], _bounds(last)[1]
    day = _DAY.fullmatch(last) is not None
    inside: LiteralString = (
        "({v} >= {begins} AND {v} < {ends})" if day else ("({v} >= {begins} AND {v} <= {ends})")
    )
    known: dict[str, LiteralString] = {
        "min": "{v} >= {begins}",
        "below": "{v} < {begins}",
        "max": "{v} < {ends}" if day else "{v} <= {ends}",
        "above": "{v} >= {ends}" if day else "{v} > {ends}",
        "isnot": "({v} IS NULL OR NOT " + inside + ")",
    }
    query = sql.SQL(known.get(one.operator, inside))
    return query.format(v=column.identifier, begins=begins, ends=ends)


def _bounds(value: str) -> tuple[sql.Composable, sql.Composable]:
    """Where it begins and ends: a moment ends at itself, a day where the next one begins."""
    begins = sql.SQL("{}::timestamptz").format(sql.Literal(value))
    if not _DAY.fullmatch(value):
        return begins, begins
    return begins, sql.SQL("({} + interval '1 day')").format(begins)


def _refuse(column: Column, value: str, *, whole: bool = True) -> None:
    """`whole`: it must be a value of the column's type, not a part of one."""
    if not value:
        raise ListingError(_("The filter on “{label}” needs a value.").format(label=column.label))
    if len(value) > _MAX_VALUE or "\x00" in value or not encodes(value):
        raise ListingError(
            _("The filter on “{label}” cannot look for such a value.").format(label=column.label)
        )
    if not whole or column.kind.column == "text":
        return
    kind = column.kind
    if kind.name == "datetime" and _DAY.fullmatch(value):
        kind = types.TYPES["date"]
    if why := fault(kind, value):
        raise ListingError(_("The filter on “{label}”: {why}.").format(label=column.label, why=why))


def encodes(text: str) -> bool:
    """Whether PostgreSQL knows such a text: half of a surrogate pair is none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
