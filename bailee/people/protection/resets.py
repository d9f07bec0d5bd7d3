"""A lost device: somebody else vouches, the person gets a link by mail and starts anew.

An owner vouches for a colleague. Staff vouch for a client's owner, and for each other: one asks
with a reason, another approves. Nobody vouches for themselves.
"""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from bailee.foundation.actors import Actor
from bailee.people import sessions, tokens
from bailee.people.models import User
from bailee.people.protection import history
from bailee.people.protection.models import FactorReset, What

VALID_FOR = timedelta(hours=24)


class ResetError(Exception):
    """It cannot be done; the text says why and what to do."""


@transaction.atomic
def ask(person: User, *, reason: str, by: Actor, now: datetime) -> tuple[FactorReset, str | None]:
    """Asks for a reset. The token for the mail, if one word is enough. Raises `ResetError`."""
    if by.id is None or by.id == person.id:
        raise ResetError(_("Nobody resets their own factors. Ask another owner."))
    if not person.is_active:
        raise ResetError(_("This person’s account is not active."))
    if not reason.strip():
        raise ResetError(_("Say why, and how you made sure that it is this person who asks."))
    _end_older(person, now=now)
    reset = FactorReset(
        person=person,
        reason=reason.strip()[:200],
        asked_at=now,
        asked_by_kind=by.kind,
        asked_by_id=by.id,
    )
    history.note(person, What.RESET_ASKED, about=reset.reason, by=by, now=now)
    if by.kind == "staff":
        reset.save()
        return reset, None
    return reset, _release(reset, by=by, now=now)


@transaction.atomic
def approve(reset: FactorReset, *, by: Actor, now: datetime) -> str:
    """The second head. The token for the mail. Raises `ResetError`."""
    reset = FactorReset.objects.select_for_update().select_related("person").get(id=reset.id)
    if reset.approved_at or reset.refused_at:
        raise ResetError(_("This has been decided already."))
    if by.id in (reset.asked_by_id, reset.person_id) or by.kind != "staff":
        raise ResetError(_("Another member of staff must approve it."))
    history.note(reset.person, What.RESET_APPROVED, by=by, now=now)
    return _release(reset, by=by, now=now)


@transaction.atomic
def refuse(reset: FactorReset, *, by: Actor, now: datetime) -> bool:
    """Ends a reset that was not used; a link that was mailed stops working."""
    unused = FactorReset.objects.filter(id=reset.id, used_at=None, refused_at=None)
    if not unused.update(refused_at=now):
        return False
    history.note(reset.person, What.RESET_REFUSED, by=by, now=now)
    return True


def find(token: str, *, now: datetime) -> FactorReset:
    """The reset that this token may still use. Raises `ResetError`."""
    rows = FactorReset.objects.select_related("person")
    return _usable(rows.filter(token_hash=tokens.hashed(token)).first(), now)


@transaction.atomic
def use(token: str, *, now: datetime) -> User:
    """Takes every factor off and ends every session. Raises `ResetError`."""
    rows = FactorReset.objects.select_for_update(of=("self",)).select_related("person")
    reset = _usable(rows.filter(token_hash=tokens.hashed(token)).first(), now)
    reset.used_at = now
    reset.save(update_fields=["used_at"])
    person = reset.person
    Authenticator.objects.filter(user=person).delete()
    history.note(person, What.RESET_DONE, by=person.actor, now=now)
    sessions.end_all(person)
    return person


def unanswered(person: User) -> bool:
    """Whether the person's factors were reset and no new one has been set up since."""
    return person.factor_resets.filter(used_at__isnull=False, replaced_at=None).exists()


def answer(person: User, *, now: datetime) -> None:
    """A new factor is there."""
    person.factor_resets.filter(used_at__isnull=False, replaced_at=None).update(replaced_at=now)


def _release(reset: FactorReset, *, by: Actor, now: datetime) -> str:
    token, reset.token_hash = tokens.new()
    reset.approved_at, reset.expires_at = now, now + VALID_FOR
    reset.approved_by_kind, reset.approved_by_id = by.kind, by.id
    reset.save()
    return token


def _end_older(person: User, *, now: datetime) -> None:
    """An older link stops working: one way in at a time."""
    person.factor_resets.filter(used_at=None, refused_at=None).update(refused_at=now)


def _usable(reset: FactorReset | None, now: datetime) -> FactorReset:
    if reset is None:
        raise ResetError(_("This link is not known here. Ask for a new one."))
    if reset.used_at:
        raise ResetError(_("This link has been used. Sign in with your password."))
    if reset.refused_at or not reset.person.is_active:
        raise ResetError(_("This link has been withdrawn. Ask for a new one."))
    if reset.expires_at is None or reset.expires_at <= now:
        raise ResetError(_("This link has run out after 24 hours. Ask for a new one."))
    return reset
