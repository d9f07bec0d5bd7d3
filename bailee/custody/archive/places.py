"""Where each version of each file lies in the archive: as the client had it, in folders."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from bailee.custody.archive.labels import file_name

_FOLDER = 60  # bytes of a folder's name: they add up
_FOLDERS = "SELECT id, parent_id, name FROM files_folder WHERE trashed_at IS NULL ORDER BY id"
_VERSIONS = """
    SELECT v.id, v.size, v.sha256, v.number, f.id, f.name, f.folder_id,
           f.trashed_at IS NOT NULL, v.number = f.number
      FROM files_version v JOIN files_file f ON f.id = v.file_id
     WHERE v.sha256 <> '' ORDER BY v.id
"""


@dataclass(frozen=True)
class Place:
    """One version and its path in the archive."""

    path: str
    version: UUID
    size: int
    sha256: str


def of(raw: psycopg.Connection[Any]) -> Iterator[Place]:
    """All whole versions by id; the same rows give the same paths, no two alike (case aside).

    The newest lies under `files/` in its folders, older ones under `versions/<file>/<number>/`,
    what is in the trash under `trash/`. Names are made safe; the true ones are in the index.
    """
    folders = _folders(raw)
    used = {place.casefold() for place in folders.values()}
    with raw.cursor(name="files") as cursor:
        cursor.execute(_VERSIONS)
        for version, size, sha256, number, file, name, folder, trashed, newest in cursor:
            safe = file_name(name)
            if trashed:
                path = f"trash/{file}/{number}/{safe}"
            elif not newest:
                path = f"versions/{file}/{number}/{safe}"
            else:
                path = _once(f"{folders.get(folder, 'files')}/{safe}", used)
            yield Place(path, version, size, sha256)


def _folders(raw: psycopg.Connection[Any]) -> dict[UUID | None, str]:
    """Path of each folder outside of the trash."""
    rows = raw.execute(_FOLDERS).fetchall()
    inside: dict[UUID | None, list[tuple[UUID, str]]] = {}
    for key, parent, name in rows:
        inside.setdefault(parent, []).append((key, name))
    places: dict[UUID | None, str] = {None: "files"}
    used: set[str] = set()
    waiting: list[UUID | None] = [None]
    while waiting:
        parent = waiting.pop()
        for key, name in inside.get(parent, []):
            safe = file_name(name, longest=_FOLDER)
            places[key] = _once(f"{places[parent]}/{safe}", used)
            waiting.append(key)
    return places


def _once(path: str, used: set[str]) -> str:
    """The path, with a number before its ending where it is taken."""
    head, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    candidate, number = path, 1
    while candidate.casefold() in used:
        number += 1
        candidate = f"{head}{slash}{stem} ({number}){dot}{ending}"
    used.add(candidate.casefold())
    return candidate
