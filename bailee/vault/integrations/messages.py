"""What a webhook is told: ids and versions, and values where the client wishes so.

Values are read when the message is sent: a record that is gone by then is named by its id alone.
"""

import uuid
from datetime import UTC, datetime
from typing import Any

from bailee.foundation import exact
from bailee.vault.integrations.models import Delivery
from bailee.vault.records import documents
from bailee.vault.records.models import Collection


def of(delivery: Delivery) -> dict[str, Any]:
    """The message of one delivery."""
    known = Collection.everything.filter(id__in=[delivery.collection_id])
    collection = known.first()
    return {
        "id": str(delivery.replay_of or delivery.id),
        "type": "test" if delivery.event == "test" else f"records.{delivery.event}",
        "at": stamp(delivery.at),
        "by": {
            "kind": delivery.cause_kind,
            "id": None if delivery.cause_id is None else str(delivery.cause_id),
        },
        "collection": None
        if collection is None
        else {"id": str(collection.id), "name": collection.label},
        "records": _records(delivery, collection),
    }


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _records(delivery: Delivery, collection: Collection | None) -> list[dict[str, Any]] | None:
    if delivery.records is None:
        return None
    bare = [{"id": which} for which in delivery.records]
    if collection is None or collection.removed_at is not None or not bare:
        return bare
    which = [uuid.UUID(one) for one in delivery.records]
    found = {}
    for text in documents.texts(collection, which):
        document = exact.loads(text)
        found[document["id"]] = document
    if not delivery.webhook.values:
        found = {key: {"id": key, "version": one["version"]} for key, one in found.items()}
    return [found.get(one["id"], one) for one in bare]
