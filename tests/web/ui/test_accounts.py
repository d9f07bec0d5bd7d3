"""allauth bent to this house: no other host, no enumeration, throttled per vault."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpRequest

from bailee.people import users
from bailee.people.models import Throttle, User
from bailee.vault.mail.models import Message
from bailee.vault.mail.outbox import UnknownKindError
from bailee.web.ui.accounts import AccountAdapter
from tests.cast import PASSWORD, Vault
from tests.web.ui.doors import (
    LOGIN,
    NEW,
    RESET,
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


def test_pause_answers_the_right_password_like_a_wrong_one(acme: Vault) -> None:
    browser = acme.browser()
    for _ in range(5):
        wrong = sign_in(browser, "ada@acme.example", "wrong")
    pages = [sign_in(browser, "ada@acme.example", word) for word in ("wrong", PASSWORD)]
    assert [(page.status_code, cookies(page)) for page in pages] == [(200, set())] * 2
    told = [_error(page) for page in pages]
    assert told[0] == told[1]
    assert told[0].startswith("Too many attempts. So that nobody can guess, signing in is paused")
    assert "for 1 minute, until" in _error(wrong)


def test_pause_of_somebody_unknown_is_told_like_that_of_somebody_known(acme: Vault) -> None:
    told = []
    for number, email in enumerate(("ada@acme.example", "eve@acme.example")):
        browser = acme.browser()
        browser.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        told.append([_error(sign_in(browser, email, "wrong"))[:60] for _ in range(7)])
    assert told[0] == told[1]
    with acme.inside():
        kept = str(list(Throttle.objects.values_list("account", "address")))
    assert ("eve" in kept, "192.0.2" in kept) == (False, False)


def test_owner_comes_in_by_the_mailed_link_while_there_is_a_pause(acme: Vault) -> None:
    browser = acme.browser()
    for _ in range(9):
        sign_in(browser, "ada@acme.example", "wrong")
    browser.post(RESET, {"email": "ada@acme.example"})
    with acme.inside():
        mail = Message.objects.get(kind="password_reset")
    link = re.search(rf"{RESET}[\w-]+/", mail.text)
    assert link is not None
    browser.post(link[0], {"password": NEW})
    assert sign_in(browser, "ada@acme.example", NEW).status_code == 302


def test_owner_comes_in_from_another_address_while_there_is_a_pause(acme: Vault) -> None:
    guesser, owner = acme.browser(), acme.browser()
    guesser.defaults["REMOTE_ADDR"], owner.defaults["REMOTE_ADDR"] = "192.0.2.1", "192.0.2.2"
    for _ in range(9):
        sign_in(guesser, "ada@acme.example", "wrong")
    assert sign_in(owner, "ada@acme.example").status_code == 302


def _error(page: Any) -> str:
    return " ".join(str(error) for error in page.context["form"].non_field_errors())


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
