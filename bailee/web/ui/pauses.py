"""Telling a pause in plain words, and counting the tries of a form."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from allauth.core import context
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bailee.people import throttle
from bailee.people.throttled import Purpose
from bailee.web.ui.middleware.activity import address


def told(until: datetime, *, now: datetime) -> str:
    """Why nothing goes on, until when, and what helps meanwhile; the same for everybody."""
    return _(
        "Too many attempts. So that nobody can guess, signing in is paused here for {minutes}, "
        "until {until} UTC; even the right password is refused until then. A new password, set "
        "with the link that we mail you, ends the pause."
    ).format(minutes=_minutes(until, now), until=f"{until:%H:%M:%S}")


@contextmanager
def counted(account: str, *, now: datetime) -> Iterator[None]:
    """Counts the one-time code that is checked within. Raises `ValidationError` in a pause."""
    here = address(context.request)
    turn = throttle.admit(Purpose.CODE, account=account, address=here, now=now)
    if not turn.granted and turn.paused_until:
        raise ValidationError(_code_paused(turn.paused_until, now), code="paused")
    try:
        yield
    except ValidationError as error:
        if turn.paused_until:
            raise ValidationError(_code_paused(turn.paused_until, now), code="paused") from error
        raise
    throttle.took(Purpose.CODE, account=account, address=here, now=now)


def page(
    request: HttpRequest, purpose: Purpose, *, account: str, now: datetime
) -> HttpResponse | None:
    """Counts what is asked for; in a pause the page that says so (429), otherwise nothing."""
    turn = throttle.admit(purpose, account=account, address=address(request), now=now)
    if turn.granted or turn.paused_until is None:
        return None
    wait = turn.paused_until - now
    shown = {"minutes": _minutes(turn.paused_until, now), "until": turn.paused_until}
    response = render(request, "429.html", shown, status=429)
    response["Retry-After"] = str(max(1, round(wait.total_seconds())))
    return response


def _code_paused(until: datetime, now: datetime) -> str:
    return _(
        "Too many wrong codes. Codes are not taken for {minutes}, until {until} UTC. "
        "Then try again."
    ).format(minutes=_minutes(until, now), until=f"{until:%H:%M:%S}")


def _minutes(until: datetime, now: datetime) -> str:
    """Rounded up: whoever waits that long is not sent away again."""
    count = max(1, -(-(until - now) // timedelta(minutes=1)))
    return ngettext("{count} minute", "{count} minutes", count).format(count=count)
