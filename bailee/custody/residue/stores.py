"""Searching everything below the home: as it lies on disk and, while the key exists, opened."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyrage

from bailee.custody.residue.inflate import inflated
from bailee.custody.residue.search import CHUNK, Search
from bailee.foundation import buckets, keys, storage, words
from bailee.foundation.home import Home, home

AGE = b"age-encryption.org/v1"  # how a sealed file begins


def search_home(search: Search) -> None:
    """Every file below the home but PostgreSQL's, as it lies there; ZIP members inflated.

    Left out are the texts of our own release, byte for byte: an example in them, such as a
    telephone number, is nobody's.
    """
    at = home()
    places = _places(at)
    for place in dict.fromkeys(places.values()):
        search.feed(place, "", ())
    database = at.postgres.resolve()
    for folder, folders, names in at.root.walk():
        folders[:] = [name for name in folders if (folder / name).resolve() != database]
        place = next((places[up] for up in (folder, *folder.parents) if up in places), ELSEWHERE)
        for name in [*names, *folders]:
            if at.words in folder.parents and words.is_as_shipped(folder / name):
                continue
            _search_file(search, place, folder / name, at)


def search_bucket(search: Search) -> None:
    """Every object of every vault as it rests in a bucket; a directory is searched as files."""
    if buckets.directory() is not None:
        return
    search.feed("object store", "", ())
    for vault in storage.vaults():
        for name in storage.names(vault):
            source = name.split("/", 1)[0]
            search.feed("object store", f"{source} (name)", [f"{vault}/{name}".encode()])
            try:
                search.feed("object store", source, storage.sealed(vault, name))
            except FileNotFoundError:
                continue  # deleted meanwhile: no place any more


def search_sealed(search: Search, vault: str) -> None:
    """What is sealed to the vault's key, opened: objects, archives among them, and backups."""
    if not keys.exists(vault):
        for place in ("object store", "backups"):
            search.remark(place, "the vault's key is gone: what was sealed to it is noise")
        return
    for name in storage.names(vault):
        source = name.split("/", 1)[0]
        search.feed("object store", f"{source} (opened)", storage.get(vault, name))
        search.feed("object store", f"{source} (inflated)", inflated(storage.get(vault, name)))
    identity = keys.identity(vault)
    for path in sorted(home().backups.rglob("*")):
        if path.is_file() and _is_sealed(path):
            for source, chunks in (
                ("backup (opened)", _opened(path, identity)),
                ("backup (inflated)", inflated(_opened(path, identity))),
            ):
                search.feed("backups", source, chunks)


ELSEWHERE = "rest of the home"


def _places(at: Home) -> dict[Path, str]:
    return {
        at.objects: "object store",
        at.mail: "mail folder",
        at.logs: "logs",
        at.tmp: "temp",
        at.backups: "backups",
        at.keys: "key store",
        at.root: ELSEWHERE,
    }


def _search_file(search: Search, place: str, path: Path, at: Home) -> None:
    source = path.relative_to(at.root).parts[0]
    if not path.is_file():
        search.feed(place, f"{source} (name)", [path.name.encode()])
        return
    search.feed_file(place, source, path)
    if _begins(path, b"PK"):
        with path.open("rb") as archive:
            search.feed(place, f"{source} (inflated)", inflated(_chunks(archive)))


def _opened(path: Path, identity: pyrage.x25519.Identity) -> Iterator[bytes]:
    """The plain content; nothing where the file is sealed to another vault's key."""
    try:
        with path.open("rb") as sealed:
            yield from storage.piped(lambda out: pyrage.decrypt_io(sealed, out, [identity]))
    except pyrage.DecryptError:
        return


def _is_sealed(path: Path) -> bool:
    return _begins(path, AGE)


def _begins(path: Path, mark: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(mark)) == mark
    except FileNotFoundError:
        return False


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(CHUNK), b"")
