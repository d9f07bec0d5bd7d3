"""What is known of use and of visitors ends after its days, in whatever state its vault is."""

from datetime import datetime, timedelta

import pytest

from bailee.custody import tasks, tombstones
from bailee.custody.handback import sweeping
from bailee.foundation import tenancy
from bailee.foundation.tenancy import vaults
from bailee.office.clients import registry
from bailee.office.visits import totals
from bailee.office.visits.models import BROWSER, Total
from bailee.office.visits.tally import Count
from bailee.vault.activity import sign_ins
from bailee.vault.activity.models import SignIn
from tests.cast import Vault


def used_long_ago(vault: Vault, now: datetime) -> None:
    """A sign-in and a visit that have been kept long enough."""
    long_ago = now - timedelta(days=500)
    with vault.inside():
        sign_ins.begin(
            vault.people[next(iter(vault.people))],
            address="::1",
            header="",
            referrer="",
            now=long_ago,
        )
        totals.add({Count(long_ago.date(), "portal", BROWSER, "Firefox"): 5})


def left(vault: Vault) -> tuple[int, int]:
    with tenancy.inside(tenancy.owner_seat(vault.schema)):
        return SignIn.objects.count(), Total.objects.count()


def test_frozen_vault_keeps_nothing_beyond_its_days(acme: Vault, now: datetime) -> None:
    used_long_ago(acme, now)
    vaults.freeze(acme.schema)
    registry.freeze(acme.client, now=now)
    tasks.keep_activity(timestamp=0)
    assert left(acme) == (0, 0)


def test_vault_that_is_being_purged_is_let_be(acme: Vault, cygnus: Vault, now: datetime) -> None:
    for vault in (acme, cygnus):
        used_long_ago(vault, now)
    tombstones.plant(acme.schema, client_id=acme.client.pk, now=now)
    tasks.keep_activity(timestamp=0)
    assert (left(acme), left(cygnus)) == ((1, 1), (0, 0))


def test_vault_that_is_missing_holds_back_no_other_and_is_told(
    acme: Vault, cygnus: Vault, now: datetime
) -> None:
    used_long_ago(cygnus, now)
    long_ago = (now - timedelta(days=500)).date()
    with tenancy.inside(tenancy.owner_seat()):
        totals.add({Count(long_ago, "site", BROWSER, "Firefox"): 5})
    vaults.drop(acme.schema)
    with pytest.raises(ExceptionGroup, match="not done in some vaults") as raised:
        tasks.keep_activity(timestamp=0)
    assert len(raised.value.exceptions) == 1
    assert left(cygnus) == (0, 0)
    with tenancy.inside(tenancy.owner_seat()):
        assert not Total.objects.filter(day=long_ago).exists()


def test_work_in_each_vault_is_done_as_that_vault(acme: Vault, cygnus: Vault) -> None:
    seen: list[str] = []
    schemas = [acme.schema, cygnus.schema]
    sweeping.in_each(schemas, lambda: seen.append(tenancy.current().login))
    assert seen == [tenancy.vault_seat(schema).login for schema in schemas]
