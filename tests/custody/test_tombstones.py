"""What was purged does not come back, not even with a database from before."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bailee.custody import backup, restore, tombstones
from bailee.custody.models import Tombstone
from bailee.foundation import keys, storage, tenancy
from bailee.foundation.tenancy import vaults
from bailee.office.clients.models import Client
from bailee.web.ui.middleware import face
from tests import cast
from tests.cast import Staff, Vault
from tests.custody import leaving


@pytest.fixture
def company(staff: Staff, now: datetime) -> Iterator[Vault]:
    vault = leaving.open_company(staff, now=now)
    yield vault
    cast.clear(vault)


def plant(company: Vault, *, now: datetime) -> None:
    tombstones.plant(company.schema, client_id=company.client.pk, now=now)


def there(schema: str) -> bool:
    with tenancy.owner() as raw:
        return vaults.exists(raw, schema)


def test_tombstone_closes_the_vault_by_its_file_alone(company: Vault, now: datetime) -> None:
    tombstones.refuse(company.schema)
    plant(company, now=now)
    plant(company, now=now)
    Tombstone.objects.filter(vault=company.schema).delete()
    with pytest.raises(tombstones.TombstonedError):
        tombstones.refuse(company.schema)


def test_host_of_a_tombstoned_vault_is_nobody_s(company: Vault, now: datetime) -> None:
    assert company.browser().get("/", follow=True).status_code == 200
    plant(company, now=now)
    face.forget_hosts()
    assert company.browser().get("/").status_code == 404


def test_backup_and_restore_of_a_tombstoned_vault_are_refused(
    company: Vault, now: datetime
) -> None:
    made = backup.make(schema=company.schema, now=now)
    plant(company, now=now)
    with pytest.raises(tombstones.TombstonedError):
        backup.make(schema=company.schema, now=now + timedelta(seconds=1))
    with pytest.raises(restore.RestoreError, match="was purged"):
        backup.restore(made, schema=company.schema)
    backup.delete_all(company.schema)


def test_replay_drops_a_vault_that_came_back_with_an_old_database(
    company: Vault, now: datetime
) -> None:
    plant(company, now=now)
    # The database is from before the purge: it knows the client and no tombstone.
    Tombstone.objects.filter(vault=company.schema).delete()
    storage.put(company.schema, "files/back", io.BytesIO(b"back again"))
    assert company.schema in tombstones.replay(now=now)
    assert not there(company.schema)
    assert not Client.objects.filter(pk=company.client.pk).exists()
    assert storage.names(company.schema) == []
    assert not keys.exists(company.schema)
    assert company.schema not in tombstones.replay(now=now)


def test_replay_leaves_a_purge_under_way_to_its_job(company: Vault, now: datetime) -> None:
    plant(company, now=now)
    assert company.schema not in tombstones.replay(now=now)
    assert there(company.schema)


def test_replay_leaves_the_living_alone(company: Vault, now: datetime) -> None:
    assert company.schema not in tombstones.replay(now=now)
    assert there(company.schema)
    with company.inside():
        assert company.ada.is_active
