"""Coming in by password: one hash on every path, no word of who exists."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth.hashers import make_password

from bailee.people import entrance, hashing, users
from bailee.people.entrance import PausedError
from tests.cast import PASSWORD, Vault

HERE = "192.0.2.1"


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When a hash was computed."""
    hashing.is_nobodys("warm")
    done: list[float] = []
    behind = hashing._behind

    def noted(work: Callable[[], object]) -> object:
        done.append(time.monotonic())
        return behind(work)

    monkeypatch.setattr(hashing, "_behind", noted)
    return done


@pytest.mark.parametrize(
    ("email", "password", "name"),
    [
        ("ada@acme.example", PASSWORD, "Ada"),
        (" ADA@acme.example ", PASSWORD, "Ada"),
        ("ada@acme.example", "not the right one", None),
        ("eve@acme.example", PASSWORD, None),
        ("ben@acme.example", PASSWORD, None),  # deactivated
        ("bo@acme.example", "", None),  # whose hash was withheld on restore
    ],
)
def test_every_path_computes_one_hash(
    acme: Vault, hashes: list[float], now: datetime, email: str, password: str, name: str | None
) -> None:
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
        acme.bo.password = "!withheld"
        acme.bo.save()
        hashes.clear()
        person = entrance.identify(email=email, password=password, address=HERE, now=now)
    assert (person.name if person else None) == name
    assert len(hashes) == 1


def test_pause_computes_no_hash_for_anybody(
    acme: Vault, hashes: list[float], now: datetime
) -> None:
    with acme.inside():
        for email in ("ada@acme.example", "eve@acme.example"):
            for _ in range(4):
                entrance.identify(email=email, password="wrong", address=HERE, now=now)
            with pytest.raises(PausedError):  # the fifth is checked, and told of the pause
                entrance.identify(email=email, password="wrong", address=HERE, now=now)
            assert len(hashes) == 5
            with pytest.raises(PausedError):
                entrance.identify(email=email, password=PASSWORD, address=HERE, now=now)
            assert len(hashes) == 5
            hashes.clear()


def test_hashes_are_computed_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    under_way, most = 0, 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.01)
        with lock:
            under_way -= 1

    threads = [threading.Thread(target=hashing._behind, args=[work]) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most <= hashing.AT_ONCE


def test_hash_is_argon2id_on_one_lane() -> None:
    assert make_password(PASSWORD).startswith("argon2$argon2id$v=19$m=65536,t=2,p=1$")
