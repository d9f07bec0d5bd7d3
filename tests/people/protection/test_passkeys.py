"""Passkeys: bound to host and person, used once, verified, and refused when copied."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator

from bailee.people import factors, users
from bailee.people.models import User
from bailee.people.protection import passkeys, recovery
from bailee.people.protection.models import What
from bailee.people.protection.passkeys import CopiedError, PasskeyError, Site
from tests.cast import Vault
from tests.passkey_device import Device

HERE = Site("acme.bailee.localhost", "https://acme.bailee.localhost:8443", "Acme Marine")
THERE = Site("cygnus.bailee.localhost", "https://cygnus.bailee.localhost:8443", "Cygnus")


def a_device(**more: object) -> Device:
    return Device(origin=HERE.origin, host=HERE.host, **more)  # type: ignore[arg-type]  # passed on


def added(person: User, device: Device, *, now: datetime, site: Site = HERE) -> Authenticator:
    challenge, options = passkeys.to_add(person, site, now=now)
    return passkeys.add(
        person,
        name="  Work   laptop ",
        answer=device.make(options),
        sealed=challenge.sealed,
        site=site,
        by=person.actor,
        now=now,
    )


def proved(
    person: User | None, device: Device, *, now: datetime, site: Site = HERE
) -> Authenticator:
    challenge, options = passkeys.to_prove(person, site, now=now)
    return passkeys.prove(
        person, answer=device.sign(options), sealed=challenge.sealed, site=site, now=now
    )


def later(now: datetime, seconds: float = 1) -> datetime:
    return now + timedelta(seconds=seconds)


def test_added_passkey_is_a_factor_with_a_name_and_recovery_codes(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        passkey = added(acme.rae, a_device(), now=now)
        assert (passkey.data["name"], factors.has_one(acme.rae)) == ("Work laptop", True)
        assert recovery.left(acme.rae) == 10
        told = list(acme.rae.factor_changes.values_list("what", "about"))
    assert sorted(told) == [(What.CODES_MADE, ""), (What.PASSKEY_ADDED, "Work laptop")]


def test_passkey_proves_its_person_with_and_without_a_name(acme: Vault, now: datetime) -> None:
    device = a_device()
    with acme.inside():
        passkey = added(acme.rae, device, now=now)
        assert proved(acme.rae, device, now=later(now)).id == passkey.id
        assert proved(None, device, now=later(now, 2)).user == acme.rae
        passkey.refresh_from_db()
    assert (passkey.data["counter"], passkey.last_used_at) == (2, later(now, 2))


def test_answer_counts_once(acme: Vault, now: datetime) -> None:
    device = a_device(counter=-1)  # one whose counter stays at 0, as of synchronised passkeys
    with acme.inside():
        added(acme.rae, Device(HERE.origin, HERE.host, key=device.key, id=device.id), now=now)
        challenge, options = passkeys.to_prove(None, HERE, now=later(now))
        answer = device.sign(options)
        again = {"answer": answer, "sealed": challenge.sealed, "site": HERE}
        assert passkeys.prove(None, **again, now=later(now, 2)).user == acme.rae  # type: ignore[arg-type]
        with pytest.raises(PasskeyError, match="not accepted"):
            passkeys.prove(None, **again, now=later(now, 3))  # type: ignore[arg-type]


def test_answer_given_to_another_host_is_refused(acme: Vault, now: datetime) -> None:
    device = a_device()
    with acme.inside():
        added(acme.rae, device, now=now)
        device.origin = THERE.origin
        with pytest.raises(PasskeyError, match="not accepted"):
            proved(None, device, now=later(now))
        device.origin, device.host = HERE.origin, THERE.host
        with pytest.raises(PasskeyError, match="not accepted"):
            proved(None, device, now=later(now))


def test_person_must_have_been_verified_by_the_device(acme: Vault, now: datetime) -> None:
    device = a_device(verifies=False)
    with acme.inside():
        with pytest.raises(PasskeyError, match="not accepted"):
            added(acme.rae, device, now=now)
        device.verifies = True
        added(acme.rae, device, now=now)
        device.verifies = False
        with pytest.raises(PasskeyError, match="not accepted"):
            proved(acme.rae, device, now=later(now))


def test_passkey_of_another_person_proves_nothing(acme: Vault, now: datetime) -> None:
    device = a_device()
    with acme.inside():
        added(acme.rae, device, now=now)
        with pytest.raises(PasskeyError, match="not accepted"):
            proved(acme.ben, device, now=later(now))
        with pytest.raises(PasskeyError, match="known here already"):
            added(acme.ben, device, now=later(now))


def test_challenge_for_one_person_or_purpose_serves_no_other(acme: Vault, now: datetime) -> None:
    device = a_device()
    with acme.inside():
        added(acme.rae, device, now=now)
        challenge, options = passkeys.to_prove(None, HERE, now=later(now))
        with pytest.raises(PasskeyError, match="not accepted"):
            passkeys.prove(
                acme.rae,
                answer=device.sign(options),
                sealed=challenge.sealed,
                site=HERE,
                now=later(now),
            )


def test_challenge_runs_out_after_ten_minutes_and_is_bound_to_the_vault(
    acme: Vault, cygnus: Vault, now: datetime
) -> None:
    device = a_device()
    with acme.inside():
        added(acme.rae, device, now=now)
        challenge, options = passkeys.to_prove(None, HERE, now=later(now))
        given = {"answer": device.sign(options), "sealed": challenge.sealed, "site": HERE}
        with pytest.raises(PasskeyError, match="not accepted"):
            passkeys.prove(None, **given, now=later(now, 602))  # type: ignore[arg-type]
    with cygnus.inside(), pytest.raises(PasskeyError, match="not accepted"):
        passkeys.prove(None, **given, now=later(now, 2))  # type: ignore[arg-type]


def test_counter_that_goes_back_shows_a_copy_which_is_refused_for_good(
    acme: Vault, now: datetime
) -> None:
    device = a_device()
    with acme.inside():
        passkey = added(acme.rae, device, now=now)
        copy = Device(HERE.origin, HERE.host, key=device.key, id=device.id)
        proved(acme.rae, device, now=later(now))
        with pytest.raises(CopiedError) as caught:
            proved(acme.rae, copy, now=later(now, 2))
        passkeys.refuse_for_good(caught.value.passkey, by=acme.rae.actor, now=now)
        with pytest.raises(PasskeyError, match="not accepted"):
            proved(acme.rae, device, now=later(now, 3))
        assert acme.rae.factor_changes.filter(what=What.PASSKEY_COPIED).get().about == "Work laptop"
        passkey.refresh_from_db()
    assert "copied_at" in passkey.data


def test_deactivated_person_does_not_come_in(acme: Vault, now: datetime) -> None:
    device = a_device()
    with acme.inside():
        added(acme.rae, device, now=now)
        users.deactivate(acme.rae, by=acme.ada.actor, now=now)
        with pytest.raises(PasskeyError, match="not accepted"):
            proved(None, device, now=later(now))


@pytest.mark.parametrize(
    "forge",
    [
        lambda _answer: None,
        lambda _answer: [],
        lambda _answer: {},
        lambda _answer: "x" * 100,
        lambda answer: {**answer, "rawId": "AAAA", "id": "AAAA"},
        lambda answer: {**answer, "response": {}},
        lambda answer: {**answer, "response": {**answer["response"], "signature": "AAAA"}},
        lambda answer: {**answer, "response": {**answer["response"], "clientDataJSON": "e30"}},
        lambda answer: {**answer, "response": {**answer["response"], "authenticatorData": "AA"}},
        lambda answer: {**answer, "rawId": 7, "id": 7},
    ],
)
def test_forged_answer_is_refused_without_an_error(
    acme: Vault, now: datetime, forge: Callable[[object], object]
) -> None:
    device = a_device()
    with acme.inside():
        added(acme.rae, device, now=now)
        challenge, options = passkeys.to_prove(None, HERE, now=later(now))
        with pytest.raises(PasskeyError, match="not accepted"):
            passkeys.prove(
                None,
                answer=forge(device.sign(options)),
                sealed=challenge.sealed,
                site=HERE,
                now=later(now),
            )


def test_removing_the_last_passkey_takes_the_recovery_codes(acme: Vault, now: datetime) -> None:
    with acme.inside():
        passkey = added(acme.rae, a_device(), now=now)
        passkeys.rename(passkey, name="Old laptop")
        passkeys.remove(passkey, by=acme.rae.actor, now=later(now))
        assert (Authenticator.objects.count(), recovery.left(acme.rae)) == (0, None)
        assert acme.rae.factor_changes.all()[0].about == "Old laptop"
