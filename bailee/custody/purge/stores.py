"""Deleting what lies outside the database: files, mail, temporary files, logs, key, backups."""

import shutil
from datetime import timedelta
from pathlib import Path

from bailee.custody import backup
from bailee.custody.purge.matter import Counts, Purge
from bailee.foundation import keys, logs, storage
from bailee.foundation.home import home

_STALE = timedelta(hours=1)  # an upload that nobody has touched for so long was cut off


def delete_objects(purge: Purge) -> Counts:
    return {"objects": storage.delete_all(purge.vault)}


def remove_mail(purge: Purge) -> Counts:
    return {"files": _remove(home().mail / purge.vault)}


def remove_temporary(purge: Purge) -> Counts:
    """The vault's own folder, and uploads that a killed process left: they name no vault."""
    count = _remove(home().tmp / purge.vault)
    oldest = (purge.clock() - _STALE).timestamp()
    for path in home().tmp.iterdir():
        if path.is_file() and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            count += 1
    return {"files": count}


def forget_logs(purge: Purge) -> Counts:
    return {"lines": logs.forget(purge.vault)}


def destroy_key(purge: Purge) -> Counts:
    """From here on every copy of what was encrypted is noise, and nothing new can be stored."""
    keys.destroy(purge.vault)
    return {"objects stored meanwhile": storage.delete_all(purge.vault)}


def delete_backups(purge: Purge) -> Counts:
    return {"backups": backup.delete_all(purge.vault)}


def _remove(folder: Path) -> int:
    if not folder.exists():
        return 0
    count = sum(1 for path in folder.rglob("*") if path.is_file())
    shutil.rmtree(folder)
    return count
