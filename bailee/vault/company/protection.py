"""Changes of somebody's factors, each with the mail that tells them: both or neither.

The same verbs serve a client's users (inside a vault) and the Company's staff (in the office).
`link`, where a mail needs one: the person's own page about their factors.
"""

from collections.abc import Callable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.people import users
from bailee.people.models import User
from bailee.people.protection import authenticator_app, history, passkeys, recovery, resets
from bailee.people.protection.models import FactorReset, What
from bailee.people.protection.passkeys import CopiedError, Site
from bailee.people.roles import OWNERS
from bailee.vault.company.team import portal
from bailee.vault.mail import outbox

type UrlOf = Callable[[str], str]  # the page on the person's own host that takes this token


@transaction.atomic
def add_app(
    person: User, *, secret: str, code: str, keep: str | None, link: str, now: datetime
) -> None:
    """Raises `authenticator_app.AppError`."""
    authenticator_app.add(person, secret=secret, code=code, keep=keep, by=person.actor, now=now)
    resets.answer(person, now=now)
    _tell(person, _("An authenticator app was set up."), link=link, now=now)


@transaction.atomic
def remove_app(person: User, *, link: str, now: datetime) -> None:
    if authenticator_app.remove(person, by=person.actor, now=now):
        _tell(person, _("The authenticator app was switched off."), link=link, now=now)


@transaction.atomic
def add_passkey(
    person: User, *, name: str, answer: object, sealed: str, site: Site, link: str, now: datetime
) -> Authenticator:
    """Raises `passkeys.PasskeyError`."""
    passkey = passkeys.add(
        person, name=name, answer=answer, sealed=sealed, site=site, by=person.actor, now=now
    )
    resets.answer(person, now=now)
    _tell(person, _("A passkey was added."), link=link, now=now)
    return passkey


@transaction.atomic
def remove_passkey(passkey: Authenticator, *, link: str, now: datetime) -> None:
    person: User = passkey.user
    passkeys.remove(passkey, by=person.actor, now=now)
    _tell(person, _("A passkey was removed."), link=link, now=now)


def prove_by_passkey(
    person: User | None, *, answer: object, sealed: str, site: Site, link: str, now: datetime
) -> Authenticator:
    """The passkey that signed. A copied one is refused for good, and its person told.

    Raises `passkeys.PasskeyError`.
    """
    try:
        return passkeys.prove(person, answer=answer, sealed=sealed, site=site, now=now)
    except CopiedError as error:
        with transaction.atomic():
            owner: User = error.passkey.user
            passkeys.refuse_for_good(error.passkey, by=owner.actor, now=now)
            _tell(
                owner,
                _("A passkey was refused, because there may be a copy of it. Remove it."),
                link=link,
                now=now,
            )
        raise


@transaction.atomic
def make_codes(person: User, *, link: str, now: datetime) -> None:
    """A new set of recovery codes in place of the old one."""
    recovery.make(person, by=person.actor, now=now)
    _tell(person, _("New recovery codes were made; the old ones stop working."), link=link, now=now)


@transaction.atomic
def tell_of_used_code(person: User, *, link: str, now: datetime) -> None:
    """A recovery code has just let somebody in."""
    history.note(person, What.CODE_USED, by=person.actor, now=now)
    context: dict[str, outbox.Said] = {
        "portal": lambda _formats: portal(),
        "name": person.name,
        "at": now,
        "left": str(recovery.left(person) or 0),
        "link": link,
    }
    outbox.post("recovery_code_used", to=person.email, context=context, now=now)


@transaction.atomic
def ask_reset(person: User, *, reason: str, by: Actor, url_of: UrlOf, now: datetime) -> FactorReset:
    """Somebody vouches for a person who has lost a device. One owner's word is enough: then the
    link goes out at once. The client's other owners are told. Raises `resets.ResetError`."""
    reset, token = resets.ask(person, reason=reason, by=by, now=now)
    if token is not None:
        _send_link(person, token, url_of, now=now)
    others = User.objects.active().filter(role__in=OWNERS).exclude(id=person.id)
    for owner in others:
        if owner.id == by.id:
            continue
        context: dict[str, outbox.Said] = {
            "portal": lambda _formats: portal(),
            "name": owner.name,
            "person": person.name,
            "by": _by(by),
            "reason": reset.reason,
        }
        outbox.post("factor_reset_asked", to=owner.email, context=context, now=now)
    return reset


@transaction.atomic
def approve_reset(reset: FactorReset, *, by: Actor, url_of: UrlOf, now: datetime) -> None:
    """The second member of staff agrees, and the link goes out. Raises `resets.ResetError`."""
    token = resets.approve(reset, by=by, now=now)
    _send_link(reset.person, token, url_of, now=now)


@transaction.atomic
def use_reset(token: str, *, link: str, now: datetime) -> User:
    """Takes every factor off. Raises `resets.ResetError`."""
    person = resets.use(token, now=now)
    _tell(
        person,
        _("All your passkeys, codes and apps were removed. The next sign-in asks for a new one."),
        link=link,
        now=now,
    )
    return person


def _send_link(person: User, token: str, url_of: UrlOf, *, now: datetime) -> None:
    context: dict[str, outbox.Said] = {
        "portal": lambda _formats: portal(),
        "name": person.name,
        "link": url_of(token),
        "valid_until": now + resets.VALID_FOR,
    }
    outbox.post("factor_reset", to=person.email, context=context, now=now)


def _tell(person: User, change: outbox.Said, *, link: str, now: datetime) -> None:
    context: dict[str, outbox.Said] = {
        "portal": lambda _formats: portal(),
        "name": person.name,
        "change": change,
        "at": now,
        "link": link,
    }
    outbox.post("factor_changed", to=person.email, context=context, now=now)


def _by(actor: Actor) -> outbox.Said:
    """The name of a colleague; of staff, inside a client's vault, only that it was staff."""
    if actor.kind == "staff" and tenancy.current().in_vault:
        return _("our staff")
    found = User.objects.filter(id=actor.id).first() if actor.id else None
    return found.name if found else users.label(OWNERS[0])
