"""Sign-ins: begun, ended, listed."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from bailee.people import sessions
from bailee.people.models import User
from bailee.vault.activity import devices, places
from bailee.vault.activity.models import SignIn

SESSION = "sign_in"  # under which a session keeps the id of its sign-in


def begin(
    person: User, *, address: str, header: str, referrer: str, now: datetime, way: str = ""
) -> SignIn:
    """Writes down a sign-in. `header` is the User-Agent, `referrer` a host or an empty text.

    `way`: one of `WAYS`, or empty where it is not known.
    """
    device = devices.read(header)
    return SignIn.objects.create(
        person=person,
        way=way,
        at=now,
        last_use_at=now,
        address=address,
        country=places.country(address),
        browser=device.browser,
        system=device.system,
        device=device.device,
        referrer=referrer,
    )


def of(session: Mapping[str, str]) -> SignIn:
    """The sign-in behind a session that has just begun. Raises `SignIn.DoesNotExist`."""
    return SignIn.objects.select_related("person").get(id=session[SESSION])


def end(which: uuid.UUID, *, how: str, now: datetime) -> None:
    """Notes the end of a sign-in. Safe to repeat: the first end counts. `how`: one of `ENDS`."""
    SignIn.objects.filter(id=which, ended_at=None).update(ended_at=now, ended_how=how)


def note_taken(person: User, *, now: datetime) -> None:
    """Notes the end of those whose session somebody else has ended."""
    alive = sessions.noted(person, SESSION)
    gone = person.sign_ins.filter(ended_at=None).exclude(id__in=alive)
    gone.update(ended_at=now, ended_how="taken")


def standing(person: User) -> QuerySet[SignIn]:
    """The sign-ins whose session is still there, the one used last first."""
    alive = sessions.noted(person, SESSION)
    return person.sign_ins.filter(id__in=alive).order_by("-last_use_at", "id")


def shut(one: SignIn, *, now: datetime) -> None:
    """Ends the session behind a sign-in, on whatever machine it is. Safe to repeat."""
    sessions.end_noted(one.person, SESSION, {str(one.id)})
    end(one.id, how="ended", now=now)


def shut_others(person: User, *, but: uuid.UUID | None, now: datetime) -> int:
    """Ends all sessions of the person except the one of the sign-in `but`; says how many."""
    others = [one for one in standing(person) if one.id != but]
    sessions.end_noted(person, SESSION, {str(one.id) for one in others})
    for one in others:
        end(one.id, how="ended", now=now)
    return len(others)


def run_out(now: datetime) -> int:
    """Ends the sessions that have run out, and notes it of their sign-ins; says how many."""
    over = sessions.forget_over(now, SESSION)
    for one in over:
        end(uuid.UUID(one), how="ran out", now=now)
    return len(over)
