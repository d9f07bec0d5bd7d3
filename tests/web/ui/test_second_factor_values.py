"""Codes and seeds: random, long enough, and short of life."""

import math
import secrets
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)

from tests.cast import Vault
from tests.web.ui.doors import CODE, SECRET, code_of, sign_in, with_factor


def test_seeds_come_from_the_systems_random_source(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def count(size: int) -> bytes:
        drawn.append(size)
        return bytes(size)

    monkeypatch.setattr(secrets, "token_bytes", count)
    monkeypatch.setattr(secrets, "token_hex", lambda size: count(size).hex())
    assert generate_totp_secret() == "A" * 32
    assert RecoveryCodes.generate_seed() == "0" * 80
    assert drawn == [20, 40]


def test_recovery_codes_have_more_than_twenty_bits(acme: Vault) -> None:
    with acme.inside():
        codes = RecoveryCodes.activate(acme.ben).generate_codes()
    assert (len(codes), len(set(codes))) == (10, 10)
    assert all(code.isdigit() and len(code) * math.log2(10) > 20 for code in codes)


def test_code_of_the_step_before_is_refused(acme: Vault) -> None:
    with_factor(acme, acme.ben)
    browser = acme.browser()
    sign_in(browser, "ben@acme.example")
    code_of()  # waits for a step with time left
    before = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 - 1))
    assert browser.post(CODE, {"code": before}).status_code == 200
    assert browser.get("/people/").status_code == 302
    assert browser.post(CODE, {"code": code_of()}).status_code == 302
    assert browser.get("/people/").status_code == 200
