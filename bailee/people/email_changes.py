"""Changing one's e-mail address: confirmed from the new one, undone from the old one for some days.

Promises: nobody learns whether an address is somebody's; whoever changes is the only one who stays
signed in; the way back is longer than the way there.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bailee.people import sessions, tokens
from bailee.people.models import EmailChange, User, address

CONFIRM_WITHIN = timedelta(days=1)
UNDO_WITHIN = timedelta(days=7)


class ChangeError(Exception):
    """The address cannot be changed; the text says why and what to do."""


@transaction.atomic
def ask(person: User, email: str, *, now: datetime) -> tuple[EmailChange, str] | None:
    """An offer and its token for the new address; nothing where somebody has the address already.

    An older offer to the same person ends. Raises `ChangeError` for the address one has.
    """
    new = address(email)
    if new == person.email:
        raise ChangeError(_("This is your address already."))
    person.email_changes.filter(confirmed_at=None).delete()
    if User.objects.called(new).exists():
        return None
    token, token_hash = tokens.new()
    change = person.email_changes.create(
        old=person.email,
        new=new,
        token_hash=token_hash,
        asked_at=now,
        expires_at=now + CONFIRM_WITHIN,
    )
    return change, token


def find(token: str, *, now: datetime) -> EmailChange:
    """The offer of this token. Raises `ChangeError`."""
    return _open(EmailChange.objects.filter(token_hash=tokens.hashed(token)), now)


def find_undo(token: str, *, now: datetime) -> EmailChange:
    """The change that this token can undo. Raises `ChangeError`."""
    return _open(EmailChange.objects.filter(undo_hash=tokens.hashed(token)), now)


@transaction.atomic
def confirm(token: str, *, now: datetime, keep: str | None = None) -> tuple[EmailChange, str]:
    """Takes the new address. Returns the change, and the token that undoes it.

    Every session of the person ends but the one of the key `keep`. Raises `ChangeError`.
    """
    locked = EmailChange.objects.select_for_update()
    change = _open(locked.filter(token_hash=tokens.hashed(token)), now)
    _take(change, change.new)
    undo, change.undo_hash = tokens.new()
    change.token_hash, change.confirmed_at = None, now
    change.expires_at = now + UNDO_WITHIN
    change.save()
    sessions.end_all(change.person, but=keep)
    return change, undo


@transaction.atomic
def undo(token: str, *, now: datetime) -> EmailChange:
    """Brings the old address back, and ends every session and every later change of the person.

    Raises `ChangeError`.
    """
    locked = EmailChange.objects.select_for_update()
    change = _open(locked.filter(undo_hash=tokens.hashed(token)), now)
    _take(change, change.old)
    change.person.email_changes.filter(asked_at__gte=change.asked_at).delete()
    sessions.end_all(change.person)
    return change


def addresses(person: User) -> list[str]:
    """Every address under which something may be kept about the person.

    Not one that was asked for and never confirmed: it may be somebody else's.
    """
    old = person.email_changes.exclude(confirmed_at=None).values_list("old", flat=True)
    return list(dict.fromkeys([person.email, *old]))


def over(now: datetime) -> list[EmailChange]:
    """Those whose time is over: neither confirmed nor undone any more."""
    return list(EmailChange.objects.filter(expires_at__lte=now))


def _take(change: EmailChange, email: str) -> None:
    person = User.objects.select_for_update().get(id=change.person_id)
    if User.objects.called(email).exclude(id=person.id).exists():
        raise ChangeError(_("This address cannot be used here any more. Ask for another one."))
    person.email = email
    person.save(update_fields=["email"])
    person.password_resets.all().delete()
    change.person = person


def _open(found: QuerySet[EmailChange], now: datetime) -> EmailChange:
    change = found.first()
    if change is None or change.expires_at <= now or not change.person.is_active:
        raise ChangeError(_("This link has been used, or has run out. Ask for a new one."))
    return change
