"""A block of values put into many records at once, as from a spreadsheet: all of it or nothing."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bailee.foundation.actors import Actor
from bailee.people import languages
from bailee.vault.records import bulk, records
from bailee.vault.records.bulk import BulkError
from bailee.vault.records.models import Collection
from bailee.vault.records.records import RecordChangedError, RecordError, RecordGoneError

MOST = 1_000  # records of one block


@dataclass(frozen=True)
class Target:
    """One record, the version that somebody looked at, and its new texts by field id."""

    id: uuid.UUID
    version: int
    texts: Mapping[str, str]


class PasteError(ValueError):
    """What was refused: reasons by the row's number in the block, then by the field's id.

    The field "" stands for the whole record. Nothing was changed.
    """

    def __init__(self, reasons: dict[int, dict[str, str]]) -> None:
        super().__init__(_("Nothing was changed."))
        self.reasons = reasons


@transaction.atomic
def paste(
    collection: Collection,
    targets: Sequence[Target],
    added: Sequence[Mapping[str, str]] = (),
    *,
    by: Actor,
    now: datetime,
) -> list[uuid.UUID]:
    """Edits the targets, and adds a record for each row of `added`. Returns all ids in order.

    Raises `PasteError` with every reason, `BusyError`, `OverQuotaError`, `FrozenError`.
    """
    if len(targets) + len(added) > MOST:
        words = _("A block has up to {most} rows; import a file instead.")
        raise PasteError({0: {"": words.format(most=languages.usual().number(MOST))}})
    reasons: dict[int, dict[str, str]] = {}
    for row, one in enumerate(targets):
        try:
            with transaction.atomic():
                records.edit(collection, one.id, one.texts, version=one.version, by=by, now=now)
        except RecordError as error:
            reasons[row] = error.reasons
        except RecordChangedError:
            reasons[row] = {"": _("Somebody changed this record meanwhile. Load the list again.")}
        except RecordGoneError:
            reasons[row] = {"": _("This record is there no more.")}
    made: list[uuid.UUID] = []
    if added:
        try:
            made = bulk.add(collection, added, by=by, now=now)
        except BulkError as error:
            reasons |= {len(targets) + row: why for row, why in error.reasons.items()}
    if reasons:
        raise PasteError(reasons)
    return [*(one.id for one in targets), *made]
