"""What a webhook is told: ids and versions, and values where the client wishes so."""

from datetime import UTC, datetime
from typing import Any

from bailee.vault.integrations.models import Delivery


def of(delivery: Delivery) -> dict[str, Any]:
    """The message of one delivery."""
    return {
        "id": str(delivery.replay_of or delivery.id),
        "type": "test" if delivery.event == "test" else f"records.{delivery.event}",
        "at": stamp(delivery.at),
        "records": delivery.records,
    }


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
