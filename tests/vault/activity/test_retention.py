"""What is kept of activity, and for how long."""

from datetime import datetime, timedelta

import pytest

from bailee.vault.activity import retention, sign_ins, uses
from bailee.vault.activity.models import SignIn, Use
from bailee.vault.activity.retention import Kept, shortened_address
from tests.cast import Vault
from tests.web.ui.doors import FIREFOX


def signed_in(acme: Vault, at: datetime) -> SignIn:
    with acme.inside():
        one = sign_ins.begin(
            acme.ada, address="203.0.113.77", header=FIREFOX, referrer="intranet.example", now=at
        )
        uses.record(one.id, route="files/", method="GET", address="203.0.113.77", now=at)
    return one


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        (13, (Kept(0, 0, 0), "203.0.113.77", 1)),
        (15, (Kept(0, 0, 2), "203.0.113.*", 1)),
        (31, (Kept(0, 1, 1), "203.0.113.*", 0)),
    ],
)
def test_activity_is_kept_its_days(
    acme: Vault, now: datetime, days: int, kept: tuple[Kept, str, int]
) -> None:
    one = signed_in(acme, now - timedelta(days=days))
    with acme.inside():
        did = retention.keep(now)
        assert (did, SignIn.objects.get(id=one.id).address, Use.objects.count()) == kept
        assert retention.keep(now) == Kept(0, 0, 0)


def test_sign_in_is_gone_after_ninety_days(acme: Vault, now: datetime) -> None:
    signed_in(acme, now - timedelta(days=91))
    with acme.inside():
        retention.keep(now)
        assert (SignIn.objects.count(), Use.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("203.0.113.77", "203.0.113.*"),
        ("2001:db8:12:3456::1", "2001:0db8:0012:*"),
        ("", "*"),
        ("unix", "*"),
    ],
)
def test_address_is_shortened_to_its_network(address: str, short: str) -> None:
    assert shortened_address(address) == short
