"""Legal holds: when the law asks for a client's records, nothing of them is purged (clause 4.2)."""

import uuid
from datetime import datetime

from bailee.custody.models import HandBack, LegalHold, PurgeStep
from bailee.foundation.actors import Actor
from bailee.office.clients.models import Client


class HoldError(Exception):
    """The hold cannot be placed or lifted; the text says why."""


def place(client: Client, *, reason: str, by: Actor, now: datetime) -> LegalHold:
    """Stops every later step of the client's hand-back. Raises `HoldError`."""
    if not reason.strip():
        raise HoldError("Say by which order or law the records must stay.")
    if PurgeStep.objects.filter(handback__client_id=client.pk, name="vault").exists():
        raise HoldError("The records of this client have been purged already.")
    return LegalHold.objects.create(
        client_id=client.pk,
        vault=client.schema_name,
        reason=reason.strip(),
        placed_at=now,
        by_kind=by.kind,
        by_id=by.id,
    )


def lift(hold: LegalHold, *, by: Actor, now: datetime) -> LegalHold:
    """Ends a hold; a purge that it stopped goes on by itself. Raises `HoldError`."""
    lifted = LegalHold.objects.filter(pk=hold.pk, lifted_at=None).update(
        lifted_at=now, lifted_by_kind=by.kind, lifted_by_id=by.id
    )
    if not lifted:
        raise HoldError("This hold was lifted already.")
    hold.refresh_from_db()
    return hold


def standing(client_id: uuid.UUID) -> LegalHold | None:
    """The oldest hold on the client that was not lifted."""
    return LegalHold.objects.filter(client_id=client_id, lifted_at=None).first()


def stops(handback: HandBack) -> bool:
    """Whether the purge must wait: a hold stands and there is still something to hold."""
    gone = handback.purge_steps.filter(name="vault").exists()
    return not gone and standing(handback.client_id) is not None
