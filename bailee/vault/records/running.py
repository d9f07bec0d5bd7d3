"""Checking, running and undoing an import in the worker: claimed, watched, ended in any case.

Everything that a run changes in the database is one transaction, with the import's own last
state in it: after a kill -9 there is nothing of it, or all of it and a second run sees that.
"""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _
from psycopg import errors

from bailee.foundation import storage, tenancy
from bailee.foundation.actors import Actor
from bailee.vault.allowance import OverQuotaError
from bailee.vault.records import events, imports, loading, tables, undoing
from bailee.vault.records.collections import LabelError
from bailee.vault.records.intake.stream import UnreadableError
from bailee.vault.records.loading import CancelledError, PlanError
from bailee.vault.records.models import Import
from bailee.vault.records.undoing import UndoError

_GIVEN_UP = gettext_noop(
    "This import broke off several times. Try it again; if it breaks off again, tell us."
)
_RACED = gettext_noop(
    "Somebody stored a value that may stand only once while this file was imported."
    " Nothing was imported. Check the file again."
)
_TOO_DEEP = gettext_noop(
    "A JSON value in this file is nested too deep for PostgreSQL. Nothing was imported."
)
_PAUSE = 0.5  # seconds between two notes of progress, and two looks whether to cancel
_OURS = (UnreadableError, PlanError, LabelError, OverQuotaError, imports.ImportRefusedError)


def check(which: uuid.UUID, *, now: datetime) -> None:
    """The dry run: counts what would be accepted and refused, and keeps the first faults."""
    _attempt(which, "checking", loading.check, now)


def run(which: uuid.UUID, *, now: datetime) -> None:
    """Imports the accepted rows, or all or none. Safe to repeat."""
    _attempt(which, "running", loading.run, now)


def undo(which: uuid.UUID, *, now: datetime) -> None:
    """Undoes a whole import. Safe to repeat."""
    with tenancy.owner(tenancy.current().schema) as raw:
        _claim(raw, which)
        one = _find(which, "undoing")
        if one is None:
            return
        try:
            undoing.run(one, now=now)
        except UndoError as error:
            Import.objects.filter(id=which, state="undoing").update(state="done", error=str(error))
        except tenancy.FrozenError:
            return  # nothing may be written any more, not even this


def give_up(which: uuid.UUID, *, now: datetime) -> None:
    """Ends an import at which the worker failed again and again, so that people can go on."""
    with tenancy.owner(tenancy.current().schema) as raw:
        _claim(raw, which)
        undoing_it = Import.objects.filter(id=which, state="undoing")
        if not undoing_it.update(state="done", error=gettext(_GIVEN_UP)):
            _end(which, "failed", now, error=gettext(_GIVEN_UP))


def _attempt(which: uuid.UUID, state: str, work: Callable[..., None], now: datetime) -> None:
    schema = tenancy.current().schema
    with tenancy.owner(schema) as raw:
        _claim(raw, which)
        one = _find(which, state)
        if one is not None:
            try:
                tables.refuse_if_frozen(raw, schema)
                with _cancellable(raw, schema, which):
                    work(raw, schema, one, note=_notes(one), now=now)
                    raw.commit()
            except tenancy.FrozenError:
                raw.rollback()
                return  # nothing may be written any more, not even this
            except CancelledError:
                raw.rollback()
                _end(which, "cancelled", now)
            except (*_OURS, psycopg.Error) as error:
                raw.rollback()
                _end(which, "failed", now, error=_words(error))
    after = Import.objects.select_related("collection").filter(id=which).first()
    if after is not None and after.state == "done":
        storage.delete(schema, after.source_object)  # what was in it is in the records
        if one is not None and after.collection is not None:
            by = Actor(after.by_kind, after.by_id)  # type: ignore[arg-type]  # the column holds a Kind
            events.tell(after.collection, "imported", ids=None, by=by, now=now)


def _words(error: Exception) -> str:
    """What to tell a person. Raises the error again when it is no fault of the file's."""
    if isinstance(error, _OURS):
        return str(error)
    if isinstance(error, errors.UniqueViolation):
        return gettext(_RACED)
    if isinstance(error, errors.StatementTooComplex):
        return gettext(_TOO_DEEP)
    if isinstance(error, errors.ProgramLimitExceeded):
        return _("PostgreSQL cannot hold a row of this file: {message_primary}.").format(
            message_primary=error.diag.message_primary
        )
    raise error


@contextmanager
def _cancellable(raw: psycopg.Connection[Any], schema: str, which: uuid.UUID) -> Iterator[None]:
    """Breaks off whatever statement runs when somebody has asked to cancel.

    Raises `CancelledError` for it.
    """
    over, asked = threading.Event(), threading.Event()

    def watch() -> None:
        query = "SELECT cancel_asked_at IS NOT NULL FROM records_import WHERE id = %s"
        with tenancy.owner(schema, autocommit=True) as other:
            while not over.wait(_PAUSE):
                if (other.execute(query, [which]).fetchone() or [False])[0]:
                    asked.set()
                    raw.cancel_safe(timeout=5)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    except Exception as error:
        if asked.is_set() and isinstance(error, errors.QueryCanceled):
            raise CancelledError from None
        raise
    finally:
        over.set()
        watcher.join()


def _find(which: uuid.UUID, state: str) -> Import | None:
    """None when it was discarded, or another job has done it: this one was a second one."""
    found = Import.objects.select_related("collection").filter(id=which, state=state)
    return found.first()


def _claim(raw: psycopg.Connection[Any], which: uuid.UUID) -> None:
    """Waits until no other worker is at this import, or the server has noticed that it died."""
    raw.execute("SET LOCAL client_connection_check_interval = '1s'")
    raw.execute("SELECT pg_advisory_xact_lock(%s)", [imports.lock_of(which)])


def _end(which: uuid.UUID, state: str, now: datetime, *, error: str = "") -> None:
    Import.objects.filter(id=which, state__in=imports.UNDER_WAY).update(
        state=state, error=error, finished_at=now
    )


def _notes(one: Import) -> Callable[[float], None]:
    """Writes progress on another connection, so that it shows before the transaction ends."""
    last = time.monotonic()

    def note(percent: float) -> None:
        nonlocal last
        if time.monotonic() - last >= _PAUSE:
            last = time.monotonic()
            Import.objects.filter(id=one.id).update(progress=int(percent))

    return note
