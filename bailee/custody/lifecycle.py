"""Opening a client: key, vault, registry, contract, profile and the first owner's invitation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings

from bailee.foundation import ids, keys, tenancy
from bailee.foundation.actors import Actor
from bailee.foundation.tenancy import vaults
from bailee.office.clients import contracts, registry
from bailee.office.clients.models import Client
from bailee.people.roles import Role
from bailee.vault.company import exchange, profile, team


@dataclass(frozen=True)
class Terms:
    """What a contract says. `price_per_month` in `currency` (ISO 4217)."""

    starts_on: date
    notice_days: int
    price_per_month: Decimal
    currency: str


def open_client(
    *,
    name: str,
    label: str,
    particulars: Mapping[str, str],
    terms: Terms,
    by: Actor,
    now: datetime,
) -> Client:
    """Opens a client and invites its contact as first owner.

    `particulars` are what `profile.set_up` takes, without `legal_name`. Raises
    `registry.LabelError`. If anything fails, nothing is left.
    """
    registry.check_label(label)
    schema = f"v_{ids.opaque()}"
    keys.create(schema)
    try:
        vaults.create(schema)
        client = registry.register(
            name=name, label=label, schema=schema, domain=settings.DOMAIN, by=by, now=now
        )
    except BaseException:
        vaults.drop(schema)
        keys.destroy(schema)
        raise
    try:
        _agree(client, terms, by=by, now=now)
        _set_up(client, particulars, by=by, now=now)
        exchange.publish(client, now=now)
    except BaseException:
        registry.strike(client)
        vaults.drop(schema)
        keys.destroy(schema)
        raise
    return client


def portal_url(client: Client) -> str:
    """The address of a client's portal, from its stored host, without a final slash."""
    return registry.portal_url(client)


def invitation_url(client: Client) -> Callable[[str], str]:
    """The page on the client's own host where an invitation's token is accepted."""
    return lambda token: f"{portal_url(client)}/invitation/{token}/"


def _agree(client: Client, terms: Terms, *, by: Actor, now: datetime) -> None:
    contracts.agree(
        client,
        starts_on=terms.starts_on,
        notice_days=terms.notice_days,
        price_per_month=terms.price_per_month,
        currency=terms.currency,
        by=by,
        now=now,
    )


def _set_up(client: Client, particulars: Mapping[str, str], *, by: Actor, now: datetime) -> None:
    with tenancy.inside(client.schema_name):
        profile.set_up({"legal_name": client.name, **particulars}, by=by, now=now)
        team.invite(
            email=particulars["contact_email"],
            name=particulars["contact_name"],
            role=Role.OWNER,
            url_of=invitation_url(client),
            by=by,
            now=now,
        )
