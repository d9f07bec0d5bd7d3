"""Setting up the client's identity provider: by owners, tried before it is switched on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import idna
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bailee.foundation import sealing
from bailee.foundation.actors import Actor
from bailee.foundation.outward import places
from bailee.foundation.outward.places import PlaceError
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.company import team
from bailee.vault.mail import outbox
from bailee.vault.sign_on import discovery
from bailee.vault.sign_on.discovery import ProviderError
from bailee.vault.sign_on.models import ADMITS, INVITED, Change, Link, Provider

MOST_DOMAINS = 50
MOST_LEVELS = 20
_PURPOSE = "sign-on"
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
# Whoever has an address there is not one of a company's people.
_PUBLIC_MAIL = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com",
        "icloud.com", "me.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "proton.me",
        "protonmail.com", "aol.com", "mail.com", "t-online.de", "yandex.com", "mail.ru",
    }
)  # fmt: skip
# What of a provider may be changed, in the order in which its history tells it.
_TOLD = ("label", "issuer", "client", "domains", "admits", "passwords", "trusts_factor", "levels",
         "roaming")  # fmt: skip
# What of it must be tried again after a change.
_TRIED = ("issuer", "client")


class SignOnError(ValueError):
    """What was asked of single sign-on cannot be; `field` says where, empty for the whole."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True)
class Wish:
    """How single sign-on is to be. An empty secret leaves the one that is there."""

    label: str
    issuer: str
    client: str
    secret: str = ""
    domains: Sequence[str] = ()
    admits: str = INVITED
    passwords: bool = True
    trusts_factor: bool = False
    levels: Sequence[str] = ()
    roaming: bool = False


def current() -> Provider | None:
    """The provider of the vault in which the caller sits, on or off."""
    return Provider.objects.first()


def offered() -> Provider | None:
    """The provider, if people can sign in with it now."""
    found = Provider.objects.exclude(on_since=None).exclude(secret="").first()
    return found if found is not None and secret_of(found) is not None else None


def demanded_of(person: User) -> Provider | None:
    """The provider that this person must use instead of a password; owners never must."""
    if person.role == Role.OWNER:
        return None
    found = offered()
    return None if found is None or found.passwords else found


def secret_of(one: Provider) -> str | None:
    """The client secret, or None: withheld from an archive, or sealed on another installation."""
    return sealing.unseal(_PURPOSE, one.secret) if one.secret else None


def look(issuer: str) -> None:
    """Asks the provider for its document and its keys. Raises `SignOnError`."""
    try:
        discovery.keys(discovery.read(_issuer(issuer)))
    except ProviderError as error:
        raise SignOnError("issuer", str(error)) from None


@transaction.atomic
def set_up(wish: Wish, *, by: Actor, now: datetime, link: str) -> Provider:
    """Writes the provider down, or changes it; owners are told by mail, with the `link`.

    A change of issuer, client id or secret switches it off until it is tried again. Whether the
    provider is there is for `look` to say, before. Raises `SignOnError`, `FrozenError`.
    """
    values = _checked(wish)
    found = Provider.objects.select_for_update().first()
    one = found or Provider(by_kind=by.kind, by_id=by.id)
    if not wish.secret and secret_of(one) is None:
        raise SignOnError("secret", _("Give the secret that the provider shows beside the id."))
    details = [
        {"field": name, "before": None if found is None else getattr(one, name), "after": after}
        for name, after in values.items()
        if found is None or getattr(one, name) != after
    ]
    anew = found is None or any(getattr(one, name) != values[name] for name in _TRIED)
    for name, after in values.items():
        setattr(one, name, after)
    if wish.secret:
        one.secret = sealing.seal(_PURPOSE, wish.secret)
        details.append({"field": "secret", "before": None, "after": None})
    if not details:
        return one
    if anew or wish.secret:
        one.tried_at = one.on_since = None
    _note("set up" if found is None else "changed", details, by=by, now=now)
    _keep(one, by=by, now=now, link=link)
    return one


@transaction.atomic
def tried(one: Provider, *, by: Actor, now: datetime) -> None:
    """Notes that an owner went to the provider and came back. Raises `FrozenError`."""
    one.tried_at = now
    one.save(update_fields=["tried_at"])
    _note("tried", [], by=by, now=now)


@transaction.atomic
def switch_on(one: Provider, *, by: Actor, now: datetime, link: str) -> None:
    """People can sign in with it from now on. Raises `SignOnError`, `FrozenError`."""
    if one.tried_at is None or secret_of(one) is None:
        raise SignOnError("", _("Try it first: then nobody meets a door that does not open."))
    if one.on_since is None:
        one.on_since = now
        _note("switched on", [], by=by, now=now)
        _keep(one, by=by, now=now, link=link)


@transaction.atomic
def switch_off(one: Provider, *, by: Actor, now: datetime, link: str) -> None:
    """Everybody signs in with a password again. Raises `FrozenError`."""
    if one.on_since is not None:
        one.on_since = None
        _note("switched off", [], by=by, now=now)
        _keep(one, by=by, now=now, link=link)


@transaction.atomic
def remove(one: Provider, *, by: Actor, now: datetime, link: str) -> None:
    """Forgets it, its secret and who was linked to it. Raises `FrozenError`."""
    details = [{"field": "issuer", "before": one.issuer, "after": None}]
    Link.objects.filter(issuer=one.issuer).delete()
    one.delete()
    _note("removed", details, by=by, now=now)
    _tell(now=now, link=link)


@transaction.atomic
def unlink(one: Link, *, by: Actor, now: datetime) -> None:
    """The account at the provider is nobody's here any more. Raises `FrozenError`."""
    details = [{"field": "person", "before": str(one.person_id), "after": None}]
    one.delete()
    _note("unlinked", details, by=by, now=now)


def _keep(one: Provider, *, by: Actor, now: datetime, link: str) -> None:
    one.changed_at, one.by_kind, one.by_id = now, by.kind, by.id
    one.save()
    _tell(now=now, link=link)


def _note(what: str, details: list[dict[str, Any]], *, by: Actor, now: datetime) -> None:
    Change.objects.create(at=now, by_kind=by.kind, by_id=by.id, what=what, details=details)


def _tell(*, now: datetime, link: str) -> None:
    """To every owner: whoever changes how people sign in is seen."""
    for owner in User.objects.active().filter(role=Role.OWNER):
        outbox.post(
            "sign_on_changed",
            to=owner.email,
            context={"portal": lambda _: team.portal(), "name": owner.name, "link": link},
            now=now,
        )


def _checked(wish: Wish) -> dict[str, Any]:
    label = " ".join(wish.label.split())
    if not label or len(label) > 60:
        raise SignOnError("label", _("Give it a name of up to 60 characters."))
    if not wish.client.strip() or len(wish.client.strip()) > 255 or not wish.client.isprintable():
        raise SignOnError("client", _("Copy the client id that the provider shows."))
    if len(wish.secret) > 1000 or not wish.secret.isprintable():
        raise SignOnError("secret", _("A secret has up to 1,000 characters on one line."))
    if wish.admits not in ADMITS:
        raise SignOnError("admits", _("Choose who comes in."))
    domains = _domains(wish.domains, admits=wish.admits)
    levels = sorted({one.strip() for one in wish.levels if one.strip()})
    if len(levels) > MOST_LEVELS or any(len(one) > 200 for one in levels):
        raise SignOnError("levels", _("Name up to 20 levels of up to 200 characters."))
    return {
        "label": label,
        "issuer": _issuer(wish.issuer),
        "client": wish.client.strip(),
        "domains": domains,
        "admits": str(wish.admits),
        "passwords": wish.passwords,
        "trusts_factor": wish.trusts_factor,
        "levels": levels,
        "roaming": wish.roaming,
    }


def _issuer(issuer: str) -> str:
    issuer = issuer.strip().removesuffix(discovery.WELL_KNOWN)
    if len(issuer) > 500:
        raise SignOnError("issuer", _("An issuer has up to 500 characters."))
    try:
        if places.check(issuer, house=settings.SIGN_ON_ORIGINS).query:
            raise SignOnError("issuer", _("Leave out what follows a question mark."))
    except PlaceError as error:
        raise SignOnError("issuer", str(error)) from None
    return issuer


def _domains(named: Sequence[str], *, admits: str) -> list[str]:
    found = sorted({_domain(one) for one in named if one.strip()})
    if len(found) > MOST_DOMAINS:
        raise SignOnError("domains", _("Name up to 50 domains."))
    if admits != INVITED and not found:
        raise SignOnError(
            "domains", _("Name the domains of your company: only their people can be let in.")
        )
    if admits != INVITED and (public := _PUBLIC_MAIL.intersection(found)):
        raise SignOnError(
            "domains",
            _("Anybody can have an address at {domains}: nobody can be let in by it.").format(
                domains=", ".join(sorted(public))
            ),
        )
    return found


def _domain(named: str) -> str:
    text = named.strip().lower().removeprefix("@")
    try:
        domain = idna.encode(text, uts46=True).decode()
    except idna.IDNAError:
        domain = ""
    if not _DOMAIN.fullmatch(domain):
        raise SignOnError(
            "domains",
            _("“{text}” is no domain such as acme.example.").format(text=text[:100]),
        )
    return domain
