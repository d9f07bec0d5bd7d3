"""The cast: the people and companies that every test and the demo speak of."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.test import Client as HttpClient

from bailee.custody import lifecycle
from bailee.foundation import ids, keys, storage, tenancy
from bailee.foundation.tenancy import Seat, vaults
from bailee.office.clients import registry
from bailee.office.clients.models import Client
from bailee.people import consents, factors
from bailee.people.models import Invitation, User
from bailee.people.roles import Role
from bailee.policy import versions
from bailee.vault.mail.models import Message

PASSWORD = "a grey heron stands in cold water"
DOMAIN = os.environ["BAILEE_DOMAIN"]


@dataclass(frozen=True)
class Staff:
    """The people of Harbour & Vale."""

    dana: User
    emil: User
    priya: User


@dataclass(frozen=True)
class Vault:
    """A client, its vault and its people by first name in lower case."""

    client: Client
    people: dict[str, User]

    @property
    def schema(self) -> str:
        name: str = self.client.schema_name
        return name

    @property
    def host(self) -> str:
        return f"{self.client.label}.{DOMAIN}"

    def __getattr__(self, name: str) -> User:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    @contextmanager
    def inside(self) -> Iterator[None]:
        """On the vault's own seat."""
        with tenancy.inside(self.schema):
            yield

    def browser(self, user: User | None = None) -> HttpClient:
        """Django's client at this portal, signed in as `user` if one is given."""
        return visitor(self.host, tenancy.vault_seat(self.schema), user)


def visitor(host: str, seat: Seat, user: User | None = None, *, proved: bool = True) -> HttpClient:
    """Django's client at a host, over TLS, with the origin a browser would state."""
    client = HttpClient(
        SERVER_NAME=host,
        enforce_csrf_checks=True,
        headers={"sec-fetch-site": "same-origin"},
    )
    client.defaults["wsgi.url_scheme"] = "https"
    if user is not None:
        with tenancy.inside(seat):
            client.force_login(user)
            if proved:
                freshly_proved(client, user)
    return client


def freshly_proved(client: HttpClient, user: User, *, ago: float = 0) -> None:
    """Writes into the session that the person has shown a factor, `ago` seconds ago.

    On the seat of the session's vault.
    """
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - ago}]
    session["account_authentication_methods_user"] = user_id_to_str(user)
    session.save()


def office_browser(user: User | None = None, *, proved: bool = True) -> HttpClient:
    """Django's client at the office."""
    return visitor(f"office.{DOMAIN}", tenancy.owner_seat(), user, proved=proved)


def site_browser() -> HttpClient:
    """Django's client at the public site."""
    return visitor(DOMAIN, tenancy.site_seat())


def hire(password_hash: str, *, now: datetime) -> Staff:
    """Adds the staff with a second factor each."""
    roles = {"dana": Role.STAFF_OWNER, "emil": Role.BOOKKEEPER, "priya": Role.OPERATOR}
    people = {
        name: _person(name, "harbour-vale", role, password_hash, now=now)
        for name, role in roles.items()
    }
    for person in people.values():
        Authenticator.objects.create(
            user=person,
            type=Authenticator.Type.TOTP,
            data={"secret": factors.seal(generate_totp_secret())},
        )
    return Staff(**people)


def open_acme(by: User, password_hash: str, *, now: datetime) -> Vault:
    """Acme Marine: Ada owns, Ben edits, Bo bills, Rae reads."""
    roles = {"ada": Role.OWNER, "ben": Role.EDITOR, "bo": Role.BILLING, "rae": Role.READER}
    return _open("Acme Marine", "acme", roles, by, password_hash, now=now)


def open_cygnus(by: User, password_hash: str, *, now: datetime) -> Vault:
    """Cygnus Freight: Cy owns."""
    return _open("Cygnus Freight", "cygnus", {"cy": Role.OWNER}, by, password_hash, now=now)


def clear(vault: Vault) -> None:
    """Takes a test's vault away, whatever is left of it."""
    with tenancy.inside(tenancy.owner_seat()):
        vaults.drop(vault.schema)
        registry.strike(vault.client)
    storage.delete_all(vault.schema)
    keys.destroy(vault.schema)


def _open(
    name: str, label: str, roles: dict[str, Role], by: User, password_hash: str, *, now: datetime
) -> Vault:
    owner = next(iter(roles))
    client = lifecycle.open_client(
        name=name,
        label=f"{label}-{ids.opaque(8)}",
        particulars={
            "street": "4 Quay Street",
            "postal_code": "21107",
            "city": "Harbourtown",
            "country": "GB",
            "contact_name": owner.title(),
            "contact_email": f"{owner}@{label}.example",
        },
        terms=lifecycle.Terms(date(2026, 1, 1), 30, Decimal("490.00"), "EUR"),
        by=by.actor,
        now=now,
    )
    with tenancy.inside(client.schema_name):
        Invitation.objects.all().delete()
        Message.objects.all().delete()
        people = {
            person: _person(person, label, role, password_hash, now=now)
            for person, role in roles.items()
        }
    return Vault(client, people)


def _person(name: str, company: str, role: str, password_hash: str, *, now: datetime) -> User:
    person = User.objects.create(
        email=f"{name}@{company}.example",
        name=name.title(),
        role=role,
        password=password_hash,
        created_at=now,
    )
    agreed = versions.in_force().named
    consents.answer(person, agreed, accepted=True, address="::1", now=now)
    return person


def moment(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An aware moment in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
