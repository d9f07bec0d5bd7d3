"""Changes that clients ask for and staff confirm or refuse: never the one who asked."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import router, transaction

from bailee.foundation.actors import Actor
from bailee.office.clients import sealing
from bailee.office.clients.models import ChangeRequest, Client

PATIENCE = timedelta(minutes=5)  # before staff are told of a request by mail


class RequestError(ValueError):
    """This cannot be decided like this; the message says why."""


def lay(
    client: Client,
    request_id: uuid.UUID,
    *,
    subject: str,
    matter: dict[str, Any],
    asked_at: datetime,
    by: Actor,
) -> None:
    """Lays a change before the office. Safe to repeat.

    `matter`: what the second person must see: `before`, `after`, and who asked (`name`, `email`).
    """
    ChangeRequest.objects.get_or_create(
        id=request_id,
        defaults={
            "client": client,
            "subject": subject,
            "sealed": sealing.seal(client.schema_name, matter),
            "asked_at": asked_at,
            "by_kind": by.kind,
            "by_id": by.id,
        },
    )


def matter_of(request: ChangeRequest) -> dict[str, Any]:
    """What was laid before the office; empty once the vault has the decision."""
    if request.sealed is None:
        return {}
    return sealing.unseal(request.client.schema_name, request.sealed)


def decide(
    request: ChangeRequest,
    *,
    confirmed: bool,
    reason: str = "",
    by: Actor,
    email: str,
    now: datetime,
) -> ChangeRequest:
    """Confirms or refuses; the vault hears of it from its next job.

    `email`: the decider's address, for the same person may have asked as a client's user. Raises
    `RequestError`; the database refuses a decision by the one who asked and a refusal without
    reason as well.
    """
    if not confirmed and not reason.strip():
        raise RequestError("Say why it is refused: the client reads it.")
    with transaction.atomic(using=router.db_for_write(ChangeRequest)):
        locked = ChangeRequest.objects.waiting().select_for_update(of=("self",))
        found = locked.filter(pk=request.pk).first()
        if found is None:
            raise RequestError("This has been decided or withdrawn meanwhile.")
        asker = matter_of(found).get("email", "")
        if by.kind != "staff" or by.id == found.by_id or email.lower() == asker.lower():
            raise RequestError("You asked for this yourself: somebody else must confirm it.")
        found.confirmed, found.decided_at, found.decided_by_id = confirmed, now, by.id
        found.reason = "" if confirmed else reason.strip()
        found.save()
    return found


def to_tell(*, now: datetime) -> int:
    """How many requests staff are to be told of by mail now; they count as told from here on.

    What is decided or withdrawn within minutes makes no mail, and many make one.
    """
    waiting = ChangeRequest.objects.waiting().filter(told_at=None, asked_at__lte=now - PATIENCE)
    return ChangeRequest.objects.filter(pk__in=waiting.values("pk")).update(told_at=now)


def unheard(client: Client) -> list[ChangeRequest]:
    """Decisions that the vault has not heard of yet."""
    decided = ChangeRequest.objects.filter(client=client, decided_at__isnull=False)
    return list(decided.filter(settled_at=None, withdrawn_at=None))


def settle(request_id: uuid.UUID, *, now: datetime) -> None:
    """The vault has the decision: old and new are dropped here. Safe to repeat."""
    ChangeRequest.objects.filter(pk=request_id, settled_at=None).update(settled_at=now, sealed=None)


def withdraw(client: Client, *, but: list[uuid.UUID], now: datetime) -> None:
    """Whatever is undecided here and not waiting in the vault was withdrawn there."""
    open_ones = ChangeRequest.objects.filter(client=client, settled_at=None, withdrawn_at=None)
    open_ones.exclude(pk__in=but).update(withdrawn_at=now, settled_at=now, sealed=None)
