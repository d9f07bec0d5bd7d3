"""Trusting a host, so that its links open without the page in between; and taking that back."""

import uuid
from datetime import datetime

from django.db.models import QuerySet

from bailee.people.models import User
from bailee.vault.links.models import TrustedHost


def trust(host: str, *, person: User, now: datetime) -> TrustedHost:
    """From now on this person goes straight to that host (as in `Address.host`). Safe to repeat."""
    trusted, _ = TrustedHost.objects.get_or_create(person=person, host=host, defaults={"at": now})
    return trusted


def withdraw(which: uuid.UUID, *, person: User) -> str | None:
    """The person is asked again; gives the host, or nothing if it was not this person's."""
    trusted = TrustedHost.objects.filter(id=which, person=person).first()
    if trusted is None:
        return None
    trusted.delete()
    return trusted.host


def trusts(person: User, host: str) -> bool:
    """Whether this person asked not to be asked."""
    return TrustedHost.objects.filter(person=person, host=host).exists()


def of(person: User) -> QuerySet[TrustedHost]:
    """The person's trusted hosts, by name."""
    return TrustedHost.objects.filter(person=person)
