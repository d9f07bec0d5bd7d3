"""A real clamd looks at every file; what it finds is not kept, and its silence is told."""

import io
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings

from bailee.foundation import storage
from bailee.vault.files import resumable, scanning, uploads
from bailee.vault.files.limits import FileRefusedError
from bailee.vault.files.models import File, Upload, Version
from tests.cast import Vault

CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
# The harmless test file of all virus scanners, which no file on disk should hold as it is.
EICAR = bytes.fromhex(
    "58354f2150254041505b345c505a58353428505e2937434329377d24454943"
    "41522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a"
)
installed = pytest.mark.skipif(
    CLAMD is None, reason="NOT TRIED: clamd is not installed (apt-get install clamav-daemon)"
)


@pytest.fixture(scope="module")
def clamd() -> Iterator[str]:
    """A clamd with one signature of our own: Debian's engine comes without any."""
    folder = Path("/tmp") / f"bailee-clamd-{time.time_ns()}"  # noqa: S108 - a socket's path is short
    folder.mkdir(mode=0o700)
    (folder / "own.ndb").write_text(f"Bailee.Test:0:*:{EICAR.hex()}\n")
    path = folder / "clamd.sock"
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder}\nLocalSocket {path}\nForeground yes\n"
        f"TemporaryDirectory {folder}\nStreamMaxLength 2M\n"
    )
    assert CLAMD
    command = [CLAMD, f"--config-file={folder / 'clamd.conf'}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _wait(process, path)
        yield str(path)
        process.kill()
    shutil.rmtree(folder)


def _wait(process: "subprocess.Popen[bytes]", path: Path) -> None:
    for _ in range(200):
        assert process.poll() is None, "clamd has stopped"
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(path)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("clamd did not answer within 20 s")


@pytest.fixture
def scanned(clamd: str, settings: LazySettings) -> None:
    settings.CLAMAV = clamd


def keep(vault: Vault, now: datetime, content: bytes) -> File:
    return uploads.store(name="a.bin", source=io.BytesIO(content), by=vault.ben.actor, now=now)


@installed
@pytest.mark.usefixtures("scanned")
def test_clean_file_is_kept_and_marked(acme: Vault, now: datetime) -> None:
    with acme.inside():
        file = keep(acme, now, b"hull" * 100_000)
        assert (file.newest.scan, b"".join(uploads.content(file))) == ("clean", b"hull" * 100_000)


@installed
@pytest.mark.usefixtures("scanned")
@pytest.mark.parametrize("before", [b"", b"hull" * 100_000])
def test_finding_is_named_and_nothing_is_kept(acme: Vault, now: datetime, before: bytes) -> None:
    with acme.inside():
        with pytest.raises(FileRefusedError, match=r"the virus scanner found “Bailee\.Test"):
            keep(acme, now, before + EICAR)
        assert (File.objects.count(), Version.objects.count()) == (0, 0)
    assert storage.names(acme.schema) == []


@installed
@pytest.mark.usefixtures("scanned")
def test_finding_over_two_pieces_ends_the_upload(acme: Vault, now: datetime) -> None:
    with acme.inside():
        upload = resumable.begin(name="a", size=len(EICAR), by=acme.ben.actor, now=now)
        resumable.receive(upload, 0, io.BytesIO(EICAR[:20]))
        resumable.receive(upload, 20, io.BytesIO(EICAR[20:]))
        with pytest.raises(FileRefusedError, match=r"Bailee\.Test"):
            resumable.finish(upload, now=now)
        assert (File.objects.count(), Upload.objects.count()) == (0, 0)
    assert storage.names(acme.schema) == []


@installed
@pytest.mark.usefixtures("scanned")
def test_finding_in_a_new_version_leaves_the_old_one(acme: Vault, now: datetime) -> None:
    with acme.inside():
        file = keep(acme, now, b"hull")
        with pytest.raises(FileRefusedError):
            uploads.store(
                name="a.bin",
                source=io.BytesIO(EICAR),
                by=acme.ben.actor,
                now=now,
                taken="version",
            )
        assert (Version.objects.count(), b"".join(uploads.content(file))) == (1, b"hull")


@installed
@pytest.mark.usefixtures("scanned")
def test_file_larger_than_the_scanner_takes_is_not_scanned(
    acme: Vault, now: datetime, settings: LazySettings
) -> None:
    settings.CLAMAV_DOWN = "keep"
    with acme.inside():
        assert keep(acme, now, b"hull" * 1_000_000).newest.scan == "unscanned"


@pytest.mark.parametrize("where", ["/nowhere/clamd.sock", "127.0.0.1:1"])
def test_silent_scanner_refuses_or_is_told(
    acme: Vault, now: datetime, settings: LazySettings, where: str
) -> None:
    settings.CLAMAV = where
    with acme.inside():
        with pytest.raises(FileRefusedError, match="could not look at it"):
            keep(acme, now, b"hull" * 100_000)
        assert (File.objects.count(), storage.names(acme.schema)) == (0, [])
        settings.CLAMAV_DOWN = "keep"
        assert keep(acme, now, b"hull" * 100_000).newest.scan == "unscanned"


def test_without_a_scanner_nothing_is_said_of_a_scan(acme: Vault, now: datetime) -> None:
    assert scanning.scanner() is None
    with acme.inside():
        assert keep(acme, now, b"hull").newest.scan == ""
