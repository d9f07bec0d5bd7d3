"""Objects in S3, at a real SeaweedFS: everything works there as it does in a directory."""

import io
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import obstore
import pytest
from obstore.exceptions import BaseError
from obstore.store import S3Store

from bailee.custody import archive, residue
from bailee.foundation import buckets, storage
from bailee.foundation.buckets import Bucket, BucketError
from bailee.foundation.home import home
from bailee.vault.files import resumable, trash, uploads
from bailee.vault.files.models import File
from tests.cast import Vault

KEY, SECRET, NAME = "a-key", "a-long-secret-of-the-test", "bailee-test"
CONTENT = os.urandom(12_000_000)  # more than one part
WEED = Path(sys.executable).with_name("weed")


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A SeaweedFS of its own with one bucket; takes some ten seconds."""
    folder = tmp_path_factory.mktemp("weed")
    identity = {
        "name": "bailee",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [identity]}))
    port = _port()
    ports = {name: _port() for name in ("master.port", "volume.port", "filer.port")}
    command = [str(WEED), "server", f"-dir={folder}", "-ip=127.0.0.1", "-s3", f"-s3.port={port}"]
    command += [f"-s3.config={config}", "-volume.max=200", *(f"-{n}={p}" for n, p in ports.items())]
    command += [f"-{n.replace('port', 'port.grpc')}={_port()}" for n in ports]
    command += [f"-s3.port.grpc={_port()}"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd=folder) as process:
        try:
            _make_bucket(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
    shutil.rmtree(folder)


def _make_bucket(process: "subprocess.Popen[bytes]", port: int) -> None:
    """A bucket is made by the first object in it."""
    for _ in range(120):
        assert process.poll() is None, "SeaweedFS has stopped"
        with suppress(BaseError):
            obstore.put(_client(port), "begin", b"")
            obstore.delete(_client(port), "begin")
            return
        time.sleep(0.5)
    pytest.fail("SeaweedFS did not answer within a minute")


def _client(port: int, secret: str = SECRET) -> S3Store:
    return S3Store(
        NAME,
        endpoint=f"http://127.0.0.1:{port}",
        region="us-east-1",
        access_key_id=KEY,
        secret_access_key=secret,
        virtual_hosted_style_request=False,
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on objects lie in S3."""
    for name, value in {
        "BUCKET": NAME,
        "ENDPOINT": endpoint,
        "KEY": KEY,
        "SECRET": SECRET,
    }.items():
        monkeypatch.setenv(f"BAILEE_S3_{name}", value)


@pytest.mark.usefixtures("bucket")
def test_objects_lie_sealed_in_the_bucket_and_nowhere_else(acme: Vault) -> None:
    storage.put(acme.schema, "files/a", io.BytesIO(CONTENT))
    storage.copy(acme.schema, "files/a", "files/b")
    storage.put(acme.schema, "uploads/1/x", io.BytesIO(b"piece"))
    assert storage.names(acme.schema) == ["files/a", "files/b", "uploads/1/x"]
    assert storage.names(acme.schema, "files") == ["files/a", "files/b"]
    assert acme.schema in storage.vaults()
    for name in ("files/a", "files/b"):
        assert b"".join(storage.get(acme.schema, name)) == CONTENT
        sealed = b"".join(storage.sealed(acme.schema, name))
        assert (sealed[:21], CONTENT[:64] in sealed) == (b"age-encryption.org/v1", False)
    assert not (home().objects / acme.schema).exists()
    assert storage.delete_all(acme.schema, "uploads/1") == 1
    assert storage.delete_all(acme.schema) == 2
    assert storage.names(acme.schema) == []
    with pytest.raises(FileNotFoundError):
        list(storage.get(acme.schema, "files/a"))


@pytest.mark.usefixtures("bucket")
def test_files_live_their_whole_life_in_the_bucket(acme: Vault, now: datetime) -> None:
    by = acme.ben.actor
    with acme.inside():
        upload = resumable.begin(name="a.bin", size=len(CONTENT), by=by, now=now)
        half = len(CONTENT) // 2
        resumable.receive(upload, 0, io.BytesIO(CONTENT[:half]))
        resumable.receive(upload, half, io.BytesIO(CONTENT[half:]))
        file = resumable.finish(upload, now=now)
        assert b"".join(uploads.content(file)) == CONTENT
        assert storage.names(acme.schema) == [file.newest.object_name]
        trash.put([file.pk], by=by, now=now)
        trash.empty()
        assert (File.objects.count(), storage.names(acme.schema)) == (0, [])


@pytest.mark.usefixtures("bucket")
def test_an_upload_that_breaks_off_leaves_nothing_in_the_bucket(acme: Vault, now: datetime) -> None:
    class Torn(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 8_000_000:
                raise ConnectionResetError
            return super().read(size)

    with acme.inside():
        with pytest.raises(ConnectionResetError):
            uploads.store(name="torn", source=Torn(CONTENT), by=acme.ben.actor, now=now)
        assert (File.objects.count(), storage.names(acme.schema)) == (0, [])


@pytest.mark.usefixtures("bucket")
def test_archive_and_residue_scan_reach_the_bucket(
    acme: Vault, now: datetime, tmp_path: Path
) -> None:
    canary = b"a lantern over the slipway 7731"
    with acme.inside():
        uploads.store(name="a.txt", source=io.BytesIO(canary), by=acme.ben.actor, now=now)
    found = {one.place: one for one in residue.scan(needles=[canary], schema=acme.schema)}
    assert found["object store"].count == 1
    pieces = archive.stream(schema=acme.schema, flavour="backup", policy="policy")
    packed = tmp_path / "archive.zip"
    packed.write_bytes(b"".join(pieces))
    storage.delete_all(acme.schema)
    after = {one.place: one for one in residue.scan(needles=[canary], schema=acme.schema)}
    assert after["object store"].count == 0
    with zipfile.ZipFile(packed) as opened:
        assert opened.read("files/a.txt") == canary


@pytest.mark.usefixtures("bucket")
def test_wrong_secret_reaches_nothing(acme: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as other:
        other.setenv("BAILEE_S3_SECRET", "another-secret")
        with pytest.raises(OSError, match="SignatureDoesNotMatch"):
            storage.put(acme.schema, "files/a", io.BytesIO(b"x"))


@pytest.mark.parametrize(
    ("endpoint", "key", "complaint"),
    [
        ("http://storage.example", KEY, "must be https"),
        ("ftp://storage.example", KEY, "must begin with https"),
        ("https://storage.example", "", "BAILEE_S3_KEY"),
    ],
)
def test_bucket_that_is_open_or_unsigned_is_refused(
    endpoint: str, key: str, complaint: str
) -> None:
    with pytest.raises(BucketError, match=complaint):
        Bucket(NAME, endpoint, "us-east-1", key, SECRET).refuse_if_open()


def test_objects_lie_in_the_home_where_no_bucket_is_named() -> None:
    assert buckets.directory() == home().objects
