"""Backups: the archive with nothing withheld, for the holder of the client's key alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bailee.custody import archive, backup, restore
from bailee.foundation import keys, storage
from bailee.foundation.tenancy import owner
from tests.custody.archive import hostile
from tests.custody.archive.conftest import written


@pytest.fixture
def full() -> Iterator[str]:
    """The schema of a vault that is hard to archive."""
    schema = hostile.filled()
    yield schema
    hostile.clear(schema)
    backup.delete_all(schema)


@pytest.fixture
def empty() -> Iterator[str]:
    """The schema of an empty vault of the same shape."""
    schema = hostile.empty()
    yield schema
    hostile.clear(schema)


def test_backup_comes_back_to_the_byte(full: str, empty: str, now: datetime) -> None:
    path = backup.make(schema=full, now=now)
    restored = backup.restore(path, schema=empty)
    assert restored.files == hostile.FILES + 1  # and the file of an import
    assert written(empty, "backup") == written(full, "backup")


def test_backup_shows_nothing_without_the_key(full: str, empty: str, now: datetime) -> None:
    path = backup.make(schema=full, now=now)
    sealed = path.read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1")
    assert [sealed.count(word) for word in (b"PK\x03\x04", b"people", full.encode())] == [0, 0, 0]
    assert path.stat().st_mode & 0o777 == 0o600
    keys.destroy(full)
    with pytest.raises(keys.KeyDestroyedError):
        backup.restore(path, schema=empty)


def test_backups_are_listed_oldest_first_and_deleted_together(full: str, now: datetime) -> None:
    later = now + timedelta(hours=1)
    paths = [backup.make(schema=full, now=at) for at in (later, now)]
    assert [(found.path, found.made_at) for found in backup.list_of(full)] == [
        (paths[1], now),
        (paths[0], later),
    ]
    assert (backup.delete_all(full), backup.delete_all(full)) == (2, 0)
    assert backup.list_of(full) == []
    assert paths[0].parent.exists() is False


def test_backup_of_the_same_moment_is_never_replaced(full: str, now: datetime) -> None:
    path = backup.make(schema=full, now=now)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        backup.make(schema=full, now=now)
    assert path.read_bytes() == before


def test_backup_that_cannot_be_whole_is_not_there(full: str, now: datetime, home: Path) -> None:
    storage.delete(full, storage.names(full)[3])
    with pytest.raises(archive.ObjectError, match="missing"):
        backup.make(schema=full, now=now)
    assert backup.list_of(full) == []
    assert list((home / "backups" / full).iterdir()) == []


@pytest.mark.parametrize("place", [0, 100, 5000, -1])
def test_damaged_backup_is_refused_and_changes_nothing(
    full: str, empty: str, now: datetime, place: int
) -> None:
    path = backup.make(schema=full, now=now)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(restore.RestoreError, match="is damaged"):
        backup.restore(path, schema=empty)
    with owner(empty) as raw:
        assert raw.execute("SELECT count(*) FROM people").fetchone() == (0,)


def test_cut_backup_is_refused(full: str, empty: str, now: datetime) -> None:
    path = backup.make(schema=full, now=now)
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(restore.RestoreError, match="is damaged"):
        backup.restore(path, schema=empty)
