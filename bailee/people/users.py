"""What is done to people: they are added, and they are deactivated; never deleted one by one."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.foundation.words import SOURCE
from bailee.people import roles, sessions
from bailee.people.models import User, address
from bailee.people.roles import Role


class RoleError(Exception):
    """The role belongs to the other side of the wall."""


class AlreadyHereError(Exception):
    """Somebody active already has this address."""


class LastOwnerError(Exception):
    """Without this person nobody could invite, approve or end anything."""


@transaction.atomic
def add(
    *,
    email: str,
    name: str,
    role: str,
    password: str | None,
    now: datetime,
    language: str = SOURCE,
) -> User:
    """A new person, or one who comes back: then with the same id, factor and history.

    Without a password the person signs in by single sign-on, until they set one.
    `language`: what the pages were shown in; a code that is offered.
    Raises `RoleError`, `AlreadyHereError`, and `ValidationError` for a weak password.
    """
    fits_here(role)
    person = User.objects.called(email).select_for_update().first()
    if person is None:
        person = User(email=address(email), created_at=now)
    elif person.is_active:
        raise AlreadyHereError(f"{person.email} already has an account here.")
    person.name, person.role, person.language = name.strip(), role, language
    person.is_active = True
    person.deactivated_at = person.deactivated_by_id = None
    person.deactivated_by_kind = ""
    if password is not None:
        validate_password(password, person)
    person.password = make_password(password)
    person.save()
    return person


@transaction.atomic
def deactivate(user: User, *, by: Actor, now: datetime) -> User:
    """Takes away every way in, at once. Deactivating again changes nothing.

    Raises `LastOwnerError`: the last active owner of a schema stays.
    """
    # All owners are locked, so that two owners cannot put each other out at the same moment.
    owners = list(
        User.objects.active().filter(role__in=roles.OWNERS).order_by("id").select_for_update()
    )
    person = User.objects.select_for_update().get(id=user.id)
    if not person.is_active:
        return person
    if [owner.id for owner in owners] == [person.id]:
        raise LastOwnerError(
            f"{person.name} is the only owner. Invite another owner first; then this works."
        )
    person.is_active = False
    person.deactivated_at = now
    person.deactivated_by_kind, person.deactivated_by_id = by.kind, by.id
    person.save()
    person.password_resets.all().delete()
    sessions.end_all(person)
    return person


def fits_here(role: str) -> None:
    """Raises `RoleError` unless people of the current schema can have this role."""
    here = roles.of_schema(tenancy.current().schema)
    if role not in here:
        names = ", ".join(known.label for known in here)
        raise RoleError(f"“{role}” is not a role here. Choose one of: {names}.")


def label(role: str) -> str:
    """The name of a role as people read it."""
    return str(Role(role).label)
