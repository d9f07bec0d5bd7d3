"""The trash of every vault is emptied when its days are over; a frozen vault keeps its own."""

from datetime import datetime, timedelta

from bailee.custody.handback import sweeping
from bailee.foundation import tenancy
from bailee.foundation.tenancy import vaults
from bailee.office.clients import registry
from bailee.vault.records import collections, records, trash
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Trashed
from tests.cast import Vault


def throw_away(vault: Vault, *, now: datetime) -> None:
    """One record, in the trash from `now` on."""
    by = next(iter(vault.people.values())).actor
    with vault.inside():
        made = collections.create(label="Fleet", fields=[NewField("Name", "text")], by=by, now=now)
        records.trash(made, records.add(made, {}, by=by, now=now), by=by, now=now)


def lying(vault: Vault) -> int:
    with vault.inside():
        return Trashed.objects.count()


def test_only_what_is_over_goes_and_only_where_it_may(
    acme: Vault, cygnus: Vault, now: datetime
) -> None:
    early = now - trash.KEPT_FOR
    throw_away(acme, now=early - timedelta(seconds=1))
    throw_away(cygnus, now=early + timedelta(seconds=1))
    assert sweeping.empty_trash(now=now) == 1
    assert (lying(acme), lying(cygnus)) == (0, 1)


def test_frozen_vault_is_handed_back_with_its_trash(acme: Vault, now: datetime) -> None:
    throw_away(acme, now=now - 2 * trash.KEPT_FOR)
    with tenancy.inside(tenancy.owner_seat()):
        registry.freeze(acme.client, now=now)
    vaults.freeze(acme.schema)
    assert sweeping.empty_trash(now=now) == 0
    assert lying(acme) == 1
