"""Hears of lost roles, and notes the end of the sign-ins whose sessions were taken."""

from datetime import datetime
from typing import Any

from bailee.people import losses
from bailee.people.models import User
from bailee.vault.activity import sign_ins


def begin() -> None:
    """From now on, in this process."""
    losses.lost.connect(_heard, dispatch_uid="bailee.vault.activity")


def _heard(*, person: User, now: datetime, **_: Any) -> None:
    sign_ins.note_taken(person, now=now)
