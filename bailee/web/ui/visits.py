"""Visitors who are not signed in, as daily totals (2.1a): the same page for office and portal."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.office.visits import totals
from bailee.office.visits.models import BROWSER, COUNTRY, ERROR, OTHER, PAGE, REFERRER, UNSAID
from bailee.web.ui import charts

SPANS = (30, 90, 365)  # days that can be looked at
SHOWN = 25  # values of one kind; the rest as one sum


@dataclass(frozen=True)
class Line:
    """One value and its share of its kind, in per cent."""

    label: str
    times: int
    share: int


def index(request: HttpRequest, *, base: str) -> HttpResponse:
    """Arrivals by day, and what was counted of them in the days asked for."""
    today = clock.now().date()
    days = _days_asked(request)
    since = today - timedelta(days=days - 1)
    arrivals = totals.of_days(BROWSER, since=since, until=today)
    pages = totals.of_days(PAGE, since=since, until=today)
    context = {
        "base": base,
        "spans": SPANS,
        "days": days,
        "charts": [
            {"label": label, "chart": charts.over_days(points, until=today, days=days)}
            for label, points in ((_("Arrivals"), arrivals), (_("Pages shown"), pages))
        ],
        "noted": [
            (day, came, shown)
            for (day, came), (_same, shown) in reversed(list(zip(arrivals, pages, strict=True)))
            if came or shown
        ],
        "kinds": _kinds(since, today),
        "kept": settings.KEEP_VISITS_DAYS,
        "fewest": totals.FEWEST,
    }
    return render(request, "people/visits.html", context)


def _days_asked(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in map(str, SPANS) else SPANS[0]


def _kinds(since: date, until: date) -> list[tuple[str, list[Line]]]:
    """The tables: name and lines of each."""
    return [
        (name, _lines(kind, totals.of_values(kind, since=since, until=until)))
        for kind, name in (
            (PAGE, _("Pages")),
            (REFERRER, _("Came from")),
            (COUNTRY, _("Country (approximate)")),
            (BROWSER, _("Browser")),
            (ERROR, _("Pages that said what went wrong")),
        )
    ]


def _lines(kind: str, counted: Iterable[tuple[str, str, int]]) -> list[Line]:
    found = Counter[str]()
    for face, value, times in counted:
        found[_label(kind, face, value)] += times
    named = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    whole, rest = found.total(), sum(times for *_named, times in named[SHOWN:])
    shown = named[:SHOWN] + ([(_("All others"), rest)] if rest else [])
    return [Line(label, times, round(100 * times / whole)) for label, times in shown]


def _label(kind: str, face: str, value: str) -> str:
    """A value in words; of pages and errors with the face, where there are two."""
    if value == OTHER:
        value = _("Other or too few")
    elif value == UNSAID:
        value = _("No other site") if kind == REFERRER else _("Unknown")
    return f"{_('office')} {value}" if face == "office" and kind in {PAGE, ERROR} else value
