"""Whom to turn to, by topic: changed at once."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from bailee.foundation import ids
from bailee.foundation.actors import Actor
from bailee.vault.company import numbers, questions
from bailee.vault.company.changes import change
from bailee.vault.company.models import TOPICS, Change, Profile


def keep(
    *,
    topics: Iterable[str],
    name: str,
    email: str,
    phone: str,
    by: Actor,
    now: datetime,
    which: uuid.UUID | None = None,
) -> Change | None:
    """Adds a contact, or corrects `which`. A mail that came back from it counts as looked at.

    Raises `numbers.NumberError` for a telephone number that cannot be right.
    """
    chosen = set(topics)
    value = {
        "topics": [topic for topic in TOPICS if topic in chosen],
        "name": name.strip(),
        "email": email.strip(),
        "phone": numbers.phone(phone, Profile.objects.get().country),
    }
    which = which or ids.new()
    made = change("contact", {f"contact:{which}": value}, about=which, by=by, now=now)
    if made:
        questions.mend(which, by=by, now=now)
    return made


def remove(which: uuid.UUID, *, by: Actor, now: datetime) -> Change | None:
    """Takes a contact away; None if it is gone already."""
    made = change("contact", {f"contact:{which}": None}, about=which, by=by, now=now)
    if made:
        questions.mend(which, by=by, now=now)
    return made
