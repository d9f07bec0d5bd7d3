"""Starting a dry run or an import: at once if the file is small, else in the worker."""

import uuid
from datetime import datetime

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.vault.records import imports, running, tasks, undoing
from bailee.vault.records.models import Import

AT_ONCE = 512 * 1024  # bytes: well under a second
_PACKED = 64 * 1024  # bytes of a workbook, which may be many times as much unpacked
_UNDONE_AT_ONCE = 2_000  # rows


def check(one: Import, *, now: datetime) -> None:
    """Begins the dry run. Raises `ImportRefusedError`, `FrozenError`."""
    imports.enqueue(one, state="checking")
    if _is_small(one):
        running.check(one.id, now=now)
    else:
        _later(tasks.check_import, one.id)


def run(one: Import, *, now: datetime) -> None:
    """Begins the import. Raises `ImportRefusedError`, `FrozenError`."""
    imports.enqueue(one, state="running")
    if _is_small(one):
        running.run(one.id, now=now)
    else:
        _later(tasks.run_import, one.id)


def undo(
    one: Import, *, changed: str = undoing.KEEP, collection: bool = False, by: Actor, now: datetime
) -> None:
    """Begins to undo a finished import.

    `changed`: what becomes of added records that somebody has changed since (`undoing.KEEP` or
    `TRASH`). `collection`: also remove the collection that the import made, if it is empty then.
    Raises `ImportRefusedError`, `FrozenError`.
    """
    asked = undoing.asked(changed, collection=collection, by=by)
    imports.enqueue_undo(one, asked=asked, by=by, now=now)
    if (one.accepted or 0) <= _UNDONE_AT_ONCE:
        running.undo(one.id, now=now)
    else:
        _later(tasks.undo_import, one.id)


def take_up(which: uuid.UUID, *, state: str) -> None:
    """Asks the worker again for an import that is under way, because its job was lost."""
    jobs = {"checking": tasks.check_import, "undoing": tasks.undo_import}
    _later(jobs.get(state, tasks.run_import), which)


def _is_small(one: Import) -> bool:
    return one.size <= (_PACKED if one.format == "xlsx" else AT_ONCE)


def _later(task: tasks.Job, which: uuid.UUID) -> None:
    schema = tenancy.current().schema
    task.configure(lock=f"{schema}:{which}").defer(vault=schema, import_id=str(which))
