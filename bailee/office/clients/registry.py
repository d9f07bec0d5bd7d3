"""Putting a client on the registry, and finding one by its host."""

import re
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bailee.foundation.actors import Actor
from bailee.office.clients.models import HOST_LABEL, Client, Host

RESERVED = frozenset({"office", "www", "api", "mail", "static", "admin", "bailee"})


class LabelError(ValueError):
    """The host label cannot be used; the message says why and what would do."""


def register(
    *, name: str, label: str, schema: str, domain: str, by: Actor, now: datetime
) -> Client:
    """Adds a client and its host `<label>.<domain>`. Raises `LabelError`."""
    check_label(label)
    client = Client(
        name=name,
        label=label,
        schema_name=schema,
        opened_at=now,
        by_kind=by.kind,
        by_id=by.id,
    )
    try:
        with transaction.atomic():
            client.save()
            Host(domain=f"{label}.{domain}", tenant=client, is_primary=True).save()
    except IntegrityError:
        check_label(label)  # somebody else was faster: says so
        raise
    return client


def check_label(label: str) -> None:
    """Raises `LabelError` unless the label is well formed, not reserved and not taken."""
    if not re.fullmatch(HOST_LABEL, label):
        raise LabelError(_("Use lower-case letters, digits and hyphens, such as “acme-marine”."))
    if label in RESERVED:
        raise LabelError(
            _("“{label}” is kept for Bailee itself. Choose another name.").format(label=label)
        )
    if Client.objects.filter(label=label).exists():
        raise LabelError(
            _("“{label}” belongs to another client. Choose another name.").format(label=label)
        )


def at_host(hostname: str) -> Client | None:
    """The client whose portal that host is, read through the registry's connection."""
    host = Host.objects.using("registry").select_related("tenant").filter(domain=hostname).first()
    return None if host is None else host.tenant


def portal_url(client: Client) -> str:
    """The address of a client's portal, from its stored host, without a final slash."""
    port = "" if settings.PORT == 443 else f":{settings.PORT}"
    return f"https://{client.label}.{settings.DOMAIN}{port}"


def freeze(client: Client, *, now: datetime) -> None:
    """Marks the client as frozen, once; the vault's rights are taken by custody."""
    Client.objects.filter(pk=client.pk, frozen_at=None).update(frozen_at=now)
    client.refresh_from_db()


def thaw(client: Client) -> None:
    """The client is no longer frozen; the vault's rights are given back by custody."""
    Client.objects.filter(pk=client.pk).update(frozen_at=None)
    client.refresh_from_db()


def rename(client: Client, name: str) -> None:
    """The registry follows a legal name that staff have confirmed."""
    Client.objects.filter(pk=client.pk).update(name=name)
    client.refresh_from_db()


def strike(client: Client) -> None:
    """Removes the registry row with hosts and contracts, at the end of a purge."""
    with transaction.atomic():
        Client.objects.filter(pk=client.pk).delete()
