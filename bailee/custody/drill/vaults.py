"""The drill's vaults: the neighbour that must not change, the one an archive comes back to.

What a drill has made is noted in a file in the home, so that the next drill clears what a killed
one has left.
"""

import hashlib
import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from bailee.custody import archive, backup, closing, lifecycle, tombstones
from bailee.custody.models import ArchiveBuild, HandBack, LegalHold
from bailee.foundation import keys, logs, storage, tenancy
from bailee.foundation.actors import Actor
from bailee.foundation.home import home
from bailee.foundation.tenancy import vaults
from bailee.office.clients import registry
from bailee.office.clients.models import Client
from bailee.vault.files import uploads

_JOBS = "DELETE FROM procrastinate_jobs WHERE args ->> 'vault' = %s"


class Note:
    """What this drill has made: schemas, and host labels by their hash, for they carry a canary."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.names: list[str] = []

    def add(self, name: str) -> str:
        """Notes a name before what it names is made."""
        self.names.append(name if name.startswith("v_") else _hashed(name))
        self._path.write_text(json.dumps(self.names))
        return name


@contextmanager
def noted(*, now: datetime, name: str = "drill") -> Iterator[Note]:
    """Everything noted within is cleared at the end, and what a killed drill had noted before.

    `name`: of the file; proofs note their own clients apart. Only one run may use a name at once.
    """
    path = home().root / f"{name}.json"
    left = json.loads(path.read_text()) if path.exists() else []
    note = Note(path)
    try:
        for one in left:
            clear(one, now=now)
        yield note
    finally:
        for one in note.names:
            clear(one, now=now)
        path.unlink(missing_ok=True)


def open_neighbour(label: str, *, by: Actor, now: datetime) -> str:
    """A client next door, with particulars and a file. Returns its schema."""
    client = lifecycle.open_client(
        name="Drill neighbour",
        label=label,
        particulars={"contact_name": "Cy", "contact_email": "cy@neighbour.example"},
        terms=lifecycle.Terms(now.date(), 0, Decimal("1.00"), "EUR"),
        by=by,
        now=now,
    )
    schema = str(client.schema_name)
    with tenancy.inside(schema):
        source = io.BytesIO(b"left alone\n" * 1000)
        uploads.store(name="neighbour.txt", source=source, by=by, now=now)
    return schema


def open_empty(schema: str) -> None:
    """An empty vault that no client has, for an archive to come back to."""
    keys.create(schema)
    vaults.create(schema)


def fingerprint(schema: str) -> str:
    """SHA-256 of everything in a vault, nothing withheld."""
    digest = hashlib.sha256()
    for piece in archive.stream(schema=schema, flavour="backup", policy=""):
        digest.update(piece)
    return digest.hexdigest()


def clear(name: str, *, now: datetime) -> None:
    """Takes away whatever is left of a schema, or of a host label's hash. Safe to repeat."""
    clients = Client.objects.filter(label__startswith="drill-")
    client = next((one for one in clients if name in {_hashed(one.label), one.schema_name}), None)
    schema = str(client.schema_name) if client else name
    if not schema.startswith("v_"):
        return
    vaults.drop(schema)
    if client:
        registry.strike(client)
    for unfinished in HandBack.objects.filter(vault=schema, certificate=None):
        _forget(unfinished)
    if tombstones.stands(schema):
        tombstones.settle(schema, now=now)
        closing.destroy(schema)
    with tenancy.owner() as raw:
        raw.execute(_JOBS, [schema])
    storage.delete_all(schema)
    keys.destroy(schema)
    backup.delete_all(schema)
    for folder in (home().mail, home().tmp):
        shutil.rmtree(folder / schema, ignore_errors=True)
    logs.forget(schema)


def _hashed(label: str) -> str:
    return hashlib.sha256(label.encode()).hexdigest()


def _forget(handback: HandBack) -> None:
    """The account of a contract that the drill did not bring to its end."""
    ArchiveBuild.objects.filter(vault=handback.vault).delete()
    LegalHold.objects.filter(vault=handback.vault).delete()
    for rows in (handback.tries, handback.purge_steps, handback.steps):
        rows.all().delete()
    handback.delete()
