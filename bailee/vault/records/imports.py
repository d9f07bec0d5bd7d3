"""An import's stages: receive → choose the columns → check (a dry run) → run."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import BinaryIO, cast

from django.db import transaction

from bailee.foundation import storage, tenancy
from bailee.foundation.actors import Actor
from bailee.vault.records import collections
from bailee.vault.records.intake import checks, dialect, propose
from bailee.vault.records.intake.dialect import Dialect
from bailee.vault.records.intake.encoding import SAMPLE, Watch
from bailee.vault.records.intake.propose import MAX_COLUMNS, Column
from bailee.vault.records.models import Collection, Field, Import
from bailee.vault.records.types import TYPES

SAMPLED_ROWS = 1_000
OPEN = ("received", "planned", "checked", "refused", "failed")
UNDER_WAY = ("checking", "running")


class ImportRefusedError(ValueError):
    """The file, or what is asked of it, cannot be imported; the message says how to mend it."""


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
        sample = _text(watch.beginning, watch.encoding)
        _propose(one, sample, dialect.find(sample, watch.encoding))
    except Exception:  # a file that did not arrive or cannot be read leaves nothing behind
        discard(one)
        raise
    return one


def reread(one: Import, how: Dialect) -> None:
    """Reads the beginning of the file in another way and proposes anew.

    Raises `ImportRefusedError`.
    """
    _refuse_unless_open(one)
    stored = storage.get(tenancy.current().schema, one.source_object)
    chunks = islice(stored, SAMPLE // storage.CHUNK)
    _propose(one, _text(b"".join(chunks), how.encoding), how)


def choose(
    one: Import,
    *,
    columns: Sequence[Column],
    label: str = "",
    all_or_nothing: bool = False,
) -> None:
    """Keeps what becomes of each column. Raises `ImportRefusedError`, `LabelError`."""
    _refuse_unless_open(one)
    taken = [column for column in columns if not column.skipped]
    if not taken:
        raise ImportRefusedError("Every column is left out. Take at least one.")
    if one.collection is None:
        one.label = collections.clean(label)
        _refuse_twice([collections.clean(column.label) for column in taken])
    else:
        _refuse_twice([str(column.field) for column in taken])
        _refuse_missing(one.collection, taken)
    if any(column.type not in TYPES for column in taken):
        raise ImportRefusedError("A column has a type that does not exist.")
    if any(column.type == "relation" and not column.target for column in taken):
        raise ImportRefusedError(
            "A new collection cannot link records of another one yet. Import the column as “Text”,"
            " then convert the field to “Link to a record”."
        )
    one.plan = [column.to_json() for column in columns]
    one.all_or_nothing = all_or_nothing
    one.state, one.error, one.faults = "planned", "", []
    one.accepted = one.refused = None
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
            raise ImportRefusedError("This import is under way. Discard it when that is over.")
        one.delete()
        for name in names:
            storage.delete(schema, name)


def enqueue(one: Import, *, state: str) -> None:
    """Marks the import as waiting for the worker: `checking` or `running`."""
    _refuse_unless_open(one)
    if not one.plan or one.state == "received":
        raise ImportRefusedError("Choose the columns first.")
    one.state, one.progress, one.error = state, 0, ""
    one.save()


def _propose(one: Import, sample: str, how: Dialect) -> None:
    rows = dialect.first_rows(sample, how, SAMPLED_ROWS)
    if len(rows) > 1 and one.size > SAMPLE:
        rows = rows[:-1]  # the sample may end within it
    if not rows or not sample.strip("\x00\ufeff \r\n\t"):
        raise ImportRefusedError("The file holds no rows. Choose a CSV file with a header.")
    if (width := propose.width(rows, header=how.header)) > MAX_COLUMNS:
        raise ImportRefusedError(f"The file has {width} columns; a collection takes {MAX_COLUMNS}.")
    proposed = propose.columns(rows, header=how.header)
    if one.collection is not None:
        proposed = _matched(proposed, list(one.collection.fields.all()), header=how.header)
    else:
        ours = (checks.ROW, checks.REASON, checks.EXTRA)
        proposed = [_skipped(column) if column.header in ours else column for column in proposed]
    one.dialect = how.to_json()
    one.plan = [column.to_json() for column in proposed]
    one.state, one.error, one.faults = "received", "", []
    one.save()


def _matched(proposed: list[Column], fields: list[Field], *, header: bool) -> list[Column]:
    """Each column goes to the field of its name, or of its place in a file without a header."""
    named = {field.label.casefold(): field for field in fields}
    found = []
    for position, column in enumerate(proposed):
        placed = fields[position] if position < len(fields) else None
        field = named.get(column.label.casefold()) if header else placed
        found.append(into(column, field) if field else _skipped(column))
    return found


def into(column: Column, field: Field) -> Column:
    """The column going to an existing field, whose type and rules it then has."""
    return column.into(field)


def _skipped(column: Column) -> Column:
    return Column(column.header, column.label, column.type, skipped=True, samples=column.samples)


def _refuse_unless_open(one: Import) -> None:
    if one.state not in OPEN:
        raise ImportRefusedError(f"This import cannot be changed now: {one.state_label.lower()}.")


def _refuse_twice(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise ImportRefusedError("Two columns go to the same field. Leave one out.")
        seen.add(name.casefold())


def _refuse_missing(collection: Collection, taken: Sequence[Column]) -> None:
    filled = {column.field for column in taken}
    for field in collection.fields.filter(required=True):
        if str(field.id) not in filled and field.default is None:
            raise ImportRefusedError(f"“{field.label}” is required, but no column goes to it.")


def _kept_name(given: str) -> str:
    """Without NUL and other characters that cannot be kept or shown, at most 255."""
    return "".join(character for character in given if character.isprintable())[-255:]


def _label_from(file_name: str) -> str:
    stem = file_name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].rsplit(".", 1)[0]
    return " ".join(stem.replace("_", " ").split())[:100] or "Imported"


def _text(beginning: bytes, encoding: str) -> str:
    text = io.TextIOWrapper(io.BytesIO(beginning), encoding, "replace", newline="")
    return text.read()
