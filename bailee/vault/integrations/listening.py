"""Hears of every change of records and writes down what webhooks are to be told."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bailee.foundation.actors import Actor
from bailee.vault.integrations import deliveries
from bailee.vault.records import events
from bailee.vault.records.models import Collection


def begin() -> None:
    """From now on, in this process."""
    events.changed.connect(_heard, dispatch_uid="bailee.vault.integrations")


def _heard(
    *,
    collection: Collection,
    kind: str,
    ids: Sequence[uuid.UUID] | None,
    by: Actor,
    now: datetime,
    **_: Any,
) -> None:
    deliveries.tell(kind, collection.id, ids, by=by, now=now)
