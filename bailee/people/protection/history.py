"""What happened to somebody's factors, for them and for the owners to read."""

from datetime import datetime

from bailee.foundation.actors import Actor
from bailee.people.models import User
from bailee.people.protection.models import FactorChange, What


def note(person: User, what: What, *, by: Actor, now: datetime, about: str = "") -> FactorChange:
    """Writes one thing down; it is never changed."""
    return FactorChange.objects.create(
        person=person, what=what, about=about[:200], at=now, by_kind=by.kind, by_id=by.id
    )
