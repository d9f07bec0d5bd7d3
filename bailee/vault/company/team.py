"""The people of this seat and the mail that lets them in: an invitation, a new password.

The same verbs serve a client's users (inside a vault) and the Company's staff (in the office).
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.people import invitations, languages, resets, throttle, users
from bailee.people.models import RESET_VALID_FOR, Invitation, User, address
from bailee.vault import allowance
from bailee.vault.company import profile
from bailee.vault.mail import outbox

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
    outbox.post(
        "invitation",
        to=invitation.email,
        context={
            "portal": lambda _: portal(),
            "name": invitation.name,
            "role": lambda _: users.label(role),
            "link": url_of(token),
            "valid_until": invitation.expires_at,
        },
        now=now,
    )
    return invitation


@transaction.atomic
def ask_reset(*, email: str, now: datetime, url_of: UrlOf) -> None:
    """Posts a link for a new password if the address is an active person's; tells nobody which."""
    asked = resets.ask(email, now)
    if asked is None:
        return
    person, token = asked
    outbox.post(
        "password_reset",
        to=person.email,
        context={
            "portal": lambda _: portal(),
            "name": person.name,
            "link": url_of(token),
            "valid_until": now + RESET_VALID_FOR,
        },
        now=now,
    )


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
    outbox.post(
        "password_changed",
        to=person.email,
        context={"portal": lambda _: portal(), "name": person.name, "at": now, "link": again},
        now=now,
    )


def _refuse_over_quota(email: str, now: datetime) -> None:
    """An open invitation holds a place; a new one to the same address takes no further place."""
    invited = Invitation.objects.open(now)
    again = invited.filter(email=address(email)).exists()
    allowance.refuse_over(
        "users",
        more=0 if again else 1,
        count=lambda: User.objects.active().count() + invited.count(),
    )
