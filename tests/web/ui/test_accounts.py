"""allauth bent to this house: no other host, no enumeration, throttled per vault."""

from datetime import datetime

import pytest
from django.http import HttpRequest

from bailee.people import users
from bailee.people.models import User
from bailee.vault.mail.outbox import UnknownKindError
from bailee.web.ui.accounts import AccountAdapter
from tests.cast import PASSWORD, Vault
from tests.web.ui.doors import (
    ACTIVATE,
    LOGIN,
    START,
    cookies,
    sign_in,
)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "https:evil.example",
        "/\r\nLocation: https://evil.example/",
        "javascript:alert(1)",
        "https://cygnus.bailee.localhost/",
        "https://office.bailee.localhost/",
    ],
)
def test_sign_in_leads_to_no_other_host(acme: Vault, elsewhere: str) -> None:
    response = acme.browser().post(
        LOGIN, {"login": "ada@acme.example", "password": PASSWORD, "next": elsewhere}
    )
    assert (response.status_code, response["Location"]) == (302, START)


def test_sign_in_leads_back_to_the_page_that_was_asked_for(acme: Vault) -> None:
    browser = acme.browser()
    asked = browser.get("/people/?sort=name")
    page = browser.get(asked["Location"])
    assert b'name="next" value="/people/?sort=name"' in page.content
    data = {"login": "ada@acme.example", "password": PASSWORD, "next": "/people/?sort=name"}
    assert browser.post(LOGIN, data)["Location"] == "/people/?sort=name"


def test_sixth_wrong_password_is_refused_even_if_right(acme: Vault) -> None:
    browser = acme.browser()
    for _ in range(5):
        sign_in(browser, "ada@acme.example", "wrong")
    response = sign_in(browser, "ada@acme.example")
    assert (response.status_code, cookies(response)) == (200, set())
    assert b"Too many failed attempts" in response.content


def test_throttle_of_one_client_does_not_reach_another(acme: Vault, cygnus: Vault) -> None:
    for _ in range(10):
        sign_in(acme.browser(), "cy@cygnus.example", "wrong")
    assert sign_in(cygnus.browser(), "cy@cygnus.example").status_code == 302


def test_sign_in_of_somebody_deactivated_is_answered_like_somebody_unknown(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
    response = sign_in(acme.browser(), "ben@acme.example")
    assert (response.status_code, cookies(response)) == (200, set())
    assert b"do not belong together" in response.content


def test_factor_changes_ask_for_the_password_again_after_five_minutes(acme: Vault) -> None:
    browser = acme.browser(acme.ada)  # signed in, but nothing says when
    response = browser.get(ACTIVATE)
    assert response["Location"] == "/account/again/?next=%2Faccount%2Ffactor%2Factivate%2F"
    wrong = browser.post(response["Location"], {"password": "wrong"})
    assert b"This is not your password" in wrong.content
    data = {"password": PASSWORD, "next": ACTIVATE}
    assert browser.post("/account/again/", data)["Location"] == ACTIVATE
    assert browser.get(ACTIVATE).status_code == 200


def test_nobody_signs_up(acme: Vault) -> None:
    data = {"email": "eve@acme.example", "password1": "a lantern hangs over the slipway"}
    browser = acme.browser()
    assert browser.get("/account/signup/")["Location"] == LOGIN
    assert browser.post("/account/signup/", data)["Location"] == LOGIN
    assert AccountAdapter().is_open_for_signup(HttpRequest()) is False
    with acme.inside():
        assert User.objects.called("eve@acme.example").exists() is False


def test_allauth_sends_no_mail_of_its_own(acme: Vault) -> None:
    with acme.inside(), pytest.raises(UnknownKindError):
        AccountAdapter().send_mail("account/email/login_code", "ada@acme.example", {})
