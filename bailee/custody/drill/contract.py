"""The whole contract of the throwaway client, by the verbs that pages and jobs call."""

import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bailee.custody import archive, handback, restore
from bailee.custody.drill.report import DrillError
from bailee.custody.models import ArchiveBuild, HandBack
from bailee.foundation.actors import Actor
from bailee.foundation.home import home


def end(
    client_handback: HandBack, *, work: Callable[[], None], by: Actor, now: datetime
) -> ArchiveBuild:
    """Freeze, archive, delivery. Returns the archive that the client may fetch."""
    handback.freeze(client_handback, by=by, now=now)
    build = handback.build_archive(client_handback, by=by, now=now)
    work()
    build.refresh_from_db()
    if build.built_at is None:
        raise DrillError(f"the archive is {build.state}")
    handback.deliver(client_handback, by=by, now=now)
    work()
    return build


def fetch(build: ArchiveBuild, *, by: Actor, now: datetime) -> Path:
    """Downloads the archive as the client does, into the vault's temporary folder."""
    path = home().tmp / build.vault / "archive.zip"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with path.open("wb") as file:
        for chunk in handback.open_archive(build, by=by, now=now):
            file.write(chunk)
    return path


def verify(path: Path) -> str:
    """Runs the archive's own `verify.py` on it. Returns what it complains of, or nothing."""
    program = path.with_name("verify.py")
    with zipfile.ZipFile(path) as packed:
        program.write_bytes(packed.read("verify.py"))
    line = [sys.executable, "-I", str(program), str(path)]
    ran = subprocess.run(line, capture_output=True, text=True, check=False)
    return "" if ran.returncode == 0 else (ran.stdout + ran.stderr).strip()


def again(path: Path, schema: str) -> tuple[str, str]:
    """Restores the archive into `schema` and archives that: the hashes of both, SHA-256."""
    restore.read(path, schema=schema)
    with zipfile.ZipFile(path) as packed:
        policy = packed.read("policy.md").decode()
    copy = path.with_name("again.zip")
    with copy.open("wb") as target:
        made = archive.write(target, schema=schema, flavour="client", policy=policy)
    copy.unlink()
    with path.open("rb") as first:
        return hashlib.file_digest(first, "sha256").hexdigest(), made.sha256


def confirm(client_handback: HandBack, path: Path, *, by: Actor, now: datetime) -> None:
    """The client's word, by the code that only whoever opened the archive knows."""
    with zipfile.ZipFile(path) as packed:
        first = packed.read("confirmation.txt").decode().splitlines()[0]
    handback.confirm(client_handback, code=first.rpartition(":")[2].strip(), by=by, now=now)


def purge(
    client_handback: HandBack,
    *,
    work: Callable[[], None],
    staff: tuple[Actor, Actor],
    now: datetime,
) -> None:
    """Two approvals, then the purge to its very end."""
    for person in staff:
        handback.approve(client_handback, by=person, now=now)
    handback.purge(client_handback, by=staff[0], now=now)
    work()
