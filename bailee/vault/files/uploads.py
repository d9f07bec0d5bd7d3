"""Taking a file in, giving it out, and removing it."""

import hashlib
import io
import mimetypes
import os
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, cast

from django.db import transaction

from bailee.foundation import storage, tenancy
from bailee.foundation.actors import Actor
from bailee.vault.files.models import File


class _Hashed(io.RawIOBase):
    """Counts and hashes what passes through."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.size = 0
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        chunk = self._source.read(size)
        self.size += len(chunk)
        self.digest.update(chunk)
        return chunk


def store(*, name: str, source: BinaryIO, by: Actor, now: datetime) -> File:
    """Keeps a file in the vault of the current seat, encrypted to the vault's key.

    The row comes first, so that bytes without a row cannot exist; if the source breaks off,
    nothing is kept.
    """
    file = File.objects.create(
        name=clean_name(name),
        content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        uploaded_at=now,
        by_kind=by.kind,
        by_id=by.id,
    )
    passing = _Hashed(source)
    try:
        storage.put(tenancy.current().schema, file.object_name, cast("BinaryIO", passing))
    except BaseException:
        remove(file)
        raise
    file.size, file.sha256, file.stored_at = passing.size, passing.digest.hexdigest(), now
    file.save()
    return file


def content(file: File) -> Iterator[bytes]:
    """The file's bytes in chunks."""
    return storage.get(tenancy.current().schema, file.object_name)


def remove(file: File) -> None:
    """Deletes row and bytes. Raises `FrozenError` before anything is gone.

    If the bytes cannot be deleted the row stays, so that bytes without a row cannot exist.
    """
    name = file.object_name
    with transaction.atomic():
        file.delete()
        storage.delete(tenancy.current().schema, name)


def clean_name(name: str) -> str:
    """The last part of a path, without control characters, at most 255 characters."""
    last = os.path.basename(name.replace("\\", "/"))  # noqa: PTH119 - browsers' text, not a path of ours
    printable = "".join(character for character in last if character.isprintable())
    return printable.strip()[-255:] or "file"
