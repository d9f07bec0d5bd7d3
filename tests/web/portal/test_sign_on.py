"""Single sign-on as people meet it: no cookie before their yes, and no way around it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client as HttpClient

from bailee.people import users
from bailee.people.models import User
from bailee.vault.activity.models import SignIn
from bailee.vault.sign_on import discovery, provider
from bailee.vault.sign_on.models import Attempt, Link, Provider
from bailee.vault.sign_on.provider import Wish
from tests.cast import DOMAIN, PASSWORD, Vault, office_browser
from tests.pretender import CLIENT, ISSUER, SECRET, Pretender
from tests.web.ui.doors import CODE, COOKIE, LOGIN, START, code_of, cookies, sign_in, with_factor

NEW = "/account/sign-on/"
BACK = "/account/sign-on/back/"
AGREE = "/account/sign-on/agree/"
SETTINGS = "/people/sign-on/"
WISH = Wish(label="Acme account", issuer=ISSUER, client=CLIENT, secret=SECRET)


@pytest.fixture
def pretender(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pretender]:
    made = Pretender()
    monkeypatch.setattr(discovery, "ask", made.ask)
    yield made
    cache.clear()


def _on(vault: Vault, now: datetime, **wish: Any) -> Provider:
    by = vault.ada.actor
    with vault.inside():
        one = provider.set_up(replace(WISH, **wish), by=by, now=now, link="")
        provider.tried(one, by=by, now=now)
        provider.switch_on(one, by=by, now=now, link="")
    return one


def _there(browser: HttpClient, **asked: str) -> str:
    response = browser.get(NEW, asked)
    assert response.status_code == 302, response.content
    return str(response["Location"])


def _back(browser: HttpClient, pretender: Pretender, there: str, **said: str) -> Any:
    """As a browser comes back from another site: by GET, from elsewhere."""
    answer = pretender.visit(there)
    query = {"state": answer.state, "code": answer.code, **said}
    return browser.get(BACK, query, headers={"sec-fetch-site": "cross-site"})


def _agree(browser: HttpClient, page: Any) -> Any:
    assert page.status_code == 200, page.content
    return browser.post(AGREE, {"ticket": page.context["ticket"]})


def test_person_signs_in_without_a_cookie_before_their_yes(
    acme: Vault, pretender: Pretender, now: datetime
) -> None:
    _on(acme, now)
    browser = acme.browser()
    page = browser.get(LOGIN)
    assert b"Sign in with Acme account" in page.content
    there = browser.get(NEW, {"next": "/people/?sort=name"})
    asked = parse_qs(urlsplit(there["Location"]).query)
    assert asked["redirect_uri"] == [f"https://{acme.host}:{settings.PORT}{BACK}"]
    back = _back(browser, pretender, there["Location"])
    assert b"Ada" in back.content
    assert b"ada@acme.example" in back.content
    assert [cookies(one) for one in (page, there, back)] == [set(), set(), set()]
    done = _agree(browser, back)
    assert (done.status_code, done["Location"]) == (302, "/people/?sort=name")
    assert cookies(done) == {COOKIE}
    # She is in; as an owner she is still asked for a second factor of her own.
    assert browser.get("/people/")["Location"] == "/account/factor/"
    with acme.inside():
        assert SignIn.objects.get().way == "single sign-on"
        assert SignIn.objects.get().person == acme.ada
        assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:x", "/\r\nX:"],
)
def test_nobody_is_led_elsewhere_afterwards(
    acme: Vault, pretender: Pretender, elsewhere: str, now: datetime
) -> None:
    _on(acme, now)
    browser = acme.browser()
    back = _back(browser, pretender, _there(browser, next=elsewhere))
    assert _agree(browser, back)["Location"] == START


def test_page_of_another_site_cannot_say_yes_for_somebody(
    acme: Vault, pretender: Pretender, now: datetime
) -> None:
    _on(acme, now)
    browser = acme.browser()
    page = _back(browser, pretender, _there(browser))
    for site in ("cross-site", "same-site", "none"):
        forged = browser.post(
            AGREE, {"ticket": page.context["ticket"]}, headers={"sec-fetch-site": site}
        )
        assert (forged.status_code, cookies(forged)) == (403, set())
    assert _agree(browser, page).status_code == 302


def test_way_back_that_was_sent_to_somebody_else_signs_nobody_in(
    acme: Vault, pretender: Pretender, now: datetime
) -> None:
    """Login CSRF: the attacker's own way back, opened by the victim's browser elsewhere."""
    _on(acme, now)
    attacker, victim = acme.browser(), acme.browser()
    there = _there(attacker)
    victim.defaults["REMOTE_ADDR"] = "198.51.100.9"
    page = _back(victim, pretender, there)
    assert (page.status_code, cookies(page)) == (400, set())
    assert b"another network" in page.content
    there = _there(attacker)
    near = acme.browser()
    near.defaults["HTTP_USER_AGENT"] = "Another browser"
    page = _back(near, pretender, there)
    assert (page.status_code, cookies(page)) == (400, set())
    assert b"another browser" in page.content


def test_way_back_is_no_good_twice(acme: Vault, pretender: Pretender, now: datetime) -> None:
    _on(acme, now)
    browser = acme.browser()
    there = _there(browser)
    first = _back(browser, pretender, there)
    again = _back(browser, pretender, there)
    assert (again.status_code, cookies(again)) == (400, set())
    _agree(browser, first)
    spent = browser.post(AGREE, {"ticket": first.context["ticket"]})
    assert spent.status_code == 400


def test_way_back_begun_at_another_portal_is_refused(
    acme: Vault, cygnus: Vault, pretender: Pretender, now: datetime
) -> None:
    _on(acme, now)
    with cygnus.inside():
        one = provider.set_up(WISH, by=cygnus.cy.actor, now=now, link="")
        Provider.objects.filter(pk=one.pk).update(tried_at=now, on_since=now)
    there = _there(acme.browser())
    page = _back(cygnus.browser(), pretender, there)
    assert (page.status_code, cookies(page)) == (400, set())


@pytest.mark.parametrize(
    ("claims", "status", "told"),
    [
        ({"email": "zoe@acme.example"}, 403, b"has no account here"),
        ({"email_verified": False}, 403, b"email_verified"),
        ({"email": "ada@evil.example"}, 403, b"not an address of your company"),
        ({"iss": "https://id.evil.example"}, 502, b"iss"),
        ({"aud": "another"}, 502, b"aud"),
        ({"nonce": "another"}, 502, b"nonce"),
        ({"exp": 1}, 502, b"expired"),
    ],
)
def test_refusal_says_why_and_sets_no_cookie(
    acme: Vault,
    pretender: Pretender,
    claims: dict[str, Any],
    status: int,
    told: bytes,
    now: datetime,
) -> None:
    _on(acme, now, domains=["acme.example"])
    pretender.claims = claims
    browser = acme.browser()
    page = _back(browser, pretender, _there(browser))
    assert (page.status_code, cookies(page)) == (status, set())
    assert told in page.content
    assert page["Referrer-Policy"] == "same-origin"  # its address holds the provider's code
    with acme.inside():
        assert (User.objects.count(), Link.objects.count()) == (4, 0)


def test_own_second_factor_is_asked_for_after_it(
    acme: Vault, pretender: Pretender, now: datetime
) -> None:
    _on(acme, now)
    with_factor(acme, acme.ada)
    browser = acme.browser()
    pretender.claims = {"amr": ["pwd", "mfa"]}
    asked = _agree(browser, _back(browser, pretender, _there(browser)))
    assert asked["Location"] == CODE
    assert browser.get("/people/")["Location"].startswith(LOGIN)
    assert browser.post(CODE, {"code": code_of()}).status_code == 302
    assert browser.get("/people/").status_code == 200
    with acme.inside():
        assert SignIn.objects.get().way == "single sign-on"


@pytest.mark.parametrize(
    ("claims", "levels", "counts"),
    [
        ({"amr": ["pwd", "mfa"]}, [], True),
        ({"amr": ["pwd"]}, [], False),
        ({}, [], False),
        ({"acr": "gold"}, ["gold"], True),
        ({"acr": "gold"}, [], False),
        ({"acr": ""}, ["gold"], False),
    ],
)
def test_second_factor_of_the_provider_counts_where_owners_say_so(
    acme: Vault,
    pretender: Pretender,
    now: datetime,
    claims: dict[str, Any],
    levels: list[str],
    *,
    counts: bool,
) -> None:
    _on(acme, now, trusts_factor=True, levels=levels)
    with_factor(acme, acme.ada)
    pretender.claims = claims
    browser = acme.browser()
    done = _agree(browser, _back(browser, pretender, _there(browser)))
    assert done["Location"] == (START if counts else CODE)


def test_passwords_can_be_kept_to_owners(acme: Vault, pretender: Pretender, now: datetime) -> None:
    _on(acme, now, passwords=False)
    told = sign_in(acme.browser(), "ben@acme.example")
    assert (told.status_code, cookies(told)) == (200, set())
    assert b"Your company signs in with Acme account" in told.content
    for address, password in (("ben@acme.example", "wrong"), ("x@acme.example", PASSWORD)):
        silent = sign_in(acme.browser(), address, password)
        assert b"Your company signs in with" not in silent.content
    assert sign_in(acme.browser(), "ada@acme.example").status_code == 302


def test_deactivated_between_two_pages_stays_out(
    acme: Vault, pretender: Pretender, now: datetime
) -> None:
    _on(acme, now)
    pretender.claims = {"email": "ben@acme.example", "sub": "7f-ben"}
    browser = acme.browser()
    page = _back(browser, pretender, _there(browser))
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
    refused = _agree(browser, page)
    assert (refused.status_code, cookies(refused)) == (403, set())


def test_nothing_is_offered_where_it_is_off_or_in_the_office(
    acme: Vault, pretender: Pretender, now: datetime
) -> None:
    assert b"or with your password" not in acme.browser().get(LOGIN).content
    assert acme.browser().get(NEW).status_code == 400
    _on(acme, now)
    with acme.inside():
        Provider.objects.update(secret="")
    assert b"or with your password" not in acme.browser().get(LOGIN).content
    office = office_browser()
    assert office.get(LOGIN).status_code == 200
    assert office.get(NEW).status_code == 404
    assert DOMAIN in office.defaults["SERVER_NAME"]


def test_provider_that_does_not_answer_is_told_and_nobody_is_stuck(
    acme: Vault, pretender: Pretender, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _on(acme, now)

    def fail(*_: object, **__: object) -> None:
        raise discovery.ProviderError("The host did not answer in time.")

    monkeypatch.setattr(discovery, "ask", fail)
    page = acme.browser().get(NEW)
    assert (page.status_code, cookies(page)) == (502, set())
    assert b"did not answer in time" in page.content
    assert sign_in(acme.browser(), "ada@acme.example").status_code == 302
