"""Ways to write numbers and days that a person must name: nobody can tell 1.234 or 1/2/2024.

Each way is a pattern that a text must fit, and SQL that turns it into what our types read,
exactly. Ways are offered where every sampled value fits, and never taken unasked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString

from django.utils.translation import gettext, gettext_noop
from psycopg import sql

MIDNIGHT = "midnight"  # a day stands for its first moment, as in a workbook's cell
_SPACE = "\u00a0\u202f "
_CLOCK = "([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?"


@dataclass(frozen=True)
class Way:
    """One way of writing. `turned`: SQL on `{v}`; `types`: the fields whose values it may be."""

    called: str
    pattern: str
    turned: LiteralString
    types: tuple[str, ...]
    telling: str  # one value at least must hold this, else the plain way says the same

    @property
    def label(self) -> str:
        return gettext(self.called)


def _days(first: str, second: str) -> str:
    """Both parts and the year between the same marks; then perhaps the time."""
    return rf"^\s*{first}([./-]){second}\1[0-9]{{4}}([T ]+{_CLOCK})?\s*$"


_DAY, _MONTH = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])"
_TWO: LiteralString = (
    "regexp_replace(regexp_replace({v}, "
    "'^\\s*([0-9]{{1,2}})[./-]([0-9]{{1,2}})[./-]([0-9]{{4}})(?:[T ]+([0-9:.]+))?\\s*$', "
)
_CLEAN: LiteralString = "), '([-T])0([0-9][0-9])(?=[^0-9]|$)', '\\1\\2', 'g')"

WAYS = {
    "comma": Way(
        gettext_noop("decimal comma, 1.234,56"),
        rf"^\s*-?([0-9]{{1,3}}([.’'{_SPACE}][0-9]{{3}})+|[0-9]+)(,[0-9]+)?\s*$",
        "replace(regexp_replace({v}, '[^0-9,-]', '', 'g'), ',', '.')",
        ("decimal", "integer"),
        "[,.’'\u00a0\u202f]",
    ),
    "point": Way(
        gettext_noop("decimal point, 1,234.56"),
        rf"^\s*-?([0-9]{{1,3}}([,’'{_SPACE}][0-9]{{3}})+|[0-9]+)(\.[0-9]+)?\s*$",
        "regexp_replace({v}, '[^0-9.-]', '', 'g')",
        ("decimal", "integer"),
        "[,’'\u00a0\u202f]",
    ),
    "day": Way(
        gettext_noop("day first, 31.12.2024"),
        _days(_DAY, _MONTH),
        _TWO + "'\\3-0\\2-0\\1T0\\4'" + _CLEAN,
        ("date", "datetime"),
        "[./-]",
    ),
    "month": Way(
        gettext_noop("month first, 12/31/2024"),
        _days(_MONTH, _DAY),
        _TWO + "'\\3-0\\1-0\\2T0\\4'" + _CLEAN,
        ("date", "datetime"),
        "[./-]",
    ),
}


def offered(values: Sequence[str]) -> list[str]:
    """The ways in which all these values are written, if there are any."""
    return [
        name
        for name, way in WAYS.items()
        if values
        and all(re.match(way.pattern, value) for value in values)
        and any(re.search(way.telling, value.strip()) for value in values)
    ]


def type_for(way: str, chosen: str, samples: Sequence[str]) -> str:
    """The type of a column written so: as chosen if it fits, else the one that the samples need."""
    if chosen in WAYS[way].types:
        return chosen
    if way in {"day", "month"}:
        return "datetime" if any(":" in sample for sample in samples) else "date"
    return "decimal"


def plain(way: str, kind: str, value: sql.Composable) -> sql.Composable:
    """SQL for the text as our types read it; what does not fit the pattern is refused before."""
    if not way:
        return value
    if way == MIDNIGHT:
        days = "regexp_replace({}, '^([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})$', '\\1T00:00')"
        return sql.SQL(days).format(value)
    turned = sql.SQL(WAYS[way].turned).format(v=value)
    if way in {"day", "month"}:
        end = "T0$" if kind == "date" else "(?<=T)0$"
        put = "" if kind == "date" else "00:00"
        return sql.SQL("regexp_replace({}, {}, {})").format(turned, *map(sql.Literal, (end, put)))
    return turned


def refused(way: str, value: sql.Composable) -> sql.Composable:
    """SQL for why a text is not written so; NULL when it is, or is empty."""
    if not way or way == MIDNIGHT:
        return sql.SQL("NULL")
    return sql.SQL("CASE WHEN {0} <> '' AND {0} !~ {1} THEN {2} END").format(
        value,
        sql.Literal(WAYS[way].pattern),
        sql.Literal(gettext("not written as was chosen ({way})").format(way=WAYS[way].label)),
    )
