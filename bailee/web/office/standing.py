"""Where a client stands between its first day and its certificate, in a few words."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bailee.custody.models import HandBack, Kind, LegalHold
from bailee.office.clients.models import Client, Contract


@dataclass(frozen=True)
class Standing:
    """The word for the badge, its tone, and the day it is about (the contract's end)."""

    word: str
    tone: str
    until: date | None = None


# The furthest step decides; the word says what is waited for.
_AFTER = (
    (Kind.PURGE_BEGAN, Standing("purging", "warn")),
    (Kind.CONFIRMED, Standing("to approve", "warn")),
    (Kind.ESCROW_PASSED, Standing("to approve", "warn")),
    (Kind.DELIVERED, Standing("awaiting confirmation", "note")),
    (Kind.FROZEN, Standing("frozen", "warn")),
)


def of_all(clients: Iterable[Client]) -> list[tuple[Client, Standing]]:
    """Each client with its standing, in the same order; three queries for all."""
    listed = list(clients)
    ids = [client.id for client in listed]
    handbacks = {
        handback.client_id: handback
        for handback in HandBack.objects.standing()
        .filter(client_id__in=ids)
        .prefetch_related("steps")
    }
    contracts = {one.client_id: one for one in Contract.objects.filter(client_id__in=ids)}
    held = held_clients()
    return [
        (one, _of(handbacks.get(one.id), contracts.get(one.id), held=one.id in held))
        for one in listed
    ]


def of(client: Client) -> Standing:
    """Where one client stands."""
    return of_all([client])[0][1]


def held_clients() -> set[uuid.UUID]:
    """Clients whose records the law asks to keep."""
    return set(LegalHold.objects.filter(lifted_at=None).values_list("client_id", flat=True))


def _of(handback: HandBack | None, contract: Contract | None, *, held: bool) -> Standing:
    if held:
        return Standing("held by law", "warn")
    if handback is not None:
        done = {step.kind for step in handback.steps.all()}
        for kind, standing in _AFTER:
            if kind in done:
                return standing
    if contract is not None and contract.ends_on is not None:
        return Standing("notice given", "warn", until=contract.ends_on)
    return Standing("running", "good")
