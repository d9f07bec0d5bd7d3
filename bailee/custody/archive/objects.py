"""The client's files: every object of the vault, decrypted, checked against the index."""

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg

from bailee.custody.archive.labels import file_name
from bailee.custody.archive.shape import Shape
from bailee.foundation import storage

INDEX = "files_file"
_FILES = "files/"
_ARCHIVES = "archives/"  # finished archives wait there for their owner; they are not the client's


class ObjectError(Exception):
    """The object store and the index of files disagree; the text names the file."""


def found(schema: str) -> frozenset[str]:
    """The vault's objects, to be listed before the snapshot: an object's row is always older."""
    return frozenset(name for name in storage.names(schema) if not name.startswith(_ARCHIVES))


def check(raw: psycopg.Connection[Any], shape: Shape, schema: str, names: frozenset[str]) -> None:
    """Raises `ObjectError` for objects that no row of the index speaks of."""
    known: set[str] = set()
    if INDEX in shape.names():
        known = {_FILES + str(row[0]) for row in raw.execute("SELECT id FROM files_file")}
    # One deleted since it was listed is no orphan: look again before calling it one.
    if strangers := sorted((names - known) & found(schema) if names - known else ()):
        raise ObjectError(f"{len(strangers)} objects are in no index, first {strangers[0]}")


def contents(
    raw: psycopg.Connection[Any], shape: Shape, schema: str
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Path in the archive and plain bytes of each whole file, by id."""
    if INDEX not in shape.names():
        return
    with raw.cursor(name="files") as cursor:
        cursor.execute(
            "SELECT id, name, size, sha256 FROM files_file WHERE sha256 <> '' ORDER BY id"
        )
        for key, name, size, digest in cursor:
            yield path(key, name), _checked(schema, key, size, digest)


def path(key: UUID, name: str) -> str:
    """`files/<id>/<name>`, the name made safe; the true one is in the index."""
    return f"{_FILES}{key}/{file_name(name)}"


def _checked(schema: str, key: UUID, size: int, digest: str) -> Iterator[bytes]:
    seen, count = hashlib.sha256(), 0
    try:
        for chunk in storage.get(schema, f"{_FILES}{key}"):
            seen.update(chunk)
            count += len(chunk)
            yield chunk
    except FileNotFoundError:
        raise ObjectError(f"the bytes of file {key} are missing") from None
    except OSError as error:
        raise ObjectError(f"the bytes of file {key} cannot be read: {error}") from error
    if (count, seen.hexdigest()) != (size, digest):
        raise ObjectError(f"the bytes of file {key} are not those that were stored")
