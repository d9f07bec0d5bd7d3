"""Uploads that arrive in pieces: each piece rests encrypted, the last one joins them all."""

import hashlib
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from bailee.foundation import storage, tenancy
from bailee.foundation.actors import Actor
from bailee.vault.files import held, keeping, limits, names, uploads
from bailee.vault.files.limits import FileRefusedError
from bailee.vault.files.models import File, Folder, Piece, Upload

MOST_PIECES = 10_000  # of one upload
MOST_UNFINISHED = 200  # uploads of one person
CHECKSUMS = ("sha1", "sha256")
_REMEMBERED = timedelta(days=1)  # that a finished upload still answers


class TakenError(Exception):
    """The folder has a file of that name and the sender wants to choose."""


class OffsetError(Exception):
    """The piece does not begin where the bytes that are here end."""


class ChecksumError(Exception):
    """The piece is not what its sender has summed up; it was dropped."""


class BusyError(Exception):
    """The upload's pieces are being joined at this moment."""


def begin(
    *,
    name: str,
    size: int,
    by: Actor,
    now: datetime,
    folder: Folder | None = None,
    taken: str = "both",
    fingerprint: str = "",
) -> Upload:
    """An upload of `size` bytes. Raises `FileRefusedError`.

    `taken` as for `uploads.store`, or `ask`: raises `TakenError` if the folder has such a file.
    """
    name = names.cleaned(name)
    limits.refuse_name(name)
    limits.refuse_size(size)
    limits.refuse_over_quota(size + held.announced())
    if taken == "ask":
        if names.called(name, names.files_in(folder)).exists():
            raise TakenError(name)
        taken = "both"
    if unfinished(by).count() >= MOST_UNFINISHED:
        raise FileRefusedError(
            _("Too many of your uploads are unfinished. Finish or discard some.")
        )
    return Upload.objects.create(
        name=name,
        size=size,
        folder=folder,
        taken=taken,
        fingerprint=fingerprint,
        created_at=now,
        expires_at=now + timedelta(days=settings.UPLOAD_DAYS),
        by_kind=by.kind,
        by_id=by.id,
    )


def unfinished(by: Actor) -> QuerySet[Upload]:
    """The person's uploads that are not whole yet, oldest first."""
    return Upload.objects.filter(by_kind=by.kind, by_id=by.id, finished_at=None)


def receive(
    upload: Upload, start: int, source: BinaryIO, *, checksum: tuple[str, bytes] | None = None
) -> Upload:
    """Adds bytes from `start` on. Without a checksum, what came before a break counts too.

    Raises `OffsetError`, `ChecksumError`, and `FileRefusedError` for more than was announced.
    """
    if upload.finished_at is not None or start != upload.offset:
        raise OffsetError(_("{offset} bytes are here").format(offset=upload.offset))
    if upload.pieces.count() >= MOST_PIECES:
        raise FileRefusedError(_("This upload has too many pieces. Send it again in larger ones."))
    piece = Piece.objects.create(upload=upload, start=start)
    arriving = _Arriving(source, upload.size - start, checksum)
    try:
        storage.put(tenancy.current().schema, piece.object_name, cast("BinaryIO", arriving))
        _count(upload, piece, arriving.size)
    except BaseException:
        _drop(piece)
        raise
    if not arriving.size:
        _drop(piece)
    upload.refresh_from_db()
    return upload


def finish(upload: Upload, *, now: datetime) -> File:
    """Joins the pieces of a whole upload into one encrypted object. Safe to repeat.

    Raises `FileRefusedError` (the upload is gone then), and `BusyError` if it is being done.
    """
    with _alone(upload.pk):
        upload.refresh_from_db()
        if upload.finished_at is None:
            _clear_remains(upload)
            try:
                return _join(upload, now)
            except (FileRefusedError, FileNotFoundError) as error:
                discard(upload)
                if isinstance(error, FileRefusedError):
                    raise
                raise FileRefusedError(_("A part of this upload is gone. Send it again.")) from None
    if upload.file is None:
        raise FileRefusedError(_("The file was deleted meanwhile."))
    return upload.file


def discard(upload: Upload) -> None:
    """Forgets an upload with its pieces; a file that it became stays. Safe to repeat."""
    under = upload.objects_under
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).delete()
        storage.delete_all(tenancy.current().schema, under)


def expire(*, now: datetime) -> int:
    """Forgets uploads whose days are over, and says how many. Safe to repeat."""
    over = list(Upload.objects.filter(expires_at__lte=now))
    for upload in over:
        discard(upload)
    return len(over)


def join_forgotten(*, now: datetime) -> int:
    """Finishes what is whole but was never joined, its process having been killed."""
    count = 0
    for upload in Upload.objects.filter(finished_at=None, offset=F("size")):
        try:
            finish(upload, now=now)
        except (FileRefusedError, BusyError):
            continue
        count += 1
    return count


def _count(upload: Upload, piece: Piece, size: int) -> None:
    with transaction.atomic():
        locked = Upload.objects.select_for_update(of=("self",)).filter(pk=upload.pk).first()
        if locked is None or locked.offset != piece.start or locked.finished_at is not None:
            raise OffsetError(_("another piece came first"))
        if size:
            Piece.objects.filter(pk=piece.pk).update(size=size)
            Upload.objects.filter(pk=upload.pk).update(offset=piece.start + size)


def _drop(piece: Piece) -> None:
    name = piece.object_name
    with transaction.atomic():
        Piece.objects.filter(pk=piece.pk).delete()
        storage.delete(tenancy.current().schema, name)


def _join(upload: Upload, now: datetime) -> File:
    by, pieces = Actor("user", upload.by_id), _pieces(upload)
    version = uploads.begin(
        name=upload.name, by=by, now=now, folder=upload.folder, taken=upload.taken
    )
    Upload.objects.filter(pk=upload.pk).update(file=version.file_id)
    vault, under = tenancy.current().schema, upload.objects_under

    def finished(file: File) -> None:
        Upload.objects.filter(pk=upload.pk).update(
            file=file, finished_at=now, expires_at=now + _REMEMBERED
        )
        Piece.objects.filter(upload=upload).delete()

    joined = _Joined(_content(vault, pieces))
    file = keeping.keep(
        version, io.BufferedReader(cast("Any", joined), storage.CHUNK), now=now, then=finished
    )
    storage.delete_all(vault, under)
    return file


def _pieces(upload: Upload) -> list[Piece]:
    """In order. Raises `FileRefusedError` if they are not the bytes that were counted."""
    pieces, at = list(upload.pieces.filter(size__gt=0).order_by("start")), 0
    for piece in pieces:
        at += (piece.size or 0) if piece.start == at else upload.size + 1
    if at != upload.size:
        raise FileRefusedError(_("A part of this upload is gone. Send it again."))
    return pieces


def _content(vault: str, pieces: list[Piece]) -> Iterator[bytes]:
    """Read in a thread that has no seat in the database."""
    for piece in pieces:
        yield from storage.get(vault, piece.object_name)


def _clear_remains(upload: Upload) -> None:
    """What a process that was killed while joining has left."""
    if upload.file_id is not None:
        for version in list(upload.file.versions.filter(stored_at=None)) if upload.file else []:
            keeping.withdraw(version)
        upload.refresh_from_db()


class _alone:  # noqa: N801 - used as a function
    """Holds a lock of this connection: it ends with the process, whatever ends that."""

    def __init__(self, key: UUID) -> None:
        self._key = f"upload {key}"

    def __enter__(self) -> None:
        if not self._ask("SELECT pg_try_advisory_lock(hashtext(%s))"):
            raise BusyError(_("this upload is being finished"))

    def __exit__(self, *_: object) -> None:
        self._ask("SELECT pg_advisory_unlock(hashtext(%s))")

    def _ask(self, query: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(query, [self._key])
            return bool(cursor.fetchone()[0])


class _Arriving(io.RawIOBase):
    """A piece on its way in: never more than is missing, and what its checksum says."""

    def __init__(self, source: BinaryIO, most: int, checksum: tuple[str, bytes] | None) -> None:
        self._source, self._most = source, most
        self._digest = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
        self._wanted = checksum[1] if checksum else b""
        self.size = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        chunk = self._read(size)
        self.size += len(chunk)
        if self.size > self._most:
            raise FileRefusedError(_("More bytes came than the upload had announced."))
        if self._digest is not None:
            self._digest.update(chunk)
            if not chunk and self._digest.digest() != self._wanted:
                raise ChecksumError(_("the piece did not arrive as it was sent"))
        return chunk

    def _read(self, size: int) -> bytes:
        try:
            return self._source.read(size)
        except OSError:  # the sender is gone: what came counts
            return b""


class _Joined(io.RawIOBase):
    """All pieces as one file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray, /) -> int:  # type: ignore[override]  # any buffer
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
