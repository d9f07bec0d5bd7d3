"""Backups: archives with nothing withheld, encrypted to the client's key.

Whoever writes one needs the public half alone. Destroying the key turns every copy, wherever it
was carried, into noise (clause 6.1).
"""

import io
import os
from collections.abc import Buffer, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

import pyrage

from bailee.custody import archive, tombstones
from bailee.custody.archive.scratch import Scratch
from bailee.custody.restore import Restored, RestoreError, read
from bailee.foundation import keys
from bailee.foundation.home import home

_ENDING = ".zip.age"
_STAMP = "%Y%m%dT%H%M%S.%fZ"
_BUFFER = 1024 * 1024  # bytes


@dataclass(frozen=True)
class Backup:
    """`size` in bytes."""

    path: Path
    made_at: datetime
    size: int


def make(*, schema: str, now: datetime, policy: str = "") -> Path:
    """Backs up one vault. The file is there whole or not at all, also after a kill.

    Raises `FileExistsError` if there is one of the same moment, `TombstonedError` in a purge, and
    what `archive.stream` raises.
    """
    tombstones.refuse(schema)
    folder = _folder(schema)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{now.astimezone(UTC).strftime(_STAMP)}{_ENDING}"
    if path.exists():
        raise FileExistsError(path)
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(_begun(part), "wb") as target:
            _encrypt(archive.stream(schema=schema, flavour="backup", policy=policy), target, schema)
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _settle(folder)
    return path


def list_of(schema: str) -> list[Backup]:
    """The vault's backups, oldest first."""
    found = sorted(_folder(schema).glob(f"[!.]*{_ENDING}"))
    return [Backup(path, _made_at(path), path.stat().st_size) for path in found]


def restore(path: Path, *, schema: str) -> Restored:
    """Reads a backup into an empty vault, which may be another than the one it was made of.

    Raises `KeyDestroyedError` once the client is purged, `RestoreError` if it does not fit.
    """
    identity = keys.identity(path.parent.name)
    with Scratch() as plain:
        try:
            with path.open("rb") as sealed:
                pyrage.decrypt_io(sealed, cast("BinaryIO", plain), [identity])
        except (pyrage.DecryptError, OSError) as error:
            raise RestoreError(f"{path.name} is damaged: {error}") from error
        source = io.BufferedReader(plain, _BUFFER)
        return read(cast("BinaryIO", source), schema=schema)


def delete_all(schema: str) -> int:
    """Removes the vault's backups, begun ones too, and says how many whole ones. Safe to repeat."""
    folder = _folder(schema)
    count = len(list_of(schema))
    if folder.exists():
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        _settle(folder.parent)
    return count


class _Stream(io.RawIOBase):
    """A file to read from over an iterator; keeps the error that ended it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")
        self.failure: BaseException | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        try:
            while not self._left:
                self._left = memoryview(next(self._pieces))
        except StopIteration:
            return 0
        except BaseException as error:
            self.failure = error
            raise
        view = memoryview(buffer).cast("B")
        size = min(len(view), len(self._left))
        view[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def _encrypt(pieces: Iterator[bytes], target: BinaryIO, schema: str) -> None:
    source = _Stream(pieces)
    try:
        pyrage.encrypt_io(io.BufferedReader(source, _BUFFER), target, [keys.recipient(schema)])
    except (pyrage.EncryptError, OSError) as error:
        # pyrage reports any failed read as its own; ours says what was wrong.
        raise (source.failure or error) from None


def _folder(schema: str) -> Path:
    return home().backups / schema


def _made_at(path: Path) -> datetime:
    return datetime.strptime(path.name.removesuffix(_ENDING), _STAMP).replace(tzinfo=UTC)


def _begun(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def _settle(folder: Path) -> None:
    """Makes the folder's names outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
