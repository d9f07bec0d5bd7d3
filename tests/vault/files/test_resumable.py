"""Pieces rest encrypted, are joined into one file, and never become more than was announced."""

import hashlib
import io
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from bailee.foundation import storage
from bailee.vault.files import folders, resumable, tidying, trash, uploads
from bailee.vault.files.limits import FileRefusedError
from bailee.vault.files.models import File, Piece, Upload, Version
from bailee.vault.files.resumable import ChecksumError, OffsetError, TakenError
from tests.cast import Vault
from tests.vault.files.conftest import Keep

CONTENT = os.urandom(1_000_003)


def begin(vault: Vault, now: datetime, size: int = len(CONTENT), taken: str = "both") -> Upload:
    return resumable.begin(name="survey.bin", size=size, by=vault.ben.actor, now=now, taken=taken)


def send(upload: Upload, step: int = 300_000) -> Upload:
    while upload.offset < upload.size:
        piece = CONTENT[upload.offset : upload.offset + step]
        upload = resumable.receive(upload, upload.offset, io.BytesIO(piece))
    return upload


def test_pieces_become_one_encrypted_file(acme: Vault, now: datetime, home: Path) -> None:
    with acme.inside():
        upload = send(begin(acme, now))
        assert len(storage.names(acme.schema, upload.objects_under)) == 4
        for path in (home / "objects" / acme.schema).rglob("*"):
            assert path.is_dir() or CONTENT[:40] not in path.read_bytes()
        file = resumable.finish(upload, now=now)
        assert b"".join(uploads.content(file)) == CONTENT
        assert (file.sha256, file.name) == (hashlib.sha256(CONTENT).hexdigest(), "survey.bin")
        assert resumable.finish(upload, now=now) == file  # asked again, its answer having been lost
        assert Piece.objects.count() == 0
        assert storage.names(acme.schema) == [file.newest.object_name]


def test_piece_at_another_place_is_refused(acme: Vault, now: datetime) -> None:
    with acme.inside():
        upload = begin(acme, now)
        for start in (1, 2_000_000):
            with pytest.raises(OffsetError):
                resumable.receive(upload, start, io.BytesIO(b"x"))
        assert (Piece.objects.count(), storage.names(acme.schema)) == (0, [])


def test_two_pieces_at_once_count_once(acme: Vault, now: datetime) -> None:
    with acme.inside():
        upload = begin(acme, now)
        stale = Upload.objects.get(pk=upload.pk)  # read before the other piece was counted
        resumable.receive(upload, 0, io.BytesIO(CONTENT[:10]))
        with pytest.raises(OffsetError):
            resumable.receive(stale, 0, io.BytesIO(CONTENT[:20]))
        upload.refresh_from_db()
        assert (upload.offset, Piece.objects.count()) == (10, 1)
        assert len(storage.names(acme.schema)) == 1


def test_more_than_announced_is_refused(acme: Vault, now: datetime) -> None:
    with acme.inside():
        upload = begin(acme, now, size=10)
        with pytest.raises(FileRefusedError, match="More bytes came"):
            resumable.receive(upload, 0, io.BytesIO(b"x" * 11))
        assert storage.names(acme.schema) == []


def test_piece_with_another_checksum_is_dropped(acme: Vault, now: datetime) -> None:
    with acme.inside():
        upload = begin(acme, now)
        right = hashlib.sha256(CONTENT[:1000]).digest()
        with pytest.raises(ChecksumError):
            resumable.receive(upload, 0, io.BytesIO(b"other"), checksum=("sha256", right))
        assert storage.names(acme.schema) == []
        source = io.BytesIO(CONTENT[:1000])
        assert resumable.receive(upload, 0, source, checksum=("sha256", right)).offset == 1000


def test_what_came_before_a_break_counts(acme: Vault, now: datetime) -> None:
    class Torn(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() >= 100_000:
                raise ConnectionResetError
            return super().read(min(size or 0, 100_000 - self.tell()))

    with acme.inside():
        upload = resumable.receive(begin(acme, now), 0, Torn(CONTENT))
        assert upload.offset == 100_000
        file = resumable.finish(send(upload), now=now)
        assert b"".join(uploads.content(file)) == CONTENT


def test_begin_asks_where_the_name_is_taken(acme: Vault, now: datetime, keep: Keep) -> None:
    with acme.inside():
        keep("survey.bin")
        with pytest.raises(TakenError):
            begin(acme, now, taken="ask")
        assert Upload.objects.count() == 0
        versioned = resumable.finish(send(begin(acme, now, taken="version")), now=now)
        both = resumable.finish(send(begin(acme, now)), now=now)
        assert (versioned.name, versioned.number) == ("survey.bin", 2)
        assert (both.name, both.number) == ("survey (2).bin", 1)


def test_begin_refuses_more_than_the_limit(
    acme: Vault, now: datetime, settings: LazySettings
) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    with acme.inside(), pytest.raises(FileRefusedError, match="kB at most"):
        begin(acme, now, size=1001)


def test_finish_without_a_piece_keeps_nothing(acme: Vault, now: datetime) -> None:
    with acme.inside():
        upload = send(begin(acme, now))
        storage.delete(acme.schema, upload.pieces.all()[1].object_name)
        with pytest.raises(FileRefusedError, match="is gone"):
            resumable.finish(upload, now=now)
        assert (File.objects.count(), Upload.objects.count()) == (0, 0)
        assert storage.names(acme.schema) == []


def test_tidying_joins_what_a_killed_process_left(acme: Vault, now: datetime) -> None:
    with acme.inside():
        upload = send(begin(acme, now))
        left = uploads.begin(name="survey.bin", by=acme.ben.actor, now=now)
        Upload.objects.filter(pk=upload.pk).update(file=left.file_id)
        tidying.tidy(now=now)
        file = File.objects.get()
        assert (file.name, b"".join(uploads.content(file))) == ("survey.bin", CONTENT)
        assert Version.objects.count() == 1


def test_tidying_forgets_uploads_whose_days_are_over(acme: Vault, now: datetime) -> None:
    with acme.inside():
        resumable.receive(begin(acme, now), 0, io.BytesIO(b"half"))
        tidying.tidy(now=now + timedelta(days=6))
        assert Upload.objects.count() == 1
        tidying.tidy(now=now + timedelta(days=7))
        assert (Upload.objects.count(), storage.names(acme.schema)) == (0, [])


def test_discarded_upload_leaves_nothing(acme: Vault, now: datetime) -> None:
    with acme.inside():
        upload = resumable.receive(begin(acme, now), 0, io.BytesIO(b"half"))
        resumable.discard(upload)
        assert (Upload.objects.count(), storage.names(acme.schema)) == (0, [])


def test_upload_into_a_folder_that_went_to_the_trash_comes_to_the_top(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        folder = folders.make(name="Hull", by=acme.ben.actor, now=now)
        upload = resumable.begin(name="a.txt", size=1, by=acme.ben.actor, now=now, folder=folder)
        trash.put([], [folder.pk], by=acme.ben.actor, now=now)
        resumable.receive(upload, 0, io.BytesIO(b"x"))
        assert resumable.finish(upload, now=now).folder is None
