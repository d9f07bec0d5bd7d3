"""The client's files: every object of the vault, decrypted, and checked where an index can tell."""

import hashlib
import re
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import psycopg
import pyrage

from bailee.custody.archive import places
from bailee.custody.archive.shape import Shape
from bailee.foundation import storage

INDEX = "files_version"
_FILES = "files/"
_PIECES = "uploads/"
_OTHERS = "objects/"
_ARCHIVES = "archives/"  # finished archives wait there for their owner; they are not the client's
_PLAIN = re.compile(r"[a-z0-9_-]+(/[a-z0-9_.-]+)*")


class ObjectError(Exception):
    """The object store and the index of files disagree; the text names the file."""


def found(schema: str) -> frozenset[str]:
    """The vault's objects, to be listed before the snapshot: an object's row is always older."""
    return frozenset(name for name in storage.names(schema) if not name.startswith(_ARCHIVES))


def contents(
    raw: psycopg.Connection[Any], shape: Shape, schema: str, names: frozenset[str]
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Path in the archive and plain bytes of each whole version by id, then of all other objects.

    Raises `ObjectError` for files that no row of the index speaks of.
    """
    _check_known(raw, shape, schema, names)
    if INDEX in shape.names():
        for one in places.of(raw):
            yield one.path, _checked(schema, one)
    for name in sorted(name for name in names if not name.startswith(_FILES)):
        # Pieces of an upload that was joined or discarded since they were listed.
        if not name.startswith(_PIECES) or storage.exists(schema, name):
            yield _OTHERS + name, _whole(schema, name)


def read_back(raw: psycopg.Connection[Any], archive: zipfile.ZipFile, schema: str) -> int:
    """Stores every object again, encrypted to the vault's key; says how many."""
    found = raw.execute("SELECT to_regclass(%s)", (INDEX,)).fetchone() or (None,)
    placed: dict[str, str] = {}
    if found[0] is not None:
        placed = {one.path: f"{_FILES}{one.version}" for one in places.of(raw)}
    others = (name for name in archive.namelist() if name.startswith(_OTHERS))
    placed |= {name: name.removeprefix(_OTHERS) for name in others}
    for place, name in placed.items():
        with archive.open(place) as content:
            storage.put(schema, name, cast("BinaryIO", content))
    return len(placed)


def _check_known(
    raw: psycopg.Connection[Any], shape: Shape, schema: str, names: frozenset[str]
) -> None:
    known: set[str] = set()
    if INDEX in shape.names():
        known = {f"{_FILES}{row[0]}" for row in raw.execute("SELECT id FROM files_version")}
    strangers = {name for name in names if name.startswith(_FILES)} - known
    # One deleted since it was listed is no orphan: look again before calling it one.
    if strangers and (strangers := strangers & found(schema)):
        raise ObjectError(f"{len(strangers)} files are in no index, first {min(strangers)}")
    for name in names:
        if not _PLAIN.fullmatch(name):
            raise ObjectError(f"an object has a name that is not ours: {name!r}")


def _checked(schema: str, one: places.Place) -> Iterator[bytes]:
    seen, count = hashlib.sha256(), 0
    for chunk in _whole(schema, f"{_FILES}{one.version}"):
        seen.update(chunk)
        count += len(chunk)
        yield chunk
    if (count, seen.hexdigest()) != (one.size, one.sha256):
        raise ObjectError(f"the bytes of file {one.version} are not those that were stored")


def _whole(schema: str, name: str) -> Iterator[bytes]:
    try:
        yield from storage.get(schema, name)
    except FileNotFoundError:
        raise ObjectError(f"the bytes of {name} are missing, or were removed meanwhile") from None
    except (OSError, pyrage.DecryptError) as error:
        raise ObjectError(f"the bytes of {name} cannot be read: {error}") from error
