"""The people of this seat and the mail about their coming and going: invited, given a role, gone.

The same verbs serve a client's users (inside a vault) and the Company's staff (in the office).
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.people import invitations, languages, resets, roles, throttle, users
from bailee.people.models import RESET_VALID_FOR, Invitation, User, address
from bailee.vault import allowance
from bailee.vault.company import profile
from bailee.vault.mail import outbox
from bailee.vault.mail.outbox import Said

type UrlOf = Callable[[str], str]  # the page on our own host that takes this token


@transaction.atomic
def invite(
    *, email: str, name: str, role: str, by: Actor, now: datetime, url_of: UrlOf
) -> Invitation:
    """Invites a person and posts the mail with the link, both or neither.

    Raises `users.RoleError`, `users.AlreadyHereError` and `allowance.OverQuotaError`.
    """
    _refuse_over_quota(email, now)
    invitation, token = invitations.invite(email=email, name=name, role=role, by=by, now=now)
    _post_invitation(invitation, url_of(token), now=now)
    return invitation


@transaction.atomic
def invite_again(invitation: Invitation, *, by: Actor, now: datetime, url_of: UrlOf) -> Invitation:
    """Sends an open invitation anew: with a new link, and the old one stops working.

    Raises `invitations.InvitationError`, `users.AlreadyHereError`, `allowance.OverQuotaError`.
    """
    _refuse_over_quota(invitation.email, now)
    renewed, token = invitations.renew(invitation, by=by, now=now)
    _post_invitation(renewed, url_of(token), now=now)
    return renewed


def invite_back(person: User, *, by: Actor, now: datetime, url_of: UrlOf) -> Invitation:
    """Invites a deactivated person to the role they had; who accepts has the old account back.

    By an invitation and no other way: the person chooses a new password and agrees to it anew.
    Raises what `invite` raises.
    """
    return invite(
        email=person.email, name=person.name, role=person.role, by=by, now=now, url_of=url_of
    )


@transaction.atomic
def change_role(person: User, role: str, *, by: User, now: datetime, link: str) -> User:
    """Gives another role than owner, and tells the person. Raises what `users.change_role` does.

    `link`: the first page of this seat.
    """
    if role in roles.OWNERS:
        raise users.RoleError("Somebody becomes an owner only by `hand_over`.")
    before = person.role
    changed = users.change_role(person, role, by=by.actor, now=now)
    if changed.role != before:
        told = {"by": by.name, "before": _label(before), "after": _label(role), "link": link}
        _tell("role_changed", changed, told, now=now)
    return changed


@transaction.atomic
def hand_over(
    owner: User, to: User, *, becomes: str, now: datetime, link: str, keep: str | None = None
) -> User:
    """Makes `to` an owner, and tells every owner and the one who may be no owner any more.

    `link`: the page of the people. Raises what `users.hand_over` raises.
    """
    giver, receiver = users.hand_over(owner, to, becomes=becomes, now=now, keep=keep)
    told = {
        "giver": giver.name,
        "receiver": receiver.name,
        "goes_on_as": "" if giver.is_owner else _label(becomes),
        "link": link,
    }
    owners = User.objects.active().filter(role__in=roles.OWNERS)
    for person in {giver, *owners}:
        _tell("ownership", person, told, now=now)
    return receiver


@transaction.atomic
def deactivate(person: User, *, by: User, now: datetime) -> User:
    """Takes away every way in, and tells the person. Raises `users.LastOwnerError`."""
    was_active = person.is_active
    gone = users.deactivate(person, by=by.actor, now=now)
    if was_active:
        _tell("deactivated", gone, {"by": by.name}, now=now)
    return gone


@transaction.atomic
def ask_reset(*, email: str, now: datetime, url_of: UrlOf) -> None:
    """Posts a link for a new password if the address is an active person's; tells nobody which."""
    asked = resets.ask(email, now)
    if asked is None:
        return
    person, token = asked
    told: dict[str, Said] = {"link": url_of(token), "valid_until": now + RESET_VALID_FOR}
    _tell("password_reset", person, told, now=now)


@transaction.atomic
def use_reset(token: str, *, password: str, address: str, again: str, now: datetime) -> User:
    """Sets the new password, ends sessions and pauses, and tells the person by mail.

    `address`: from where; `again`: the page where a password is asked for, for whom it was not.
    Raises a `resets.ResetError`, or `ValidationError` for a weak password.
    """
    person = resets.use(token, password=password, now=now)
    throttle.lift(account=person.email, address=address, now=now)
    _tell_of_password(person, again=again, now=now)
    return person


@transaction.atomic
def change_password(
    person: User, *, password: str, keep: str | None, again: str, now: datetime
) -> None:
    """Sets the password of somebody signed in; every session but that of key `keep` ends.

    Raises `ValidationError` for a weak password.
    """
    resets.change(person, password=password, keep=keep)
    _tell_of_password(person, again=again, now=now)


@transaction.atomic
def admit(*, email: str, name: str, role: str, now: datetime) -> User:
    """A person whom nobody invited by name, but whom the owners' rule lets in without a password.

    Raises `users.RoleError`, `users.AlreadyHereError` and `allowance.OverQuotaError`.
    """
    _refuse_over_quota(email, now)
    return users.add(
        email=email,
        name=name,
        role=role,
        password=None,
        now=now,
        language=languages.current(),
    )


def portal() -> str:
    """What these people sign in to, as a mail calls it in the language that is spoken."""
    if tenancy.current().in_vault:
        return gettext("the portal of {company}").format(company=profile.current().legal_name)
    return gettext("the office of {company}").format(company=settings.COMPANY_NAME)


def _tell_of_password(person: User, *, again: str, now: datetime) -> None:
    _tell("password_changed", person, {"at": now, "link": again}, now=now)


def _post_invitation(invitation: Invitation, link: str, *, now: datetime) -> None:
    outbox.post(
        "invitation",
        to=invitation.email,
        context={
            "portal": lambda _: portal(),
            "name": invitation.name,
            "role": _label(invitation.role),
            "link": link,
            "valid_until": invitation.expires_at,
        },
        now=now,
    )


def _tell(kind: str, person: User, told: Mapping[str, Said], *, now: datetime) -> None:
    context = {"portal": lambda _: portal(), "name": person.name, **told}
    outbox.post(kind, to=person.email, context=context, now=now)


def _label(role: str) -> Said:
    """The role, in the language of whoever gets the mail."""
    return lambda _: users.label(role)


def _refuse_over_quota(email: str, now: datetime) -> None:
    """An open invitation holds a place; a new one to the same address takes no further place."""
    invited = Invitation.objects.open(now)
    again = invited.filter(email=address(email)).exists()
    allowance.refuse_over(
        "users",
        more=0 if again else 1,
        count=lambda: User.objects.active().count() + invited.count(),
    )
