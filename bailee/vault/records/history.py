"""What became of one record: every step with who, when and what, and the way back."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from bailee.foundation.actors import Actor
from bailee.vault.records import changes, records, tables
from bailee.vault.records.models import Change, Collection, Field
from bailee.vault.records.records import Record, RecordChangedError
from bailee.vault.records.texts import checked

SIZE = 50  # steps on a page


@dataclass(frozen=True)
class Difference:
    """One value of one step, before and after; `field` is None if nothing is left of it."""

    field: Field | None
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Step:
    """One step of a record; the first is that it was added."""

    change: Change | None
    version: int
    at: datetime
    differences: list[Difference] = field(default_factory=list)


def of(
    collection: Collection, record: Record, *, before: int | None = None, size: int = SIZE
) -> list[Step]:
    """The steps of the record, newest first: up to `size`, of versions before that one."""
    known = {one.column_name: one for one in Field.everything.filter(collection=collection)}
    found = Change.objects.filter(record_id=record.id).select_related("by_import")
    if before is not None:
        found = found.filter(version__lt=before)
    some = list(found.order_by("-version", "-at")[: size + 1])
    steps = [Step(one, one.version, one.at, _differences(one, known)) for one in some[:size]]
    return steps if len(some) > size else [*steps, Step(None, 1, record.created_at)]


def _differences(one: Change, known: dict[str, Field]) -> list[Difference]:
    columns = sorted(
        {*one.before, *one.after},
        key=lambda name: (name not in known, known[name].position if name in known else 0, name),
    )
    return [
        Difference(
            known.get(name),
            _text(known.get(name), one.before.get(name)),
            _text(known.get(name), one.after.get(name)),
        )
        for name in columns
    ]


def _text(of: Field | None, kept: Any) -> str | None:
    """The kept text as a form shows the value."""
    if kept is None or of is None:
        return kept if kept is None or isinstance(kept, str) else json.dumps(kept)
    return changes.shown(of, kept)


def at(collection: Collection, record: Record, version: int) -> dict[str, str | None]:
    """The texts of the live fields as they were at that version, by field id.

    Raises `LookupError` if the history does not reach back to it.
    """
    if not 1 <= version <= record.version:
        raise LookupError(version)
    later = Change.objects.filter(record_id=record.id, version__gt=version).order_by("-version")
    then: dict[str, Any] = {}
    for one in later:
        then |= one.before
    known = {one.column_name: one for one in collection.fields.all()}
    return {
        str(known[name].id): _text(known[name], text)
        for name, text in then.items()
        if name in known
    }


@transaction.atomic
def restore(
    collection: Collection,
    which: uuid.UUID,
    *,
    to: int,
    version: int,
    by: Actor,
    now: datetime,
) -> int:
    """Brings the whole record back to what it was at version `to`. Returns its version then.

    `version` is the one that was looked at. Raises `RecordError` with the values that the rules
    of today refuse, `LookupError`, `RecordGoneError`, `RecordChangedError`, `BusyError`,
    `FrozenError`.
    """
    tables.hold(collection.table_name)
    record = records.find(collection, which)
    if record.version != version:
        raise RecordChangedError(record)
    then = at(collection, record, to)
    fields = [one for one in collection.fields.all() if str(one.id) in then]
    if not fields:
        return version
    found = checked(fields, then, besides=which)
    return records.write(
        collection, which, fields, found, version=version, kind="restored", by=by, now=now
    )
