from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from bailee.vault.links import trust
from bailee.vault.links.models import TrustedHost
from tests.cast import Vault


def test_trust_is_one_persons_and_safe_to_repeat(acme: Vault, now: datetime) -> None:
    with acme.inside():
        first = trust.trust("quay.example", person=acme.ada, now=now)
        assert trust.trust("quay.example", person=acme.ada, now=now) == first
        assert [trust.trusts(one, "quay.example") for one in (acme.ada, acme.rae)] == [True, False]
        assert not trust.trusts(acme.ada, "berth.quay.example")
        assert [one.host for one in trust.of(acme.ada)] == ["quay.example"]
        assert list(trust.of(acme.rae)) == []


def test_withdraw_is_for_the_same_person_alone(acme: Vault, now: datetime) -> None:
    with acme.inside():
        kept = trust.trust("quay.example", person=acme.ada, now=now)
        assert trust.withdraw(kept.id, person=acme.rae) is None
        assert trust.withdraw(kept.id, person=acme.ada) == "quay.example"
        assert trust.withdraw(kept.id, person=acme.ada) is None
        assert not TrustedHost.objects.exists()


def test_trust_goes_with_the_person(acme: Vault, now: datetime) -> None:
    with acme.inside():
        trust.trust("quay.example", person=acme.rae, now=now)
        acme.rae.delete()
        assert not TrustedHost.objects.exists()


def test_host_is_kept_as_dns_has_it(acme: Vault, now: datetime) -> None:
    with acme.inside():
        for host in ("", "Quay.example", "münchen.example", "quay.example/x", "a b"):
            with pytest.raises(IntegrityError), transaction.atomic():
                trust.trust(host, person=acme.ada, now=now)


def test_host_is_read_back_in_its_own_script_where_that_is_clear(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        for host in ("xn--mnchen-3ya.example", "xn--80ak6aa92e.example", "[::1]"):
            trust.trust(host, person=acme.ada, now=now)
        assert [one.unicode_host for one in trust.of(acme.ada)] == [
            "[::1]",
            "xn--80ak6aa92e.example",
            "münchen.example",
        ]
