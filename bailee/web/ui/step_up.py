"""Acts that ask for a fresh proof that it is really this person (security: step-up).

A view says so beside its roles: `@fresh`. `StepUpMiddleware` enforces it, `again.py` is the page
that proves. What a session has proved, and when, stands in allauth's records of it: a sign-in
counts, and so does anything that calls allauth's `record_authentication`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponseBase

from bailee.people import factors
from bailee.people.models import User
from bailee.people.protection import rules
from bailee.people.protection.rules import Demand

type View = Callable[..., HttpResponseBase]

FRESH_FOR = timedelta(minutes=5)
# How records name what was shown. Whoever has a factor is asked for it: a password is no proof.
FACTOR = "mfa"
PASSWORD = "password"  # noqa: S105 - the name of a method, no password
AFTER_RESET = "must_set_factor"  # in a session begun after a reset, until there is a factor
_ATTRIBUTE = "bailee_fresh"
_BEGUN = "begun_fresh"  # under which a session keeps what it began while its proof was fresh


@dataclass(frozen=True)
class Freshness:
    """That a view asks for a fresh proof. `resumed_for`: so long the same address, once opened
    with one, opens again without (a download that broke off)."""

    resumed_for: timedelta = timedelta()


def fresh[V: View](view: V) -> V:
    """Asks for a factor proven in the last five minutes, on every method."""
    return _declared(view, Freshness())


def fresh_at_first[V: View](*, resumed_for: timedelta) -> Callable[[V], V]:
    """The same for a download, which may be taken up again for a while."""
    return lambda view: _declared(view, Freshness(resumed_for))


def wanted(view: Any) -> Freshness | None:
    """What a view declared, or nothing."""
    found = getattr(view, _ATTRIBUTE, None)
    return found if isinstance(found, Freshness) else None


def holds(request: HttpRequest, freshness: Freshness, *, now: datetime) -> bool:
    """Whether the view may run: the proof is fresh, or this very address was begun with one."""
    begun = request.session.get(_BEGUN, {})
    if is_fresh(request, now=now):
        if freshness.resumed_for:
            request.session[_BEGUN] = {**begun, request.path: now.timestamp()}
        return True
    since: float = begun.get(request.path, 0.0)
    return now.timestamp() - since < freshness.resumed_for.total_seconds()


def is_fresh(request: HttpRequest, *, now: datetime) -> bool:
    """Whether this session has shown within five minutes the strongest that its person has."""
    person = request.user
    if not isinstance(person, User):
        return False
    oldest = now.timestamp() - FRESH_FOR.total_seconds()
    records = [one for one in get_authentication_records(request, person) if one["at"] > oldest]
    return any(map(_is_factor, records)) or (bool(records) and not factors.has_one(person))


def record_factor(request: HttpRequest) -> None:
    """A factor was set up in this session, or has just been shown."""
    record_authentication(request, request.user, FACTOR, reauthenticated=True)
    request.session.pop(AFTER_RESET, None)


def demand(request: HttpRequest, *, now: datetime) -> Demand | None:
    """That the person needs a factor and has not got one.

    A session that has shown one is believed without a query: whoever loses a factor loses it too.
    """
    person = request.user
    if not isinstance(person, User):
        return None
    if any(map(_is_factor, get_authentication_records(request, person))):
        return None
    if request.session.get(AFTER_RESET):
        return Demand("reset")
    return rules.lacking(person, now=now)


def shut_out(request: HttpRequest, *, now: datetime) -> bool:
    """Whether nothing opens before a factor is set up."""
    wanted = demand(request, now=now)
    return wanted is not None and wanted.due is None


def _is_factor(record: Mapping[str, Any]) -> bool:
    """Also a single sign-on whose provider is trusted to have asked for a factor."""
    return record["method"] == FACTOR or bool(record.get("strong"))


def _declared[V: View](view: V, freshness: Freshness) -> V:
    setattr(view, _ATTRIBUTE, freshness)
    return view
