"""Tombstones: a vault that is being purged, or was, is never written to and never comes back.

Each is a row and a file. The file lies in the key store, apart from the database, so that it
outlives a database that was restored from before the purge.
"""

import json
import os
import uuid
from datetime import datetime
from pathlib import Path

from bailee.custody.models import Tombstone
from bailee.foundation import keys, storage, tenancy
from bailee.foundation.home import home
from bailee.foundation.tenancy import vaults
from bailee.office.clients import registry
from bailee.office.clients.models import Client


class TombstonedError(Exception):
    """The vault is being purged or was: nothing may be written to it."""


def plant(vault: str, *, client_id: uuid.UUID, now: datetime) -> None:
    """Closes the vault to every writer, for good. Safe to repeat."""
    path = _folder() / vault
    part = path.with_suffix(".part")
    with part.open("w") as file:
        json.dump({"vault": vault, "client_id": str(client_id), "planted_at": str(now)}, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    Tombstone.objects.get_or_create(
        vault=vault, defaults={"client_id": client_id, "planted_at": now}
    )


def stands(vault: str) -> bool:
    """Whether the vault has a tombstone, by its file or its row."""
    return (_folder() / vault).exists() or Tombstone.objects.filter(vault=vault).exists()


def refuse(vault: str) -> None:
    """Raises `TombstonedError` if the vault has a tombstone: imports, jobs, restores ask this."""
    if stands(vault):
        raise TombstonedError("The records of this client are purged: nothing can be written here.")


def settle(vault: str, *, now: datetime) -> None:
    """Says that the purge is over. Safe to repeat."""
    Tombstone.objects.filter(vault=vault, purged_at=None).update(purged_at=now)


def replay(*, now: datetime) -> list[str]:
    """Drops whatever came back of vaults that are tombstoned, for example by a restored database.

    To be run before anything serves. A purge under way is left to its job. Returns the vaults
    of which something was found.
    """
    found = []
    for path in sorted(_folder().glob("v_*")):
        if path.suffix:
            continue  # cut short while being planted; its purge plants it again
        vault = path.name
        row = Tombstone.objects.filter(vault=vault).first()
        if row is not None and row.purged_at is None:
            continue
        if _came_back(vault):
            _drop(vault)
            found.append(vault)
        if row is None:
            client_id = uuid.UUID(json.loads(path.read_text())["client_id"])
            Tombstone.objects.create(
                vault=vault, client_id=client_id, planted_at=now, purged_at=now
            )
    return found


def _came_back(vault: str) -> bool:
    with tenancy.owner() as raw:
        schema = vaults.exists(raw, vault)
    struck = not Client.objects.filter(schema_name=vault).exists()
    return schema or not struck or keys.exists(vault) or bool(storage.names(vault))


def _drop(vault: str) -> None:
    storage.delete_all(vault)
    vaults.drop(vault)
    for client in Client.objects.filter(schema_name=vault):
        registry.strike(client)
    keys.destroy(vault)


def _folder() -> Path:
    folder = home().keys / "tombstones"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
