"""What staff see of a client's company: published by its vault, read by the office's pages."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from bailee.office.clients import sealing
from bailee.office.clients.models import Client, CompanyCard

OVERDUE = timedelta(days=30)  # that a yearly question waits before the office looks into it


def publish(
    client: Client,
    values: dict[str, Any],
    *,
    asked_since: datetime | None,
    returned: int,
    now: datetime,
) -> None:
    """Puts the present state in the place of the one before. Raises `KeyDestroyedError`."""
    CompanyCard.objects.update_or_create(
        client=client,
        defaults={
            "sealed": sealing.seal(client.schema_name, values),
            "asked_since": asked_since,
            "returned": returned,
            "published_at": now,
        },
    )


def read(client: Client) -> dict[str, Any]:
    """What the vault has published; nothing yet: an empty dict. Raises `KeyDestroyedError`."""
    card = CompanyCard.objects.filter(client=client).first()
    return {} if card is None else sealing.unseal(client.schema_name, card.sealed)


def running() -> QuerySet[CompanyCard]:
    """Of clients that are not frozen, with the client, by its name."""
    found = CompanyCard.objects.filter(client__frozen_at=None).select_related("client")
    return found.order_by("client__name", "client_id")


def unanswered(*, now: datetime) -> QuerySet[CompanyCard]:
    """Whose yearly question has waited too long for an answer, the oldest first."""
    waited = running().filter(asked_since__lte=now - OVERDUE)
    return waited.order_by("asked_since", "client_id")


def returned() -> QuerySet[CompanyCard]:
    """Those with contacts whose mail came back."""
    return running().filter(returned__gt=0)


def needing_care(*, now: datetime) -> int:
    """How many are in one of the two lists."""
    return running().filter(Q(asked_since__lte=now - OVERDUE) | Q(returned__gt=0)).count()


def due(*, now: datetime) -> list[str]:
    """Vaults that have not reported today, or have not heard of a decision: their names.

    A frozen one does not change any more.
    """
    fresh = Q(card__published_at__date=now.date())
    unheard = Q(
        change_requests__decided_at__isnull=False,
        change_requests__settled_at=None,
        change_requests__withdrawn_at=None,
    )
    found = Client.objects.filter(frozen_at=None).filter(~fresh | unheard)
    return list(found.order_by("schema_name").distinct().values_list("schema_name", flat=True))
