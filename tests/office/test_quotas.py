"""How much a client may keep: agreed with who and when, found from inside its vault."""

from datetime import datetime, timedelta

import pytest

from bailee.foundation import tenancy
from bailee.office.clients import quotas
from bailee.office.clients.models import Client, QuotaChange, Usage
from bailee.office.clients.quotas import Quota, QuotaError
from tests.cast import Staff, Vault


def test_nothing_is_agreed_at_first(acme: Vault) -> None:
    assert quotas.of(acme.client) == Quota()
    with acme.inside():
        assert quotas.here() == Quota()
    assert quotas.here() == Quota()


def test_agree_holds_at_once_and_keeps_who_and_when(
    acme: Vault, staff: Staff, now: datetime
) -> None:
    first, second = Quota(1_000, 5 * 10**9, 4), Quota(2_000, None, 4)
    quotas.agree(acme.client, first, by=staff.dana.actor, now=now)
    quotas.agree(acme.client, second, by=staff.priya.actor, now=now + timedelta(hours=1))
    with acme.inside():
        assert quotas.here() == second
    kept = QuotaChange.objects.filter(client=acme.client).values_list(
        "records", "file_bytes", "users", "by_id"
    )
    assert list(kept) == [
        (2_000, None, 4, staff.priya.id),
        (1_000, 5 * 10**9, 4, staff.dana.id),
    ]


def test_another_clients_quota_is_not_ours(acme: Vault, cygnus: Vault, now: datetime) -> None:
    quotas.agree(acme.client, Quota(7), by=acme.ada.actor, now=now)
    with cygnus.inside():
        assert quotas.here() == Quota()


@pytest.mark.parametrize("quota", [Quota(-1), Quota(file_bytes=-1), Quota(users=0)])
def test_what_makes_no_sense_is_refused(acme: Vault, quota: Quota, now: datetime) -> None:
    with pytest.raises(QuotaError):
        quotas.agree(acme.client, quota, by=acme.ada.actor, now=now)
    assert not QuotaChange.objects.filter(client=acme.client).exists()


def test_usage_is_only_the_newest_and_goes_with_the_client(acme: Vault, now: datetime) -> None:
    for records in (3, 5):
        quotas.note_usage(
            acme.client, records=records, file_bytes=1, table_bytes=2, users=4, now=now
        )
    assert [one.records for one in Usage.objects.filter(client=acme.client)] == [5]
    Client.objects.filter(pk=acme.client.pk).delete()
    assert not Usage.objects.filter(client_id=acme.client.pk).exists()
    assert tenancy.current().schema == "public"
