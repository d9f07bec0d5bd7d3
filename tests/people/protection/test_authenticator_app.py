"""The app of people without a telephone: what it shows can still be typed."""

import time
from datetime import datetime, timedelta

import pytest

from bailee.foundation import clock
from bailee.people.protection import authenticator_app
from tests.cast import Vault


def test_code_that_is_about_to_end_is_waited_out(
    acme: Vault, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr(authenticator_app, "_TYPING", 31.0)  # every code is about to end
    with acme.inside():
        secret = authenticator_app.give(acme.ben, now=now)
        code = authenticator_app.shown(acme.ben)
    (left,) = slept
    assert 0 < left <= 30
    assert code == authenticator_app.code_at(secret, clock.now() + timedelta(seconds=left))
