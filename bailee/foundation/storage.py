"""The object store: every object belongs to one vault and is encrypted to that vault's key.

An object's name is `<vault>/<name>`; a vault's objects are found by that prefix alone, so that
purge and backup need no list. Content passes through pipes: plain bytes never touch the disk.
Where the objects lie, a directory or S3, is `foundation.buckets`' to say.
"""

import io
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import obstore
import pyrage

from bailee.foundation import buckets, keys

CHUNK = 256 * 1024  # bytes
# The least part that S3 takes, few at once: a slow disk must not fill the memory (up to 120 MiB).
_BOUNDED: dict[str, Any] = {"buffer_size": 5 * 1024 * 1024, "max_concurrency": 2}


def put(vault: str, name: str, source: BinaryIO) -> None:
    """Encrypts `source` to the vault's key and stores it; an object of that name is replaced.

    Raises what `source.read` raises.
    """
    to = [keys.recipient(vault)]
    plain = _Source(source)
    try:
        with obstore.open_writer(buckets.store(), f"{vault}/{name}", **_BOUNDED) as stored:
            for chunk in piped(lambda out: pyrage.encrypt_io(plain, out, to)):
                stored.write(chunk)
    except pyrage.EncryptError as error:
        raise plain.failure or error from None


def get(vault: str, name: str) -> Iterator[bytes]:
    """The object's plain content in chunks. Raises `FileNotFoundError`, `KeyDestroyedError`."""
    identity = keys.identity(vault)
    stored = obstore.open_reader(buckets.store(), f"{vault}/{name}")
    sealed = _BytesReader(lambda size: bytes(stored.read(size)))
    return piped(lambda out: pyrage.decrypt_io(sealed, out, [identity]))


def copy(vault: str, name: str, to: str) -> None:
    """A second object with the same content, still sealed. Raises `FileNotFoundError`."""
    obstore.copy(buckets.store(), f"{vault}/{name}", f"{vault}/{to}")


def sealed(vault: str, name: str) -> Iterator[bytes]:
    """The object's bytes as they rest in the store. Raises `FileNotFoundError`."""
    for chunk in obstore.get(buckets.store(), f"{vault}/{name}").stream(min_chunk_size=CHUNK):
        yield bytes(chunk)


def names(vault: str, under: str = "") -> list[str]:
    """The names of all objects of one vault, sorted; `under`: of one folder, such as `files`."""
    within = f"{vault}/{under}".rstrip("/")
    found = obstore.list(buckets.store(), prefix=within).collect()
    return sorted(str(item["path"]).removeprefix(f"{vault}/") for item in found)


def exists(vault: str, name: str) -> bool:
    """Whether there is an object of that name."""
    try:
        obstore.head(buckets.store(), f"{vault}/{name}")
    except FileNotFoundError:
        return False
    return True


def vaults() -> list[str]:
    """Whose objects there are, sorted."""
    found = obstore.list_with_delimiter(buckets.store())
    return sorted(str(prefix) for prefix in found["common_prefixes"])


def delete(vault: str, name: str) -> None:
    """Removes one object. Safe to repeat."""
    try:
        obstore.delete(buckets.store(), f"{vault}/{name}")
    except FileNotFoundError:
        return


def delete_all(vault: str, under: str = "") -> int:
    """Removes every object of the vault, or of one folder in it, and says how many there were.

    What a killed writer left half written goes too. Safe to repeat.
    """
    found = names(vault, under)
    for name in found:
        delete(vault, name)
    here = buckets.directory()
    if here is not None:
        shutil.rmtree(here / vault / under, ignore_errors=True)
    return len(found)


class _Source:
    """Remembers why `read` failed: pyrage hands on only the text of an error."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.failure: Exception | None = None

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._source.read(size)
        except Exception as failure:
            self.failure = failure
            raise


class _BytesReader(io.RawIOBase):
    """A file over a `read(size)` whose results are not `bytes`, for libraries that insist."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read

    def read(self, size: int = -1, /) -> bytes:
        return self._read(size)


def piped(write: Callable[[BinaryIO], None]) -> Iterator[bytes]:
    """Runs `write` in a thread and yields what it writes.

    An error in `write` is raised here, after the last whole chunk, so that a cut object is never
    taken for a whole one. A reader that stops early closes the pipe, which ends the thread.
    """
    read_end, write_end = os.pipe()
    failure: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(write_end, "wb") as out:
                write(out)
        except BaseException as error:  # noqa: BLE001 - handed to the reader's thread below
            failure.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        with os.fdopen(read_end, "rb") as pipe:
            while chunk := pipe.read(CHUNK):
                yield chunk
    finally:
        thread.join()
    if failure:
        raise failure[0]
