"""Hears of lost roles: who may write no more leaves no import behind that still would."""

from datetime import datetime
from typing import Any

from bailee.foundation import tenancy
from bailee.people import losses
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.records import imports

WRITERS = (Role.OWNER, Role.EDITOR)


def begin() -> None:
    """From now on, in this process."""
    losses.lost.connect(_heard, dispatch_uid="bailee.vault.records")


def _heard(*, person: User, after: str, now: datetime, **_: Any) -> None:
    if tenancy.current().in_vault and after not in WRITERS:
        imports.cancel_all_of([person.id], now=now)
