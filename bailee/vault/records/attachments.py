"""Files of the vault that belong to a record."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bailee.foundation.actors import Actor
from bailee.vault.files.models import File
from bailee.vault.records import records
from bailee.vault.records.models import Attachment, Collection


@transaction.atomic
def attach(
    collection: Collection, record_id: uuid.UUID, file: File, *, by: Actor, now: datetime
) -> Attachment:
    """Says that a file belongs to a record; once is enough.

    Raises `RecordGoneError`, `FrozenError`.
    """
    records.find(collection, record_id)
    made, _ = Attachment.objects.get_or_create(
        record_id=record_id,
        file=file,
        defaults={"collection": collection, "at": now, "by_kind": by.kind, "by_id": by.id},
    )
    return made


def holding(files: list[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Which of the files belong to records, and in which collections; asked before one goes."""
    found: dict[uuid.UUID, list[str]] = {}
    said = Attachment.objects.filter(file__in=files).values_list("file", "collection__label")
    for file, label in said.order_by("collection__label").distinct():
        found.setdefault(file, []).append(
            _("attached to a record of “{label}”").format(label=label)
        )
    return found


def detach(attachment: Attachment) -> None:
    """The file belongs to the record no more, but stays in the vault. Raises `FrozenError`."""
    attachment.delete()
