"""Dropping the vault: its schema, with every table, and its login."""

from bailee.custody.purge.matter import Counts, Purge
from bailee.foundation import tenancy
from bailee.foundation.tenancy import vaults


def drop(purge: Purge) -> Counts:
    with tenancy.owner() as raw:
        was_there = vaults.exists(raw, purge.vault)
    vaults.drop(purge.vault)
    return {"schemas": int(was_there)}
