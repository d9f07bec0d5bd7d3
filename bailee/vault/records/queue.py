"""Starting a dry run or an import: at once if the file is small, else in the worker."""

import uuid
from datetime import datetime

from bailee.foundation import tenancy
from bailee.vault.records import imports, running, tasks
from bailee.vault.records.models import Import

AT_ONCE = 512 * 1024  # bytes: well under a second


def check(one: Import, *, now: datetime) -> None:
    """Begins the dry run. Raises `ImportRefusedError`, `FrozenError`."""
    imports.enqueue(one, state="checking")
    if one.size <= AT_ONCE:
        running.check(one.id, now=now)
    else:
        _later(tasks.check_import, one.id)


def run(one: Import, *, now: datetime) -> None:
    """Begins the import. Raises `ImportRefusedError`, `FrozenError`."""
    imports.enqueue(one, state="running")
    if one.size <= AT_ONCE:
        running.run(one.id, now=now)
    else:
        _later(tasks.run_import, one.id)


def take_up(which: uuid.UUID, *, state: str) -> None:
    """Asks the worker again for an import that is under way, because its job was lost."""
    _later(tasks.check_import if state == "checking" else tasks.run_import, which)


def _later(task: tasks.Job, which: uuid.UUID) -> None:
    schema = tenancy.current().schema
    task.configure(lock=f"{schema}:{which}").defer(vault=schema, import_id=str(which))
