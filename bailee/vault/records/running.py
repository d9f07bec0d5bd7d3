"""Checking and running an import in the worker, on an owner's connection.

Everything that a run changes in the database is one transaction, with the import's own last
state in it: after a kill -9 there is nothing of it, or all of it and a second run sees that.
"""

import io
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, BinaryIO, cast

import psycopg
from psycopg.types.json import Jsonb

from bailee.foundation import storage, tenancy
from bailee.foundation.actors import Actor
from bailee.vault.records import collections, imports, tables
from bailee.vault.records.collections import LabelError, NewField
from bailee.vault.records.intake import checks, load, lookups, staging
from bailee.vault.records.intake.checks import Check
from bailee.vault.records.intake.dialect import Dialect
from bailee.vault.records.intake.propose import Column
from bailee.vault.records.intake.stream import Chunks, UnreadableError
from bailee.vault.records.models import Import

SHOWN_FAULTS = 50  # rows
_READING = 40  # per cent of the work, as measured
_GIVEN_UP = "This import broke off several times. Try it again; if it breaks off again, tell us."
_RACED = (
    "Somebody stored a value that may stand only once while this file was imported."
    " Nothing was imported. Check the file again."
)
_PAUSE = 0.5  # seconds between two notes of progress


class PlanError(Exception):
    """The file does not fit what was chosen for a column."""


_OURS = (UnreadableError, PlanError, LabelError, imports.ImportRefusedError)


def check(which: uuid.UUID, *, now: datetime) -> None:
    """The dry run: counts what would be accepted and refused, and keeps the first faults."""
    _attempt(which, "checking", _checked, now)


def run(which: uuid.UUID, *, now: datetime) -> None:
    """Imports the accepted rows, or all or none. Safe to repeat."""
    _attempt(which, "running", _imported, now)


def give_up(which: uuid.UUID, *, now: datetime) -> None:
    """Ends an import at which the worker failed again and again, so that people can go on."""
    with tenancy.owner(tenancy.current().schema) as raw:
        _claim(raw, which)
        one = Import.objects.filter(id=which, state__in=imports.UNDER_WAY).first()
        if one is not None:
            _fail(one, _GIVEN_UP, now)


def _attempt(
    which: uuid.UUID,
    state: str,
    work: Callable[[psycopg.Connection[Any], str, Import, datetime], None],
    now: datetime,
) -> None:
    schema = tenancy.current().schema
    with tenancy.owner(schema) as raw:
        _claim(raw, which)
        one = Import.objects.select_related("collection").filter(id=which).first()
        if one is None:
            return  # discarded: this job was a second one
        if one.state != state:
            _forget_source(schema, one)
            return
        try:
            tables.refuse_if_frozen(raw, schema)
            work(raw, schema, one, now)
        except _OURS as error:
            raw.rollback()
            _fail(one, str(error), now)
        except psycopg.errors.UniqueViolation:
            raw.rollback()
            _fail(one, _RACED, now)
        except psycopg.errors.ProgramLimitExceeded as error:
            raw.rollback()
            _fail(
                one,
                f"PostgreSQL cannot hold a row of this file: {error.diag.message_primary}.",
                now,
            )
        except tenancy.FrozenError:
            raw.rollback()
            return  # nothing may be written any more, not even this
    one.refresh_from_db()
    _forget_source(schema, one)


def _checked(raw: psycopg.Connection[Any], schema: str, one: Import, now: datetime) -> None:
    checked = _staged(raw, schema, one)
    accepted, refused = checks.count(raw, checked)
    faults = checks.faults(raw, checked, SHOWN_FAULTS) if refused else []
    raw.rollback()
    Import.objects.filter(id=one.id, state="checking").update(
        state="checked",
        accepted=accepted,
        refused=refused,
        faults=[asdict(fault) for fault in faults],
        progress=100,
        finished_at=now,
    )


def _imported(raw: psycopg.Connection[Any], schema: str, one: Import, now: datetime) -> None:
    checked = _staged(raw, schema, one)
    by = Actor(one.by_kind, one.by_id)  # type: ignore[arg-type]  # the column holds a Kind
    refused = 0
    with raw.transaction() as attempt:
        collection = one.collection_id or _new_collection(raw, schema, one, checked, by, now)
        table, columns = _targets(raw, collection, one)
        accepted = load.insert(
            raw,
            table,
            list(zip(columns, checked, strict=True)),
            by=by.id,
            import_id=one.id,
            now=now,
            progress=_notes(one, lambda share: _READING + share * (95 - _READING)),
        )
        refused = load.staged(raw) - accepted
        if refused and one.all_or_nothing:
            raise psycopg.Rollback(attempt)
    nothing = bool(refused and one.all_or_nothing)
    faults = checks.faults(raw, checked, SHOWN_FAULTS) if refused else []
    if refused:
        headers = [column.header or column.label for column in imports.columns(one)]
        _keep(schema, one.error_object, checks.error_file(raw, checked, headers))
    if not nothing:
        _finish_table(raw, collection, table, new=one.collection_id is None)
    raw.execute(
        "UPDATE records_import SET state = %s, collection_id = %s, accepted = %s, refused = %s,"
        " faults = %s, progress = 100, finished_at = %s WHERE id = %s",
        [
            "refused" if nothing else "done",
            one.collection_id if nothing else collection,
            0 if nothing else accepted,
            refused,
            Jsonb([asdict(fault) for fault in faults]),
            now,
            one.id,
        ],
    )


def _staged(raw: psycopg.Connection[Any], schema: str, one: Import) -> list[Check]:
    """Stages the file and returns the checks of the columns to be taken."""
    plan = imports.columns(one)
    size = max(one.size, 1)
    note = _notes(one, lambda share: share * _READING)
    staging.stage(
        raw,
        lambda: storage.get(schema, one.source_object),
        Dialect.from_json(one.dialect),
        len(plan),
        lambda done: note(min(done / size, 1)),
    )
    checked = [
        Check.of(position, column, _options(raw, position, column))
        for position, column in enumerate(plan)
        if not column.skipped
    ]
    into = one.collection.table_name if one.collection else None
    return lookups.prepare(raw, checked, into=into)


def _options(raw: psycopg.Connection[Any], position: int, column: Column) -> list[str]:
    """The values of a choice: those of the field, or else every value in the file."""
    if column.type != "choice":
        return []
    if column.options is not None:
        return column.options
    found = checks.options(raw, position)
    if len(found) > checks.MAX_OPTIONS:
        raise PlanError(
            f"“{column.label}” has more than {checks.MAX_OPTIONS} different values:"
            " too many for a choice. Take “Text” instead."
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
        " ORDER BY f.position, f.created_at",
        [collection],
    ).fetchall()
    if one.collection_id is None:
        return found[0][0], [name for _, _, name in found]
    by_field = {field: name for _, field, name in found}
    try:
        return found[0][0], [by_field[str(column.field)] for column in _taken(one)]
    except KeyError:
        raise PlanError("A field was removed meanwhile. Choose the columns again.") from None


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


def _claim(raw: psycopg.Connection[Any], which: uuid.UUID) -> None:
    """Waits until no other worker is at this import, or the server has noticed that it died."""
    raw.execute("SET LOCAL client_connection_check_interval = '1s'")
    raw.execute("SELECT pg_advisory_xact_lock(%s)", [which.int & (2**63 - 1)])


def _fail(one: Import, reason: str, now: datetime) -> None:
    Import.objects.filter(id=one.id).update(state="failed", error=reason, finished_at=now)


def _forget_source(schema: str, one: Import) -> None:
    """What was imported is in the records, what was refused in the error file."""
    if one.state == "done":
        storage.delete(schema, one.source_object)


def _keep(schema: str, name: str, chunks: Iterable[bytes]) -> None:
    source = io.BufferedReader(Chunks(chunks))
    storage.put(schema, name, cast("BinaryIO", source))


def _notes(one: Import, percent: Callable[[float], float]) -> Callable[[float], None]:
    """Writes progress on another connection, so that it shows before the transaction ends."""
    last = time.monotonic()

    def note(share: float) -> None:
        nonlocal last
        if time.monotonic() - last >= _PAUSE:
            last = time.monotonic()
            Import.objects.filter(id=one.id).update(progress=int(percent(share)))

    return note
