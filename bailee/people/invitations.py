"""Invitations: the only way in. One open invitation per address; its token works once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bailee.foundation.actors import Actor
from bailee.foundation.words import SOURCE
from bailee.people import consents, tokens, users
from bailee.people.consents import Version
from bailee.people.models import Invitation, User, address

VALID_FOR = timedelta(days=7)


class InvitationError(Exception):
    """The invitation cannot be accepted; the text says why and what to do."""


class UnknownInvitationError(InvitationError):
    pass


class UsedInvitationError(InvitationError):
    pass


class RevokedInvitationError(InvitationError):
    pass


class ExpiredInvitationError(InvitationError):
    pass


@transaction.atomic
def invite(*, email: str, name: str, role: str, by: Actor, now: datetime) -> tuple[Invitation, str]:
    """Makes an invitation and the token for its mail; an older one to this address ends.

    Raises `users.RoleError` and `users.AlreadyHereError`.
    """
    users.fits_here(role)
    if User.objects.active().called(email).exists():
        raise users.AlreadyHereError(
            _("{email} already has an account here.").format(email=address(email))
        )
    for older in Invitation.objects.undecided().filter(email=address(email)):
        revoke(older, by=by, now=now)
    token, token_hash = tokens.new()
    invitation = Invitation.objects.create(
        email=address(email),
        name=name.strip(),
        role=role,
        token_hash=token_hash,
        by_kind=by.kind,
        by_id=by.id,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    return invitation, token


@transaction.atomic
def renew(invitation: Invitation, *, by: Actor, now: datetime) -> tuple[Invitation, str]:
    """The same invitation with a new token and seven new days; the old link stops working.

    Raises `InvitationError` for one that is accepted or withdrawn.
    """
    found = Invitation.objects.select_for_update().get(id=invitation.id)
    if found.accepted_at:
        raise UsedInvitationError(_("This invitation has been accepted already."))
    if found.revoked_at:
        raise RevokedInvitationError(_("This invitation was withdrawn. Make a new one."))
    return invite(email=found.email, name=found.name, role=found.role, by=by, now=now)


def revoke(invitation: Invitation, *, by: Actor, now: datetime) -> bool:
    """Ends an invitation that nobody has accepted. Says whether there was anything to end."""
    ended = Invitation.objects.undecided().filter(id=invitation.id)
    return bool(ended.update(revoked_at=now, revoked_by_kind=by.kind, revoked_by_id=by.id))


def find(token: str, *, now: datetime) -> Invitation:
    """The open invitation of this token. Raises an `InvitationError` that says why not."""
    invitation = Invitation.objects.filter(token_hash=tokens.hashed(token)).first()
    return _open(invitation, now)


@transaction.atomic
def accept(
    token: str,
    *,
    name: str,
    password: str,
    now: datetime,
    agrees_to: Version | None = None,
    address: str = "",
    language: str = SOURCE,
) -> User:
    """The invited person joins. Of two who come with the same token, one succeeds.

    `agrees_to`: the version of the privacy policy that was shown and agreed to; without it the
    person is asked at the first sign-in. Raises an `InvitationError`, or `ValidationError` for a
    weak password (the token stays good).
    """
    rows = Invitation.objects.select_for_update().filter(token_hash=tokens.hashed(token))
    invitation = _open(rows.first(), now)
    person = users.add(
        email=invitation.email,
        name=name,
        role=invitation.role,
        password=password,
        now=now,
        language=language,
        by=invitation.inviter,
    )
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    if agrees_to is not None:
        consents.answer(person, agrees_to, accepted=True, address=address, now=now)
    return person


@transaction.atomic
def accept_vouched(
    invitation: Invitation, *, name: str, now: datetime, language: str = SOURCE
) -> User:
    """The invited person joins without a password: the client's own provider vouches for them.

    The policy is asked for at the first page. Raises an `InvitationError`.
    """
    held = _open(Invitation.objects.select_for_update().get(id=invitation.id), now)
    person = users.add(
        email=held.email,
        name=name,
        role=held.role,
        password=None,
        now=now,
        language=language,
        by=held.inviter,
    )
    held.accepted_at = now
    held.save(update_fields=["accepted_at"])
    return person


def _open(invitation: Invitation | None, now: datetime) -> Invitation:
    if invitation is None:
        raise UnknownInvitationError(
            _("This invitation is not known here. Check that the whole link was copied.")
        )
    if invitation.accepted_at:
        raise UsedInvitationError(_("This invitation has been accepted. Please sign in."))
    if invitation.revoked_at:
        raise RevokedInvitationError(
            _("This invitation was withdrawn or replaced by a newer one. Look for the newest mail.")
        )
    if invitation.expires_at <= now:
        raise ExpiredInvitationError(
            _("This invitation has run out. Ask the person who invited you for a new one.")
        )
    return invitation
