"""What numbers and dates would look like: shown beside the preferences while choosing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bailee.foundation import clock
from bailee.people import formats, preferences
from bailee.people.formats import Formats
from bailee.people.preferences import PreferenceError
from bailee.web.ui.permission import EVERYONE, roles
from bailee.web.ui.request import PersonRequest

_AMOUNT = Decimal("-1234567.8900")
_BYTES = 48_210_331_002
_NAMES = ("locale", "numbers", "dates", "clock", "time_zone")


@roles(read=EVERYONE)
@require_safe
def show(request: PersonRequest) -> HttpResponse:
    """The samples for the choices in the address; what is not offered counts as not chosen."""
    shown = _asked(request.GET, preferences.formats_of(request.user))
    context = {"preview": of(shown, now=clock.now())}
    return render(request, "people/preview.html", context)


def of(shown: Formats, *, now: datetime) -> list[tuple[str, str]]:
    """What each kind of value looks like."""
    spring = datetime(now.year, 3, 3, 15, 4, 5, tzinfo=ZoneInfo(shown.time_zone))
    return [
        (_("A number"), shown.number(_AMOUNT)),
        (_("An amount"), shown.money(Decimal("1480.00"), "EUR")),
        (_("A size"), shown.size(_BYTES)),
        (_("A day"), shown.day(spring.date())),
        (_("A moment"), shown.moment(spring, exact=False)),
        (_("To the second"), shown.moment(spring + timedelta(microseconds=250_000))),
        (_("Now"), shown.moment(now, exact=False)),
    ]


def _asked(given: Mapping[str, str], now: Formats) -> Formats:
    values = {name: getattr(now, name) for name in _NAMES}
    for name in _NAMES:
        typed = given.get(name, "")
        try:
            preferences.refuse_unknown({name: typed})  # type: ignore[misc]  # one of its names
        except PreferenceError:
            continue  # half typed: the sample stays as it was
        values[name] = typed
    return formats.such(**values)
