"""The throttle: pauses grow, end, and keep nobody out for good."""

import threading
from datetime import datetime, timedelta

import pytest

from bailee.foundation import tenancy
from bailee.people import throttle
from bailee.people.models import Throttle
from bailee.people.throttle import Turn
from bailee.people.throttled import Purpose
from tests.cast import Vault

ADA = "ada@acme.example"
HERE = "192.0.2.1"
MINUTE = timedelta(minutes=1)


def fail(account: str, address: str, now: datetime) -> Turn:
    return throttle.admit(Purpose.SIGN_IN, account=account, address=address, now=now)


def test_pauses_grow_to_a_quarter_of_an_hour_and_each_lets_one_try_pass(
    acme: Vault, now: datetime
) -> None:
    pauses = []
    with acme.inside():
        for _ in range(4):
            assert fail(ADA, HERE, now) == Turn(granted=True)
        for _ in range(6):
            turn = fail(ADA, HERE, now)
            assert turn.granted is True
            assert turn.paused_until is not None
            pauses.append((turn.paused_until - now) // MINUTE)
            assert fail(ADA, HERE, turn.paused_until - timedelta(seconds=1)).granted is False
            now = turn.paused_until
    assert pauses == [1, 2, 4, 8, 15, 15]


def test_tries_during_a_pause_do_not_lengthen_it(acme: Vault, now: datetime) -> None:
    with acme.inside():
        ends = {fail(ADA, HERE, now).paused_until for _ in range(40)}
    assert ends == {None, now + MINUTE}


def test_a_day_without_a_try_forgets_the_count(acme: Vault, now: datetime) -> None:
    with acme.inside():
        for _ in range(5):
            fail(ADA, HERE, now)
        assert fail(ADA, HERE, now + timedelta(days=1, seconds=1)) == Turn(granted=True)


def test_one_address_is_paused_for_every_account(acme: Vault, now: datetime) -> None:
    with acme.inside():
        turns = [fail(f"{number}@acme.example", HERE, now) for number in range(21)]
        elsewhere = fail("0@acme.example", "192.0.2.2", now)
    assert [turn.granted for turn in turns] == [True] * 20 + [False]
    assert elsewhere.granted is True


def test_one_household_of_ipv6_counts_as_one_address(acme: Vault, now: datetime) -> None:
    with acme.inside():
        turns = [fail(ADA, f"2001:db8:1:2::{number}", now) for number in range(6)]
        other = fail(ADA, "2001:db8:1:3::1", now)
    assert [turn.granted for turn in turns] == [True] * 5 + [False]
    assert other.granted is True


def test_guessing_from_everywhere_does_not_keep_the_owner_out_where_she_was_before(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        fail(ADA, HERE, now)
        throttle.took(Purpose.SIGN_IN, account=ADA, address=HERE, now=now)
        guesses = [fail(ADA, f"198.51.100.{number}", now) for number in range(51)]
        hers = fail(ADA, HERE, now)
    assert [turn.granted for turn in guesses] == [True] * 50 + [False]
    assert hers == Turn(granted=True)


def test_own_right_sign_ins_do_not_reset_what_the_address_tried_at_others(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        for number in range(20):
            fail(f"{number}@acme.example", HERE, now - timedelta(minutes=30))
            if number < 15:
                fail("mallory@acme.example", HERE, now)
                throttle.took(
                    Purpose.SIGN_IN, account="mallory@acme.example", address=HERE, now=now
                )
        row = Throttle.objects.get(account="")
    assert row.tries == 20


def test_reset_link_ends_the_pause_and_makes_its_address_trusted(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        for number in range(60):
            fail(ADA, f"198.51.100.{number}", now)
        assert fail(ADA, HERE, now).granted is False
        throttle.lift(account=ADA, address=HERE, now=now)
        for number in range(60, 120):
            fail(ADA, f"198.51.100.{number}", now)
        assert fail(ADA, HERE, now).granted is True


def test_many_at_once_gain_nothing(acme: Vault, now: datetime) -> None:
    granted: list[bool] = []

    def one() -> None:
        with tenancy.inside(acme.schema):
            granted.append(fail(ADA, HERE, now).granted)
        tenancy.shut_all()

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(granted) == [False] * 7 + [True] * 5


def test_kept_is_no_address_and_no_account_and_no_vault_shows_the_same(
    acme: Vault, cygnus: Vault, now: datetime
) -> None:
    seen = []
    for vault in (acme, cygnus):
        with vault.inside():
            fail(ADA, HERE, now)
            seen.append(set(Throttle.objects.values_list("account", "address")))
    assert seen[0] & seen[1] == set()
    assert "ada" not in str(seen)
    assert "192.0.2" not in str(seen)


@pytest.mark.parametrize(("days", "left"), [(0, 3), (2, 1), (91, 0)])
def test_counts_go_after_a_day_and_trust_with_the_sign_ins(
    acme: Vault, now: datetime, days: int, left: int
) -> None:
    with acme.inside():
        fail(ADA, HERE, now)
        throttle.took(Purpose.SIGN_IN, account=ADA, address=HERE, now=now)
        later = now + timedelta(days=days)
        throttle.forget(later, trusted_for=timedelta(days=90))
        assert Throttle.objects.count() == left
