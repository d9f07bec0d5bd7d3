"""What a person has chosen: formats, looks, where to start, which mails (clause 3.1b).

Kept in the vault (for staff: in the office) and nowhere in a browser. Time zone and language are
columns of the person, because they are also of use without any other choice.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal, TypedDict, Unpack
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from bailee.foundation.actors import Actor
from bailee.people import formats, languages, offered
from bailee.people.formats import LOCALES, Formats
from bailee.people.models import Preferences, User
from bailee.people.roles import OWNERS, USERS

ZONE = "UTC"  # of who has chosen none
_OWN: tuple[Literal["time_zone", "language"], ...] = ("time_zone", "language")  # columns of User


class PreferenceError(ValueError):
    """A choice that is not offered; the message says which."""


@dataclass(frozen=True)
class Topic:
    """A mail that a person may do without. Mails that the contract or safety needs are no topic."""

    name: str
    label: str
    hint: str
    roles: tuple[str, ...] = USERS


TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic(
            "mention",
            gettext_noop("Somebody mentions me"),
            gettext_noop("A comment on a record names you."),
        ),
        Topic(
            "import_finished",
            gettext_noop("My import is finished"),
            gettext_noop("Only for large files, which are imported while you do something else."),
        ),
        Topic(
            "quota_warning",
            gettext_noop("Space runs short"),
            gettext_noop("Your company uses 80 % of what it may keep here."),
            tuple(role for role in OWNERS if role in USERS),
        ),
    )
}


class Choices(TypedDict, total=False):
    """What can be chosen. Left out: stays as it is."""

    language: str
    locale: str
    numbers: str
    dates: str
    clock: str
    time_zone: str
    theme: str
    density: str
    start_page: str
    start_id: uuid.UUID | None
    rows: int
    muted: list[str]


def of(user: User | AnonymousUser) -> Preferences:
    """The person's choices, or the house's for who has made none. One query a request."""
    if not isinstance(user, User):
        return Preferences()
    try:
        return user.preferences
    except Preferences.DoesNotExist:
        return Preferences(user=user, locale=languages.usual_locale(languages.of(user)))


def formats_of(user: User | AnonymousUser) -> Formats:
    """How the person reads numbers, days and moments."""
    if not isinstance(user, User):
        return languages.usual()
    chosen = of(user)
    zone = user.time_zone if user.time_zone in zones() else ZONE
    return formats.such(chosen.locale, chosen.numbers, chosen.dates, chosen.clock, zone)


def wants(user: User, topic: str) -> bool:
    """Whether to post this mail to the person. Raises `KeyError` for what is no topic."""
    known = TOPICS[topic]
    return user.role in known.roles and known.name not in of(user).muted


@transaction.atomic
def choose(user: User, *, by: Actor, now: datetime, **choices: Unpack[Choices]) -> Preferences:
    """Keeps the choices of one person. Raises `PreferenceError`; nothing is kept then."""
    refuse_unknown(choices)
    own = {name: choices.pop(name) for name in _OWN if name in choices}
    if own:
        User.objects.filter(id=user.id).update(**own)
        for name, chosen in own.items():
            setattr(user, name, chosen)
    kept, _ = Preferences.objects.update_or_create(
        user=user,
        defaults={**choices, "changed_at": now, "by_kind": by.kind, "by_id": by.id},
    )
    user.preferences = kept
    return kept


@transaction.atomic
def forget(user: User) -> None:
    """Takes every choice back: the person reads as the house does."""
    Preferences.objects.filter(user=user).delete()
    User.objects.filter(id=user.id).update(time_zone=ZONE, language=settings.HOUSE_LANGUAGE)


def refuse_unknown(choices: Choices) -> None:
    """Raises `PreferenceError` for a value that is not offered."""
    codes: dict[str, Collection[object]] = {
        **offered.CODES,
        "language": languages.offered(),
        "rows": offered.ROWS,
        "locale": LOCALES,
        "time_zone": zones(),
    }
    for name, chosen in choices.items():
        if name in codes and chosen not in codes[name]:
            raise PreferenceError(
                gettext("This is not offered: {name}.").format(name=name.replace("_", " "))
            )
    unknown = set(choices.get("muted", [])) - set(TOPICS)
    if unknown:
        raise PreferenceError(gettext("There is no such mail."))


@cache
def zones() -> tuple[str, ...]:
    """Every time zone by its name, such as `Europe/Berlin`, without those that are no places."""
    no_places = ("posix/", "right/", "Etc/", "SystemV/")
    known = (zone for zone in available_timezones() if not zone.startswith(no_places))
    return tuple(sorted(zone for zone in known if "/" in zone or zone == "UTC"))
