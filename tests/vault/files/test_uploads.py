"""What goes into a vault comes out unchanged, and lies encrypted in between."""

import hashlib
import io
import os
from datetime import datetime
from pathlib import Path

import pytest

from bailee.foundation import keys, storage
from bailee.vault.files import uploads
from bailee.vault.files.models import File
from tests.cast import Vault

CONTENT = b"Berth plan, Solent Yard, week 48\n" * 40_000  # 1.3 MB: several chunks


def _store(vault: Vault, now: datetime, content: bytes = CONTENT) -> File:
    return uploads.store(
        name="Berth plan.txt", source=io.BytesIO(content), by=vault.ben.actor, now=now
    )


@pytest.mark.parametrize("content", [b"", b"x", CONTENT, os.urandom(700_001)])
def test_file_comes_out_as_it_went_in(content: bytes, acme: Vault, now: datetime) -> None:
    with acme.inside():
        file = _store(acme, now, content)
        assert b"".join(uploads.content(file)) == content
    assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_file_lies_encrypted(acme: Vault, now: datetime, home: Path) -> None:
    with acme.inside():
        _store(acme, now)
    stored = [path for path in (home / "objects" / acme.schema).rglob("*") if path.is_file()]
    assert len(stored) == 1
    assert b"Solent" not in stored[0].read_bytes()
    assert stored[0].read_bytes().startswith(b"age-encryption.org/v1")


def test_removed_file_leaves_no_object(acme: Vault, now: datetime) -> None:
    with acme.inside():
        uploads.remove(_store(acme, now))
        assert File.objects.count() == 0
    assert storage.names(acme.schema) == []


def test_torn_upload_is_not_taken_for_a_file(acme: Vault, now: datetime) -> None:
    class Torn(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 500_000:
                raise ConnectionResetError
            return super().read(size)

    with acme.inside():
        with pytest.raises(ConnectionResetError):
            uploads.store(name="torn", source=Torn(CONTENT), by=acme.ben.actor, now=now)
        assert File.objects.count() == 0
    assert storage.names(acme.schema) == []


def test_file_is_noise_without_the_key(acme: Vault, now: datetime) -> None:
    with acme.inside():
        file = _store(acme, now)
        keys.destroy(acme.schema)
        with pytest.raises(keys.KeyDestroyedError):
            list(uploads.content(file))
