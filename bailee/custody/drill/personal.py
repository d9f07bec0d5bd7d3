"""What the drill's people choose for themselves: one row of preferences in the vault."""

from datetime import datetime

from bailee.people import preferences, throttle
from bailee.people.models import User
from bailee.people.throttled import Purpose


def choose(person: User, *, now: datetime) -> None:
    """Every choice is a word of a closed list: the list of mails not wanted gets its canary later.

    `columns.fill` lays it there, as the owner.
    """
    preferences.choose(
        person,
        locale="de-DE",
        time_zone="Europe/Berlin",
        theme="dark",
        muted=["mention"],
        by=person.actor,
        now=now,
    )


def mistype(person: User, *, now: datetime) -> None:
    """A password typed wrong: what is counted are keyed hashes, in which no canary can stand."""
    throttle.admit(Purpose.SIGN_IN, account=person.email, address="2001:db8::1", now=now)
