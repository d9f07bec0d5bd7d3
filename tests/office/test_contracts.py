"""A contract is agreed once and ended once, not before its notice period."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from bailee.office.clients import contracts, registry
from bailee.office.clients.models import Contract
from tests.cast import Staff, Vault


def _contract(vault: Vault) -> Contract:
    return Contract.objects.get(client=vault.client)


def test_notice_ends_the_contract_on_its_day(acme: Vault, staff: Staff, now: datetime) -> None:
    end = (now + timedelta(days=30)).date()
    given = contracts.give_notice(_contract(acme), ends_on=end, by=staff.emil.actor, now=now)
    assert (given.ends_on, given.notice_at, given.notice_by_id) == (end, now, staff.emil.pk)


def test_notice_period_is_kept(acme: Vault, staff: Staff, now: datetime) -> None:
    early = (now + timedelta(days=29)).date()
    with pytest.raises(contracts.NoticeError, match="notice period of 30 days"):
        contracts.give_notice(_contract(acme), ends_on=early, by=staff.emil.actor, now=now)


def test_both_sides_may_waive_the_notice_period(acme: Vault, staff: Staff, now: datetime) -> None:
    given = contracts.give_notice(
        _contract(acme), ends_on=now.date(), by=staff.emil.actor, now=now, waive=True
    )
    assert given.ends_on == now.date()


def test_notice_is_given_once(acme: Vault, staff: Staff, now: datetime) -> None:
    end = (now + timedelta(days=40)).date()
    contracts.give_notice(_contract(acme), ends_on=end, by=staff.emil.actor, now=now)
    with pytest.raises(contracts.NoticeError, match="already"):
        contracts.give_notice(_contract(acme), ends_on=end, by=staff.dana.actor, now=now)


@pytest.mark.parametrize(
    "change",
    [
        {"price_per_month": Decimal(-1)},
        {"currency": "euro"},
        {"currency": "eur"},
        {"ends_on": date(2027, 1, 1)},
    ],
)
def test_database_refuses_a_contract_that_makes_no_sense(
    change: dict[str, object], acme: Vault
) -> None:
    with pytest.raises(Exception, match=r"violates check constraint|too long"):
        Contract.objects.filter(client=acme.client).update(**change)


def test_client_has_one_running_contract(acme: Vault, staff: Staff, now: datetime) -> None:
    with pytest.raises(IntegrityError):
        contracts.agree(
            acme.client,
            starts_on=now.date(),
            notice_days=30,
            price_per_month=Decimal(1),
            currency="EUR",
            by=staff.emil.actor,
            now=now,
        )


@pytest.mark.parametrize("label", ["", "Acme", "a b", "-acme", "acme-", "office", "a" * 60, "ä"])
def test_label_that_cannot_be_a_host_is_refused(label: str) -> None:
    with pytest.raises(registry.LabelError):
        registry.check_label(label)


def test_label_of_another_client_is_refused(acme: Vault) -> None:
    with pytest.raises(registry.LabelError, match="another client"):
        registry.check_label(acme.client.label)
