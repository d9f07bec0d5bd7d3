"""Dropping the vault: its schema, with every table, and its login."""

from psycopg.errors import DependentObjectsStillExist

from bailee.custody.purge.matter import Counts, Purge, PurgeError
from bailee.foundation import tenancy
from bailee.foundation.tenancy import vaults


def drop(purge: Purge) -> Counts:
    """Raises `PurgeError` while a copy of the vault is in another database of the server."""
    with tenancy.owner() as raw:
        was_there = vaults.exists(raw, purge.vault)
    try:
        vaults.drop(purge.vault)
    except DependentObjectsStillExist as error:
        raise PurgeError(
            "Another database of this server knows this client's login, so it may hold a copy of "
            f"the records: drop that copy ({error.diag.message_detail})."
        ) from error
    return {"schemas": int(was_there)}
