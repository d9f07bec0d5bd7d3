"""Messages to webhooks: written down beside the change, sent by the worker, kept to be replayed."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bailee.foundation import exact, tenancy
from bailee.foundation.actors import Actor
from bailee.vault.integrations import messages, sending, signing, webhooks
from bailee.vault.integrations.models import Delivery, Webhook
from bailee.vault.integrations.sending import UnsentError

NAMED = 1000  # records; of more a message says only that there are many
KEPT = timedelta(days=30)
_SILENT = gettext_noop("Nothing arrived for 5 days.")  # as many as:
PATIENCE = timedelta(days=5)  # of failures only, after which a webhook is switched off
# Pauses between the tries, in seconds: eight tries in about 24 hours.
PAUSES = (10, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 15 * 3600)


class AgainError(Exception):
    """The delivery has to be tried again, after `pause` seconds."""

    def __init__(self, pause: int) -> None:
        super().__init__(_("not delivered yet"))
        self.pause = pause


def tell(
    event: str,
    collection: uuid.UUID,
    records: Sequence[uuid.UUID] | None,
    *,
    by: Actor,
    now: datetime,
) -> list[Delivery]:
    """Writes a message for every webhook that hears of it, in the transaction of the change."""
    named = None if records is None or len(records) > NAMED else [str(one) for one in records]
    made = [
        Delivery(
            webhook=hook,
            event=event,
            collection_id=collection,
            records=named,
            cause_kind=by.kind,
            cause_id=by.id,
            at=now,
        )
        for hook in Webhook.objects.filter(off_at=None)
        if hook.hears(event, collection)
    ]
    _post(made)
    return made


def test(hook: Webhook, *, by: Actor, now: datetime) -> Delivery:
    """A message that says only that it is a test. Raises `FrozenError`."""
    made = Delivery(
        webhook=hook, event="test", records=[], cause_kind=by.kind, cause_id=by.id, at=now
    )
    _post([made])
    return made


def replay(delivery: Delivery, *, now: datetime) -> Delivery:
    """Sends the same message anew, under its old id. Raises `FrozenError`."""
    again = Delivery(
        webhook=delivery.webhook,
        event=delivery.event,
        collection_id=delivery.collection_id,
        records=delivery.records,
        cause_kind=delivery.cause_kind,
        cause_id=delivery.cause_id,
        at=now,
        replay_of=delivery.replay_of or delivery.id,
    )
    _post([again])
    return again


def deliver(which: uuid.UUID, *, now: datetime) -> None:
    """One try. Safe to repeat. Raises `AgainError` when it has to be tried again.

    The try is written down first: a frozen vault sends nothing, it raises `FrozenError`.
    """
    delivery = Delivery.objects.select_related("webhook").filter(id=which).first()
    if delivery is None or delivery.delivered_at or delivery.given_up_at:
        return
    hook = delivery.webhook
    if hook.off_at is not None:
        _give_up(delivery, _("The webhook is switched off."), now=now)
        return
    delivery.attempts += 1
    delivery.tried_at, delivery.status, delivery.trouble = now, None, ""
    delivery.save()
    body = exact.dumps(messages.of(delivery)).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Bailee-Webhook/1",
        "Bailee-Delivery": str(delivery.replay_of or delivery.id),
        signing.HEADER: signing.sign(webhooks.unseal(hook.secret), body, now=now),
    }
    try:
        delivery.status = sending.send(hook.url, body, headers)
    except UnsentError as error:
        delivery.trouble = str(error)
    if delivery.status is not None and 200 <= delivery.status < 300:
        _succeed(delivery, now=now)
    else:
        _fail(delivery, now=now)


def forget(*, now: datetime) -> int:
    """Removes messages older than `KEPT`; returns their number."""
    removed, _ = Delivery.objects.filter(at__lt=now - KEPT).delete()
    return removed


def _post(made: list[Delivery]) -> None:
    Delivery.objects.bulk_create(made)
    schema = tenancy.current().schema
    for delivery in made:
        ask = _asking(schema, delivery.id)
        transaction.on_commit(ask)


def _asking(schema: str, which: uuid.UUID) -> Callable[[], None]:
    def ask() -> None:
        from bailee.vault.integrations import tasks  # tasks import this module

        tasks.deliver_hook.defer(vault=schema, delivery_id=str(which))

    return ask


def _succeed(delivery: Delivery, *, now: datetime) -> None:
    delivery.delivered_at, delivery.next_at = now, None
    delivery.save()
    Webhook.objects.filter(id=delivery.webhook_id).update(failing_since=None)


def _fail(delivery: Delivery, *, now: datetime) -> None:
    hook = delivery.webhook
    since = hook.failing_since or now
    Webhook.objects.filter(id=hook.id, failing_since=None).update(failing_since=now)
    if now - since >= PATIENCE:
        Webhook.objects.filter(id=hook.id, off_at=None).update(off_at=now, off_reason=_SILENT)
    if delivery.attempts > len(PAUSES):
        _give_up(delivery, delivery.trouble, now=now)
        return
    pause = PAUSES[delivery.attempts - 1]
    delivery.next_at = now + timedelta(seconds=pause)
    delivery.save()
    raise AgainError(pause)


def _give_up(delivery: Delivery, trouble: str, *, now: datetime) -> None:
    delivery.given_up_at, delivery.next_at, delivery.trouble = now, None, trouble
    delivery.save()
