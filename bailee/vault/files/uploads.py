"""Taking a file in, giving it out, and removing it."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext

from bailee.foundation import storage, tenancy
from bailee.foundation.actors import Actor
from bailee.vault.files import keeping, kinds, limits, names, trash
from bailee.vault.files.limits import FileRefusedError
from bailee.vault.files.models import File, Folder, Version

__all__ = ["FileRefusedError", "begin", "content", "remove", "store", "version_content"]
_TRIES = 5  # for a name that somebody else takes at the same moment


def store(
    *,
    name: str,
    source: BinaryIO,
    by: Actor,
    now: datetime,
    folder: Folder | None = None,
    taken: str = "both",
) -> File:
    """Keeps a file in the vault of the current seat, encrypted to the vault's key.

    `taken` says what to do where the folder has a file of that name: keep `both` (the new one
    gets a number) or make it a new `version`. The rows come first, so that bytes without a row
    cannot exist; if the source breaks off, nothing is kept. Raises `FileRefusedError`.
    """
    version = begin(name=name, by=by, now=now, folder=folder, taken=taken)
    return keeping.keep(version, source, now=now)


def begin(
    *, name: str, by: Actor, now: datetime, folder: Folder | None = None, taken: str = "both"
) -> Version:
    """The rows of a file whose bytes are about to be kept. Raises `FileRefusedError`."""
    name = names.cleaned(name)
    limits.refuse_name(name)
    limits.refuse_over_quota(1)  # before a byte is read
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                return _begun(name, folder, taken, by, now)
        except IntegrityError:
            continue
    raise FileRefusedError(
        gettext("“{name}” is being stored by somebody else just now. Try again.").format(name=name)
    )


def _begun(name: str, folder: Folder | None, taken: str, by: Actor, now: datetime) -> Version:
    number, file = 1, None
    folder = _still_there(folder)
    if taken == "version":
        there = names.called(name, names.files_in(folder))
        file = there.select_for_update(of=("self",)).first()
    if file is None:
        file = File.objects.create(
            name=names.free(name, names.files_in(folder)),
            folder=folder,
            content_type=kinds.stated(name),
            uploaded_at=now,
            by_kind=by.kind,
            by_id=by.id,
        )
    else:
        number = next_number(file)
    return Version.objects.create(
        file=file,
        number=number,
        content_type=kinds.stated(name),
        uploaded_at=now,
        by_kind=by.kind,
        by_id=by.id,
    )


def _still_there(folder: Folder | None) -> Folder | None:
    """The folder, held against being deleted meanwhile; the top where it is in the trash."""
    if folder is None:
        return None
    return Folder.objects.select_for_update().filter(pk=folder.pk, trashed_at=None).first()


def next_number(file: File) -> int:
    """The number of the file's next version; to be asked with the file's row locked."""
    most: int = file.versions.aggregate(most=Max("number"))["most"] or 0
    return most + 1


def content(file: File, start: int = 0) -> Iterator[bytes]:
    """The bytes of the file's newest version in chunks, from `start` on."""
    return version_content(file.newest, start)


def version_content(version: Version, start: int = 0) -> Iterator[bytes]:
    """A version's bytes in chunks. Age is read from its beginning: `start` is passed over."""
    chunks = storage.get(tenancy.current().schema, version.object_name)
    return _from(chunks, start) if start else chunks


def remove(file: File) -> None:
    """Deletes a file for good, all versions. Raises `FrozenError` before anything is gone."""
    trash.destroy([file.pk])


def _from(chunks: Iterator[bytes], start: int) -> Iterator[bytes]:
    for chunk in chunks:
        if start < len(chunk):
            yield chunk[start:]
        start = max(0, start - len(chunk))
