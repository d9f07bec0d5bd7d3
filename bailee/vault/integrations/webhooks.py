"""Naming the addresses that hear of changes."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bailee.foundation import sealing, tenancy
from bailee.foundation.actors import Actor
from bailee.foundation.outward import places
from bailee.foundation.outward.places import PlaceError
from bailee.vault.integrations.models import Webhook
from bailee.vault.integrations.models.hooks import EVENTS

BEGINNING = "whsec_"
MOST = 20  # webhooks of one client
MAKER_GONE = gettext_noop("Who set it up is not an owner any more. Check whom it tells, and what.")
_PURPOSE = "webhooks"


class WebhookError(ValueError):
    """What was asked of a webhook cannot be; `field` says where."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True)
class Wish:
    """What a webhook is to hear, and where."""

    name: str
    url: str
    events: Sequence[str]
    collections: Sequence[uuid.UUID] | None = None
    values: bool = False


def add(wish: Wish, *, by: Actor, now: datetime) -> tuple[Webhook, str]:
    """Makes a webhook; its secret is returned here and never again.

    Raises `WebhookError`, `FrozenError`.
    """
    if Webhook.objects.count() >= MOST:
        raise WebhookError(
            "url", _("There are {most} webhooks. Remove one first.").format(most=MOST)
        )
    secret = BEGINNING + secrets.token_urlsafe(32)
    hook = Webhook(created_at=now, secret=seal(secret))
    _take(hook, wish, by=by, now=now)
    return hook, secret


def change(hook: Webhook, wish: Wish, *, by: Actor, now: datetime) -> None:
    """Changes what it hears, and where. Raises `WebhookError`, `FrozenError`."""
    _take(hook, wish, by=by, now=now)


def switch_on(hook: Webhook, *, by: Actor, now: datetime) -> None:
    """It hears again; what it missed can be replayed. Raises `FrozenError`."""
    hook.off_at, hook.off_reason, hook.failing_since = None, "", None
    _stamp(hook, by=by, now=now)


def switch_off(hook: Webhook, *, by: Actor, now: datetime, reason: str = "") -> None:
    """Nothing is sent any more. Raises `FrozenError`."""
    hook.off_at, hook.off_reason = now, reason
    _stamp(hook, by=by, now=now)


def running_of(person: uuid.UUID) -> QuerySet[Webhook]:
    """The webhooks that a person has set up, or changed last, and that are on."""
    return Webhook.objects.filter(by_kind="user", by_id=person, off_at=None)


def switch_off_all_of(person: uuid.UUID, *, now: datetime) -> int:
    """Sends nothing more to where a person has chosen; says to how many webhooks.

    As the owner, in a transaction of its own: a frozen vault may be given back its writes.
    """
    with tenancy.owner(tenancy.current().schema) as raw:
        return raw.execute(
            "UPDATE integrations_webhook SET off_at = %s, off_reason = %s"
            " WHERE by_kind = 'user' AND by_id = %s AND off_at IS NULL",
            [now, MAKER_GONE, person],
        ).rowcount


def remove(hook: Webhook) -> None:
    """Forgets it and all that was sent to it. Raises `FrozenError`."""
    hook.delete()


def seal(secret: str) -> str:
    """Encrypts a signing secret under the installation's key for webhooks."""
    return sealing.seal(_PURPOSE, secret)


def unseal(sealed: str) -> str:
    """What was sealed. For anything else a fresh random secret, so that no signature ever fits.

    That happens where a secret was withheld from an archive, or the installation's key is another.
    """
    return sealing.unseal(_PURPOSE, sealed) or BEGINNING + secrets.token_urlsafe(32)


def _take(hook: Webhook, wish: Wish, *, by: Actor, now: datetime) -> None:
    name = " ".join(wish.name.split())
    if not name or len(name) > 100:
        raise WebhookError("name", _("Give the webhook a name of up to 100 characters."))
    if not wish.events or set(wish.events) - set(EVENTS):
        raise WebhookError("events", _("Choose at least one event."))
    try:
        places.check(wish.url, house=settings.WEBHOOK_ORIGINS)
    except PlaceError as error:
        raise WebhookError("url", str(error)) from None
    hook.name, hook.url, hook.values = name, wish.url, wish.values
    hook.events = [event for event in EVENTS if event in wish.events]
    hook.collections = None if wish.collections is None else [str(one) for one in wish.collections]
    _stamp(hook, by=by, now=now)


def _stamp(hook: Webhook, *, by: Actor, now: datetime) -> None:
    hook.changed_at, hook.by_kind, hook.by_id = now, by.kind, by.id
    hook.save()
