"""What others hear of records: sent inside the transaction that changed them.

`changed` is sent with `collection`, `kind` (one of `KINDS`), `ids` (of the records; None when
they are too many to name), `by` and `now`. A receiver that raises undoes the change.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.dispatch import Signal

from bailee.foundation.actors import Actor
from bailee.vault.records.models import Collection

KINDS = ("added", "edited", "trashed", "untrashed", "imported", "undone", "shape")
NAMED = 1_000  # records up to which they are named one by one

changed = Signal()


def tell(
    collection: Collection,
    kind: str,
    *,
    ids: Sequence[uuid.UUID] | None,
    by: Actor,
    now: datetime,
) -> None:
    """Says what happened. Raises whatever a receiver raises."""
    named = None if ids is None or len(ids) > NAMED else list(ids)
    changed.send(Collection, collection=collection, kind=kind, ids=named, by=by, now=now)
