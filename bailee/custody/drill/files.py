"""The throwaway client's files: in folders, with tags, versions, in the trash, half uploaded."""

import io
from datetime import datetime
from uuid import UUID

from bailee.custody.drill.canaries import DATABASE, FILE, INLINE, VAULT, Canaries
from bailee.foundation.actors import Actor
from bailee.vault.files import folders, resumable, tags, trash, uploads
from bailee.vault.files.models import Folder

_IN_VAULT = (DATABASE, INLINE, VAULT)


def keep(canaries: Canaries, *, by: Actor, now: datetime) -> None:
    """On the vault's seat: something of everything that files can be."""
    top = folders.make(name=f"Voyages {canaries.take(*_IN_VAULT)}", by=by, now=now)
    inner = folders.make(name=f"Spring {canaries.take(*_IN_VAULT)}", by=by, now=now, parent=top)
    for number in range(3):
        _store(canaries, f"manifest {number}", by, now)
    plan = f"plan {canaries.take(*_IN_VAULT)}.txt"
    for _ in range(2):
        source = io.BytesIO(f"Berth plan: {canaries.take(FILE)}\n".encode())
        file = uploads.store(
            name=plan, source=source, by=by, now=now, folder=inner, taken="version"
        )
    tags.give([file.pk], f"urgent {canaries.take(*_IN_VAULT)}", by=by, now=now)
    thrown = _store(canaries, "draft", by, now, folder=top)
    trash.put([thrown], by=by, now=now)
    _begin_upload(canaries, inner, by, now)


def _store(
    canaries: Canaries, what: str, by: Actor, now: datetime, folder: Folder | None = None
) -> UUID:
    text = f"Cargo {what}: {canaries.take(FILE)}\n" * 2
    file = uploads.store(
        name=f"{what} {canaries.take(*_IN_VAULT)}.txt",
        source=io.BytesIO(text.encode()),
        by=by,
        now=now,
        folder=folder,
    )
    return file.pk


def _begin_upload(canaries: Canaries, folder: Folder, by: Actor, now: datetime) -> None:
    """Some bytes of an upload are here, the rest never came."""
    upload = resumable.begin(
        name=f"scan {canaries.take(*_IN_VAULT)}.txt",
        size=10_000,
        by=by,
        now=now,
        folder=folder,
        fingerprint=canaries.take(*_IN_VAULT),
    )
    begun = f"Survey: {canaries.take(FILE)}\n".encode()
    resumable.receive(upload, 0, io.BytesIO(begun))
