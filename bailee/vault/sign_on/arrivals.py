"""Who comes in: somebody known, somebody invited, or somebody whom the owners' rule admits."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bailee.people import invitations, languages
from bailee.people.models import Invitation, User
from bailee.vault.company import team
from bailee.vault.mail import outbox
from bailee.vault.sign_on.models import INVITED, Link, Provider


class RefusedError(Exception):
    """This person does not come in; the text says why and whom to ask."""


@dataclass(frozen=True)
class Account:
    """An account at the provider. `email` only if the provider vouches for it, else empty."""

    issuer: str
    subject: str
    email: str
    name: str


@dataclass(frozen=True)
class Arrival:
    """Who it is: a person (linked already or not), an invitation, or nobody yet, but admitted."""

    person: User | None = None
    linked: bool = False
    invitation: Invitation | None = None
    role: str = ""


def judge(account: Account, one: Provider, *, now: datetime) -> Arrival:
    """Who this is, writing nothing. Raises `RefusedError`."""
    if account.issuer != one.issuer:
        raise RefusedError(_("Your company signs in with another provider."))
    _fits(account, one)
    link = Link.objects.filter(issuer=account.issuer, subject=account.subject).first()
    if link is not None and link.person.is_active:
        return Arrival(person=link.person, linked=True)
    if not account.email:
        raise RefusedError(
            _("Your provider does not say that your e-mail address is yours (email_verified).")
        )
    person = User.objects.called(account.email).first()
    if person is not None and person.is_active:
        _refuse_second(person, account)
        return Arrival(person=person)
    invitation = Invitation.objects.open(now).filter(email=account.email).first()
    if invitation is not None:
        return Arrival(invitation=invitation, role=invitation.role)
    if person is not None or link is not None:
        raise RefusedError(
            _("This account was deactivated. Ask an owner of your company for a new invitation.")
        )
    if one.admits == INVITED:
        raise RefusedError(
            _("{email} has no account here. Ask an owner of your company to invite you.").format(
                email=account.email
            )
        )
    return Arrival(role=one.admits)


@transaction.atomic
def arrive(account: Account, one: Provider, *, now: datetime, link: str) -> User:
    """The person, who joins and is linked where that is still to be done.

    Somebody linked for the first time is told by mail, with the `link` to the sign-in page.
    Raises `RefusedError`, `allowance.OverQuotaError`, `FrozenError`.
    """
    found = judge(account, one, now=now)
    if found.linked and found.person is not None:
        return found.person
    person = found.person
    if person is None:
        name = account.name or account.email.partition("@")[0]
        if found.invitation is not None:
            person = invitations.accept_vouched(
                found.invitation, name=name, now=now, language=languages.current()
            )
        else:
            person = team.admit(email=account.email, name=name, role=found.role, now=now)
    Link.objects.filter(issuer=account.issuer, subject=account.subject).delete()  # of one who left
    Link.objects.create(
        person=person,
        issuer=account.issuer,
        subject=account.subject,
        email=account.email,
        linked_at=now,
    )
    outbox.post(
        "sign_on_linked",
        to=person.email,
        context={
            "portal": lambda _: team.portal(),
            "name": person.name,
            "provider": one.label,
            "link": link,
        },
        now=now,
    )
    return person


def is_account_of(person: User, account: Account) -> bool:
    """Whether the account at the provider is linked to this person."""
    return person.sign_on_links.filter(issuer=account.issuer, subject=account.subject).exists()


def _fits(account: Account, one: Provider) -> None:
    """Where owners have named domains, every sign-in needs an address in one of them."""
    if not one.domains:
        return
    if not account.email:
        raise RefusedError(
            _("Your provider does not say that your e-mail address is yours (email_verified).")
        )
    if account.email.rpartition("@")[2] not in one.domains:
        raise RefusedError(
            _("{email} is not an address of your company. Sign in with one that is.").format(
                email=account.email
            )
        )


def _refuse_second(person: User, account: Account) -> None:
    """An address that went to somebody else must not bring along an account of ours."""
    if person.sign_on_links.filter(issuer=account.issuer).exists():
        raise RefusedError(
            _(
                "{email} is linked to another account at your provider. Ask an owner of your"
                " company to unlink it."
            ).format(email=account.email)
        )
