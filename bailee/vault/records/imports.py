"""An import's stages: receive → choose the columns → check (a dry run) → run."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, BinaryIO, cast

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bailee.foundation import storage, tenancy
from bailee.foundation.actors import Actor
from bailee.vault.records import collections, proposals
from bailee.vault.records.intake import samples, written
from bailee.vault.records.intake.dialect import Dialect
from bailee.vault.records.intake.encoding import Watch
from bailee.vault.records.intake.propose import Column
from bailee.vault.records.intake.stream import UnreadableError
from bailee.vault.records.models import Collection, Import
from bailee.vault.records.proposals import ImportRefusedError
from bailee.vault.records.types import TYPES

__all__ = ["ImportRefusedError"]
OPEN = ("received", "planned", "checked", "refused", "failed", "cancelled")
UNDER_WAY = ("checking", "running", "undoing")


def receive(
    *,
    source: BinaryIO,
    file_name: str,
    by: Actor,
    now: datetime,
    collection: Collection | None = None,
) -> Import:
    """Keeps the file, encrypted, and proposes how to read it.

    The row comes first, so that bytes without a row cannot exist. Raises `ImportRefusedError`
    for a file without a row, `FrozenError`.
    """
    name = _kept_name(file_name)
    one = Import.objects.create(
        file_name=name,
        collection=collection,
        label=_label_from(name),
        created_at=now,
        by_kind=by.kind,
        by_id=by.id,
    )
    watch = Watch(source)
    try:
        storage.put(tenancy.current().schema, one.source_object, cast("BinaryIO", watch))
        one.size = watch.size
        one.format = samples.format_of(name, watch.beginning)
        proposals.first(one, watch)
    except UnreadableError as error:
        discard(one)
        raise ImportRefusedError(str(error)) from None
    except Exception:  # a file that did not arrive or cannot be read leaves nothing behind
        discard(one)
        raise
    return one


def reread(one: Import, how: Dialect, *, sheet: str = "") -> None:
    """Reads the beginning of the file in another way, or of another sheet, and proposes anew.

    Raises `ImportRefusedError`.
    """
    _refuse_unless_open(one)
    try:
        proposals.again(one, how, sheet)
    except UnreadableError as error:
        raise ImportRefusedError(str(error)) from None


def choose(
    one: Import,
    *,
    columns: Sequence[Column],
    label: str = "",
    all_or_nothing: bool = False,
    key: str = "",
) -> None:
    """Keeps what becomes of each column.

    `key`: id of the field by which rows find the record that they change; without it all rows
    are added. Raises `ImportRefusedError`, `LabelError`.
    """
    _refuse_unless_open(one)
    taken = [column for column in columns if not column.skipped]
    if not taken:
        raise ImportRefusedError(_("Every column is left out. Take at least one."))
    if one.collection is None:
        one.label = collections.clean(label)
        _refuse_twice([collections.clean(column.label) for column in taken])
    else:
        _refuse_twice([str(column.field) for column in taken])
        _refuse_missing(one.collection, taken, key)
    _refuse_badly_written(taken)
    if any(column.type == "relation" and not column.target for column in taken):
        raise ImportRefusedError(
            _(
                "A new collection cannot link records of another one yet. Import the column"
                " as “Text”, then convert the field to “Link to a record”."
            )
        )
    one.plan = [column.to_json() for column in columns]
    one.all_or_nothing = all_or_nothing
    one.key_id = _key(one, taken, key)
    one.state, one.error, one.faults = "planned", "", []
    one.accepted = one.refused = one.updated = one.unchanged = None
    one.save()


def columns(one: Import) -> list[Column]:
    """The plan: one column for each of the file's."""
    return [Column.from_json(stored) for stored in one.plan]


def error_file(one: Import) -> Iterator[bytes]:
    """The refused rows as CSV, to be mended and sent again. Raises `FileNotFoundError`."""
    return storage.get(tenancy.current().schema, one.error_object)


def discard(one: Import) -> None:
    """Forgets an import and its files; records that it made stay.

    Raises `ImportRefusedError` while the worker is at it, which would write an error file that
    no row names, and `FrozenError`; both before anything is gone.
    """
    schema, names = tenancy.current().schema, (one.source_object, one.error_object)
    with transaction.atomic():
        state = Import.objects.select_for_update().filter(id=one.id).values_list("state", flat=True)
        if any(under_way in UNDER_WAY for under_way in state):
            raise ImportRefusedError(_("This import is under way. Discard it when that is over."))
        one.delete()
        for name in names:
            storage.delete(schema, name)


def enqueue(one: Import, *, state: str) -> None:
    """Marks the import as waiting for the worker: `checking` or `running`."""
    _refuse_unless_open(one)
    if not one.plan or one.state == "received":
        raise ImportRefusedError(_("Choose the columns first."))
    one.state, one.progress, one.error, one.cancel_asked_at = state, 0, "", None
    one.save()


def cancel(one: Import, *, now: datetime) -> None:
    """Asks the worker to break off; an import that waits for it ends at once.

    Raises `ImportRefusedError` when it is over already, `FrozenError`.
    """
    with transaction.atomic():
        found = Import.objects.filter(id=one.id, state__in=("checking", "running"))
        if not found.update(cancel_asked_at=now):
            raise ImportRefusedError(_("This import is over already."))
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock_of(one.id)])
            (nobody_is_at_it,) = cursor.fetchone()
        if nobody_is_at_it:
            found.update(state="cancelled", finished_at=now)


def pending_of(by: Sequence[uuid.UUID]) -> QuerySet[Import]:
    """The imports that these actors have started and the worker has not ended."""
    return Import.objects.filter(by_id__in=by, state__in=("checking", "running"))


def cancel_all_of(by: Sequence[uuid.UUID], *, now: datetime) -> int:
    """Cancels what these actors have started, waiting or under way; says how many.

    An import is one transaction: of one that is broken off nothing stays. In a frozen vault none
    runs and nothing is to be done.
    """
    cancelled = 0
    for one in pending_of(by) if _may_be_changed() else ():
        with suppress(ImportRefusedError):  # it has ended meanwhile
            cancel(one, now=now)
            cancelled += 1
    return cancelled


def enqueue_undo(one: Import, *, asked: dict[str, Any], by: Actor, now: datetime) -> None:
    """Marks a finished import as waiting to be undone; `asked` is of `undoing.asked`.

    Raises `ImportRefusedError`, `FrozenError`.
    """
    found = Import.objects.filter(id=one.id, state="done")
    changes = {"undone_by": by.id, "undone_at": now, "undo": asked, "progress": 0, "error": ""}
    if not found.update(state="undoing", **changes):
        raise ImportRefusedError(_("Only an import that is done can be undone, and only once."))
    one.refresh_from_db()


def lock_of(which: uuid.UUID) -> int:
    """The advisory lock that whoever works on the import holds."""
    return which.int & (2**63 - 1)


def unfilled(collection: Collection, taken: Sequence[Column]) -> list[str]:
    """Labels of the required fields to which no column goes."""
    filled = {column.field for column in taken}
    required = collection.fields.filter(required=True, default=None)
    return [field.label for field in required if str(field.id) not in filled]


def _may_be_changed() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('records_import', 'UPDATE')")
        return bool(cursor.fetchone()[0])


def _refuse_unless_open(one: Import) -> None:
    if one.state not in OPEN:
        raise ImportRefusedError(
            _("This import cannot be changed now: {state_label}.").format(
                state_label=one.state_label
            )
        )


def _refuse_twice(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise ImportRefusedError(_("Two columns go to the same field. Leave one out."))
        seen.add(name.casefold())


def _refuse_missing(collection: Collection, taken: Sequence[Column], key: str) -> None:
    """With a key the rows that add a record are refused one by one."""
    missing = unfilled(collection, taken)
    if missing and not key:
        raise ImportRefusedError(
            _("“{missing}” is required, but no column goes to it.").format(missing=missing[0])
        )


def _refuse_badly_written(taken: Sequence[Column]) -> None:
    for column in taken:
        if column.type not in TYPES or (column.written and column.written not in written.WAYS):
            raise ImportRefusedError(_("A column has a type that does not exist."))
        if column.written and column.type not in written.WAYS[column.written].types:
            raise ImportRefusedError(
                _("“{label}” is {type}: it cannot be read as {way}.").format(
                    label=column.label,
                    type=TYPES[column.type].label,
                    way=written.WAYS[column.written].label,
                )
            )


def _key(one: Import, taken: Sequence[Column], key: str) -> uuid.UUID | None:
    if not key:
        return None
    if one.collection is None or key not in {column.field for column in taken}:
        raise ImportRefusedError(_("The key must be a field to which a column of the file goes."))
    field = one.collection.fields.get(id=key)
    if not field.kind.indexable or field.type == "boolean":
        raise ImportRefusedError(
            _("“{label}” cannot be a key: take a field with one short value.").format(
                label=field.label
            )
        )
    return field.id


def _kept_name(given: str) -> str:
    """Without NUL and other characters that cannot be kept or shown, at most 255."""
    return "".join(character for character in given if character.isprintable())[-255:]


def _label_from(file_name: str) -> str:
    stem = file_name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].rsplit(".", 1)[0]
    return " ".join(stem.replace("_", " ").split())[:100] or "Imported"
