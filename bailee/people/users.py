"""What is done to people: added, given another role, deactivated; never deleted one by one.

Whoever takes a role away locks all owners first, in one order: of two owners who put each other
out at the same moment one is too late, and an owner stays.
"""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext as _

from bailee.foundation import ids, tenancy
from bailee.foundation.actors import SYSTEM, Actor
from bailee.foundation.words import SOURCE
from bailee.people import losses, roles, sessions
from bailee.people.models import Invitation, RoleChange, User, address
from bailee.people.roles import Role


class RoleError(Exception):
    """The role belongs to the other side of the wall."""


class AlreadyHereError(Exception):
    """Somebody active already has this address."""


class LastOwnerError(Exception):
    """Without this person nobody could invite, approve or end anything."""


class GoneError(Exception):
    """The person was deactivated meanwhile."""


@transaction.atomic
def add(
    *,
    email: str,
    name: str,
    role: str,
    password: str | None,
    now: datetime,
    by: Actor = SYSTEM,
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
        raise AlreadyHereError(_("{email} already has an account here.").format(email=person.email))
    person.name, person.role, person.language = name.strip(), role, language
    person.is_active, person.last_login = True, None  # the next sign-in is the first
    person.deactivated_at = person.deactivated_by_id = None
    person.deactivated_by_kind = ""
    if password is not None:
        validate_password(password, person)
    person.password = make_password(password)
    person.save()
    _note(person, before="", after=role, by=by, now=now)
    return person


@transaction.atomic
def change_role(
    user: User, role: str, *, by: Actor, now: datetime, keep: str | None = None
) -> User:
    """Gives another role, which counts at once: every session of the person ends.

    `keep`: the key of a session that goes on, for one who gives up their own role. Raises
    `RoleError`, `GoneError` and `LastOwnerError`.
    """
    fits_here(role)
    person = _hold(user, stays_owner=role in roles.OWNERS)
    if not person.is_active:
        raise GoneError(_("{name} was deactivated meanwhile.").format(name=person.name))
    if person.role == role:
        return person
    before, person.role = person.role, role
    person.save(update_fields=["role"])
    _note(person, before=before, after=role, by=by, now=now)
    sessions.end_all(person, but=keep)
    _take_away(person, by=by, now=now)
    return person


@transaction.atomic
def hand_over(
    owner: User, to: User, *, becomes: str, now: datetime, keep: str | None = None
) -> tuple[User, User]:
    """Makes `to` an owner; the one who hands over goes on as `becomes`, which may be owner.

    `keep` as for `change_role`. Raises what `change_role` raises, and `RoleError` for a giver who
    is no owner (any more).
    """
    giver = _hold(owner, stays_owner=True)
    if not (giver.is_active and giver.is_owner):
        raise RoleError(_("Only an owner can make somebody an owner."))
    receiver = change_role(to, giver.role, by=giver.actor, now=now)
    giver = change_role(giver, becomes, by=giver.actor, now=now, keep=keep)
    return giver, receiver


@transaction.atomic
def deactivate(user: User, *, by: Actor, now: datetime) -> User:
    """Takes away every way in, at once. Deactivating again changes nothing.

    Raises `LastOwnerError`: the last active owner of a schema stays.
    """
    person = _hold(user, stays_owner=False)
    if not person.is_active:
        return person
    person.is_active = False
    person.deactivated_at = now
    person.deactivated_by_kind, person.deactivated_by_id = by.kind, by.id
    person.save()
    _note(person, before=person.role, after="", by=by, now=now)
    person.password_resets.all().delete()
    sessions.end_all(person)
    _take_away(person, by=by, now=now)
    return person


def fits_here(role: str) -> None:
    """Raises `RoleError` unless people of the current schema can have this role."""
    here = roles.of_schema(tenancy.current().schema)
    if role not in here:
        names = ", ".join(str(known.label) for known in here)
        raise RoleError(
            _("“{role}” is not a role here. Choose one of: {names}.").format(role=role, names=names)
        )


def label(role: str) -> str:
    """The name of a role as people read it."""
    return str(Role(role).label)


def _hold(user: User, *, stays_owner: bool) -> User:
    """The person as of now, locked behind all owners. Raises `LastOwnerError`."""
    owners = list(
        User.objects.active().filter(role__in=roles.OWNERS).order_by("id").select_for_update()
    )
    person = User.objects.select_for_update().get(id=user.id)
    if not stays_owner and [owner.id for owner in owners] == [person.id]:
        raise LastOwnerError(
            _(
                "{name} is the only owner. Make somebody else an owner first; then this works."
            ).format(name=person.name)
        )
    return person


def _take_away(person: User, *, by: Actor, now: datetime) -> None:
    """What only owners may hand out ends with the owner, and so do things in other parts."""
    if not (person.is_active and person.is_owner):
        sent = Invitation.objects.undecided().filter(by_id=person.id)
        sent.update(revoked_at=now, revoked_by_kind=by.kind, revoked_by_id=by.id)
    losses.tell(person, by=by, now=now)


def _note(person: User, *, before: str, after: str, by: Actor, now: datetime) -> None:
    RoleChange.objects.create(
        id=ids.new(),
        person=person,
        before=before,
        after=after,
        at=now,
        by_kind=by.kind,
        by_id=by.id,
    )
