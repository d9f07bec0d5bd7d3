"""Recovery codes: ten, shown once, each good for one sign-in when the device is out of reach."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction

from bailee.foundation.actors import Actor
from bailee.people import factors
from bailee.people.models import User
from bailee.people.protection import history
from bailee.people.protection.models import What

FEW = 3  # left: time to make new ones
_KIND = Authenticator.Type.RECOVERY_CODES


@transaction.atomic
def make(person: User, *, by: Actor, now: datetime) -> list[str]:
    """A new set; the codes of an older one stop working. Shown by `unseen`, once."""
    User.objects.select_for_update().get(id=person.id)
    Authenticator.objects.filter(user=person, type=_KIND).delete()
    codes: list[str] = RecoveryCodes.activate(person).get_unused_codes()
    history.note(person, What.CODES_MADE, by=by, now=now)
    return codes


def ensure(person: User, *, by: Actor, now: datetime) -> None:
    """Makes a set where there is none: with the first factor."""
    if not factors.present(person).filter(type=_KIND).exists():
        make(person, by=by, now=now)


@transaction.atomic
def unseen(person: User) -> list[str]:
    """The codes if they have not been shown yet; from now on they have."""
    row = factors.present(person).select_for_update().filter(type=_KIND).first()
    if row is None or RecoveryCodes(row).did_view:
        return []
    RecoveryCodes(row).mark_as_viewed()
    codes: list[str] = RecoveryCodes(row).get_unused_codes()
    return codes


def left(person: User) -> int | None:
    """How many codes are unused; None for who has no set."""
    row = factors.present(person).filter(type=_KIND).first()
    return None if row is None else len(RecoveryCodes(row).get_unused_codes())


def forget_alone(person: User) -> None:
    """Codes without a factor that they could stand in for are deleted."""
    if not factors.has_one(person):
        Authenticator.objects.filter(user=person, type=_KIND).delete()
