"""Password resets: asked for by address, used once, within half an hour; factors stay."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext as _

from bailee.people import sessions, tokens
from bailee.people.models import RESET_VALID_FOR, PasswordReset, User


class ResetError(Exception):
    """The link cannot be used; the text says why and what to do."""


class UnknownResetError(ResetError):
    pass


class UsedResetError(ResetError):
    pass


class ExpiredResetError(ResetError):
    pass


@transaction.atomic
def ask(email: str, now: datetime) -> tuple[User, str] | None:
    """The person and a new token, or nothing where nobody active has the address.

    An older link of the same person stops working.
    """
    person = User.objects.active().called(email).first()
    if person is None:
        return None
    person.password_resets.filter(used_at=None).delete()
    token, token_hash = tokens.new()
    person.password_resets.create(
        token_hash=token_hash, created_at=now, expires_at=now + RESET_VALID_FOR
    )
    return person, token


def find(token: str, *, now: datetime) -> PasswordReset:
    """The reset that this token may still use. Raises a `ResetError` that says why not."""
    found = PasswordReset.objects.filter(token_hash=tokens.hashed(token)).select_related("user")
    return _open(found.first(), now)


@transaction.atomic
def use(token: str, *, password: str, now: datetime) -> User:
    """Sets the new password and ends every session of the person.

    Raises a `ResetError`, or `ValidationError` for a weak password (the token stays good).
    """
    rows = PasswordReset.objects.select_for_update().filter(token_hash=tokens.hashed(token))
    reset = _open(rows.first(), now)
    person = User.objects.select_for_update().get(id=reset.user_id)
    reset.used_at = now
    reset.save(update_fields=["used_at"])
    change(person, password=password)
    return person


@transaction.atomic
def change(person: User, *, password: str, keep: str | None = None) -> None:
    """Sets a password and ends every session of the person but the one of key `keep`.

    Raises `ValidationError` for a weak password.
    """
    validate_password(password, person)
    person.password = make_password(password)
    person.save(update_fields=["password"])
    person.password_resets.filter(used_at=None).delete()
    sessions.end_all(person, but=keep)


def _open(reset: PasswordReset | None, now: datetime) -> PasswordReset:
    if reset is None:
        raise UnknownResetError(_("This link is not known here. Ask for a new one."))
    if reset.used_at:
        raise UsedResetError(_("This link has been used. Sign in, or ask for a new one."))
    if reset.expires_at <= now:
        raise ExpiredResetError(_("This link has run out after 30 minutes. Ask for a new one."))
    return reset
