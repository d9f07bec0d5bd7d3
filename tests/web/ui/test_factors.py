"""Signing in with a second factor."""

import re
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.sessions.models import Session
from django.core.cache import cache

from bailee.people import factors, users
from tests.cast import Vault
from tests.web.ui.doors import (
    ACTIVATE,
    CODE,
    COOKIE,
    LOGIN,
    START,
    code_of,
    cookies,
    sign_in,
    with_factor,
)


def test_password_alone_does_not_sign_in_who_has_a_second_factor(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    browser = acme.browser()
    response = sign_in(browser, "ada@acme.example")
    assert (response["Location"], cookies(response)) == (CODE, {COOKIE})
    assert browser.get("/people/")["Location"] == f"{LOGIN}?next=%2Fpeople%2F"
    response = browser.post(CODE, {"code": code_of()})
    assert (response["Location"], cookies(response)) == (START, {COOKIE})
    assert browser.get("/people/").status_code == 200


def test_code_works_once_also_with_spaces_and_in_another_process(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    code = code_of()
    first, second = acme.browser(), acme.browser()
    sign_in(first, "ada@acme.example")
    sign_in(second, "ada@acme.example")
    assert first.post(CODE, {"code": code}).status_code == 302
    for again in (code, f" {code[:3]} {code[3:]} "):
        cache.clear()  # what another process remembers
        response = second.post(CODE, {"code": again})
        assert response.status_code == 200
        assert b"This code is not right, or was used" in response.content


def test_recovery_code_signs_in_once(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    with acme.inside():
        code = RecoveryCodes.activate(acme.ada).get_unused_codes()[0]
    outcomes = []
    for _ in range(2):
        browser = acme.browser()
        sign_in(browser, "ada@acme.example")
        outcomes.append(browser.post(CODE, {"code": code}).status_code)
    assert outcomes == [302, 200]


def test_deactivated_between_password_and_code_stays_out(acme: Vault, now: datetime) -> None:
    with_factor(acme, acme.ben)
    browser = acme.browser()
    sign_in(browser, "ben@acme.example")
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
        assert Session.objects.count() == 0
    response = browser.post(CODE, {"code": code_of()})
    assert (response["Location"], response.cookies[COOKIE].value) == (LOGIN, "")


def test_activation_seals_the_secret_shows_codes_once_and_ends_other_sessions(
    acme: Vault,
) -> None:
    other, browser = acme.browser(acme.ada), acme.browser()
    sign_in(browser, "ada@acme.example")
    page = browser.get(ACTIVATE)
    assert b"data:image/svg+xml;base64," in page.content
    secret = page.context["form"].secret
    response = browser.post(ACTIVATE, {"code": code_of(secret)})
    assert response["Location"] == "/account/factor/codes/"
    with acme.inside():
        stored = Authenticator.objects.get(user=acme.ada, type="totp")
        assert secret not in stored.data["secret"]
        assert factors.unseal(stored.data["secret"]) == secret
        assert factors.spend(stored, now=stored.last_used_at) is False
    shown = re.findall(
        rb"^\D*(\d{8})$", browser.get("/account/factor/codes/").content, re.MULTILINE
    )
    assert len(shown) == 10
    again = browser.get("/account/factor/codes/")
    assert [code for code in shown if code in again.content] == []
    assert other.get("/people/").status_code == 302
    assert browser.get("/account/factor/").status_code == 200


def test_switching_off_takes_the_factor_and_its_recovery_codes(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    browser = acme.browser()
    sign_in(browser, "ada@acme.example")
    browser.post(CODE, {"code": code_of()})
    assert browser.get("/account/factor/deactivate/").status_code == 200
    assert browser.post("/account/factor/deactivate/")["Location"] == "/account/factor/"
    with acme.inside():
        assert Authenticator.objects.count() == 0


def test_new_recovery_codes_can_be_made(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    browser = acme.browser()
    sign_in(browser, "ada@acme.example")
    browser.post(CODE, {"code": code_of()})
    assert browser.get("/account/factor/codes/new/").status_code == 200
    assert browser.post("/account/factor/codes/new/")["Location"] == "/account/factor/codes/"
