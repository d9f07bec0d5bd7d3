"""The work of an import on the owner's connection: staged, checked, matched, inserted."""

import io
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO, cast

import psycopg
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.types.json import Jsonb

from bailee.foundation import storage
from bailee.foundation.actors import Actor
from bailee.vault.records import collections, imports, room, tables
from bailee.vault.records.collections import NewField
from bailee.vault.records.intake import checks, jsons, load, lookups, matching, staging, workbooks
from bailee.vault.records.intake.checks import Check
from bailee.vault.records.intake.dialect import Dialect
from bailee.vault.records.intake.matching import Matching
from bailee.vault.records.intake.propose import Column
from bailee.vault.records.intake.stream import Chunks, Row
from bailee.vault.records.models import Import

SHOWN_FAULTS = 50  # rows
_READING = 40  # per cent of the work, as measured
_Note = Callable[[float], None]  # takes per cent of the whole work


class PlanError(Exception):
    """The file does not fit what was chosen for a column."""


class CancelledError(Exception):
    """Somebody asked for the import to be cancelled before it was over."""


@dataclass(frozen=True)
class Counts:
    """Rows: accepted ones were added, changed a record, or said what is there already."""

    accepted: int
    updated: int
    unchanged: int
    refused: int


def check(
    raw: psycopg.Connection[Any], schema: str, one: Import, *, note: _Note, now: datetime
) -> None:
    """The dry run: everything but the writing, undone at the end."""
    checked = _staged(raw, schema, one, note)
    updated = unchanged = 0
    if one.key_id:
        how = _matched(raw, one, checked)
        updated, unchanged = matching.compare(raw, how)
    accepted, refused = checks.count(raw, checked)
    faults = checks.faults(raw, checked, SHOWN_FAULTS) if refused else []
    raw.rollback()
    _end(raw, one, "checked", Counts(accepted, updated, unchanged, refused), faults, now)


def run(
    raw: psycopg.Connection[Any], schema: str, one: Import, *, note: _Note, now: datetime
) -> None:
    """Imports the accepted rows, or all or none."""
    checked = _staged(raw, schema, one, note)
    by = Actor(one.by_kind, one.by_id)  # type: ignore[arg-type]  # the column holds a Kind
    with raw.transaction() as attempt:
        collection = one.collection_id or _new_collection(raw, schema, one, checked, by, now)
        table, columns = _targets(raw, collection, one)
        targets = list(zip(columns, checked, strict=True))
        counts = _written(raw, one, table, targets, by=by, now=now, note=note)
        if counts.refused and one.all_or_nothing:
            raise psycopg.Rollback(attempt)
    nothing = bool(counts.refused and one.all_or_nothing)
    faults = checks.faults(raw, checked, SHOWN_FAULTS) if counts.refused else []
    if counts.refused:
        headers = [column.header or column.label for column in imports.columns(one)]
        _keep(schema, one.error_object, checks.error_file(raw, checked, headers))
    if nothing:
        _end(raw, one, "refused", Counts(0, 0, 0, counts.refused), faults, now)
        return
    new = one.collection_id is None
    _finish_table(raw, collection, table, new=new)
    raw.execute(
        "UPDATE records_import SET collection_id = %s, made_collection = %s WHERE id = %s",
        [collection, new, one.id],
    )
    _end(raw, one, "done", counts, faults, now)


def _end(
    raw: psycopg.Connection[Any],
    one: Import,
    state: str,
    counts: Counts,
    faults: list[checks.Fault],
    now: datetime,
) -> None:
    """The import's last state. Raises `CancelledError`: whoever asked was in time."""
    ended = raw.execute(
        "UPDATE records_import SET state = %s, accepted = %s, updated = %s, unchanged = %s,"
        " refused = %s, faults = %s, progress = 100, finished_at = %s"
        " WHERE id = %s AND cancel_asked_at IS NULL",
        [
            *(state, counts.accepted, counts.updated, counts.unchanged, counts.refused),
            *(Jsonb([asdict(fault) for fault in faults]), now, one.id),
        ],
    )
    if not ended.rowcount:
        raise CancelledError


def _written(
    raw: psycopg.Connection[Any],
    one: Import,
    table: str,
    targets: list[tuple[str, Check]],
    *,
    by: Actor,
    now: datetime,
    note: _Note,
) -> Counts:
    updated = unchanged = 0
    if one.key_id:
        how = _matched(raw, one, [check for _, check in targets])
        updated, unchanged = matching.compare(raw, how)
        assert one.collection is not None  # noqa: S101 - a key is a field of a collection
        matching.update(raw, how, one.collection, by=by, import_id=one.id, now=now)
    added = load.insert(
        raw,
        table,
        targets,
        by=by.id,
        import_id=one.id,
        now=now,
        progress=lambda share: note(_READING + share * (95 - _READING)),
        only=matching.UNMATCHED if one.key_id else None,
    )
    room.refuse_over_quota(added)
    accepted = added + updated + unchanged
    return Counts(accepted, updated, unchanged, load.staged(raw) - accepted)


def _matched(raw: psycopg.Connection[Any], one: Import, checked: list[Check]) -> Matching:
    """Matches the rows with the records that are there, by the key that was chosen."""
    assert one.collection is not None  # noqa: S101 - a key is a field of a collection
    table, columns = _targets(raw, one.collection.id, one)
    by_field = dict(zip([column.field for column in _taken(one)], checked, strict=True))
    how = Matching(table, by_field[str(one.key_id)], list(zip(columns, checked, strict=True)))
    missing = imports.unfilled(one.collection, _taken(one))
    matching.match(raw, how, missing=missing)
    return how


def _staged(raw: psycopg.Connection[Any], schema: str, one: Import, note: _Note) -> list[Check]:
    """Stages the file and returns the checks of the columns to be taken."""
    if one.collection is not None:  # its shape stays as it is until this is over
        table = sql.Identifier(one.collection.table_name)
        raw.execute(sql.SQL("LOCK TABLE {} IN ROW EXCLUSIVE MODE").format(table))
    plan = imports.columns(one)
    size = max(one.size, 1)

    def source() -> Iterator[bytes]:
        return storage.get(schema, one.source_object)

    def share(done: int) -> None:
        note(min(done / size, 1) * _READING)

    if one.format == "csv":
        staging.stage(raw, source, Dialect.from_json(one.dialect), len(plan), share)
    else:
        staging.stage_rows(raw, _rows(one, plan, source(), note), len(plan))
    return _checks(raw, one, plan)


def _rows(one: Import, plan: list[Column], chunks: Iterator[bytes], note: _Note) -> Iterator[Row]:
    """The rows of a workbook or of JSON; progress is told by bytes, or by rows of the sheet."""
    if one.format == "xlsx":
        book = workbooks.opened(chunks, one.sheet)
        header = Dialect.from_json(one.dialect).header
        for row in workbooks.rows(book, len(plan), header=header):
            note(min(row.number / max(book.height, 1), 1) * _READING)
            yield row
        return
    size = max(one.size, 1)
    counted = staging.counted(chunks, lambda done: note(min(done / size, 1) * _READING))
    found = jsons.records(counted, lines=one.format == "jsonl")
    as_json = [column.type == "json" for column in plan]
    yield from jsons.rows(found, [column.header for column in plan], as_json)


def _checks(raw: psycopg.Connection[Any], one: Import, plan: list[Column]) -> list[Check]:
    checked = [
        replace(
            Check.of(position, column, _options(raw, position, column)),
            written=_written_as(one, column),
        )
        for position, column in enumerate(plan)
        if not column.skipped
    ]
    into = one.collection.table_name if one.collection else None
    if one.key_id is None:
        return lookups.prepare(raw, checked, into=into)
    place = [column.field for column in _taken(one)].index(str(one.key_id))
    checked[place] = replace(checked[place], required=True, unique=True)
    return lookups.prepare(raw, checked, into=into, key=checked[place])


def _written_as(one: Import, column: Column) -> str:
    """A workbook shows midnight as a day: it is one moment nevertheless."""
    midnight = one.format == "xlsx" and column.type == "datetime" and not column.written
    return "midnight" if midnight else column.written


def _options(raw: psycopg.Connection[Any], position: int, column: Column) -> list[str]:
    """The values of a choice: those of the field, or else every value in the file."""
    if column.type != "choice":
        return []
    if column.options is not None:
        return column.options
    found = checks.options(raw, position)
    if len(found) > checks.MAX_OPTIONS:
        raise PlanError(
            _(
                "“{label}” has more than {max_options} different values: too many for a"
                " choice. Take “Text” instead."
            ).format(label=column.label, max_options=checks.MAX_OPTIONS)
        )
    return found


def _new_collection(
    raw: psycopg.Connection[Any],
    schema: str,
    one: Import,
    checked: list[Check],
    by: Actor,
    now: datetime,
) -> uuid.UUID:
    fields = [
        NewField(
            column.label,
            column.type,
            column.required,
            column.indexed,
            check.options,
            unique=column.unique,
            target=uuid.UUID(column.target) if column.target else None,
        )
        for column, check in zip(_taken(one), checked, strict=True)
    ]
    return collections.make(raw, schema, label=one.label, fields=fields, by=by, now=now)


def _targets(
    raw: psycopg.Connection[Any], collection: uuid.UUID, one: Import
) -> tuple[str, list[str]]:
    """The table, and for each column taken the column it goes to."""
    found = raw.execute(
        "SELECT table_name, f.id::text, column_name FROM records_field f"
        " JOIN records_collection c ON c.id = collection_id WHERE collection_id = %s"
        " AND f.removed_at IS NULL ORDER BY f.position, f.created_at",
        [collection],
    ).fetchall()
    if one.collection_id is None:
        return found[0][0], [name for _, _, name in found]
    by_field = {field: name for _, field, name in found}
    try:
        return found[0][0], [by_field[str(column.field)] for column in _taken(one)]
    except (KeyError, IndexError):
        raise PlanError(
            gettext("A field was removed meanwhile. Choose the columns again.")
        ) from None


def _finish_table(
    raw: psycopg.Connection[Any], collection: uuid.UUID, table: str, *, new: bool
) -> None:
    """Indexes a new table after its rows, which is faster, and tells the planner its numbers."""
    if new:
        raw.execute("SET LOCAL maintenance_work_mem = '128MB'")
        collections.finish(raw, collection)
    tables.analyze(raw, table)


def _taken(one: Import) -> list[Column]:
    return [column for column in imports.columns(one) if not column.skipped]


def _keep(schema: str, name: str, chunks: Iterable[bytes]) -> None:
    source = io.BufferedReader(Chunks(chunks))
    storage.put(schema, name, cast("BinaryIO", source))
