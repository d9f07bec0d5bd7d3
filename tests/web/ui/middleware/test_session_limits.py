"""Sessions on the wire: idle, old, of a changed role, under a new key, planted."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client as HttpClient

from bailee.foundation import clock
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.activity import sign_ins
from bailee.vault.activity.models import SignIn
from tests.cast import Staff, Vault, office_browser
from tests.web.ui.doors import COOKIE, LOGIN, LOGOUT, NEW, cookies, sign_in


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock of the pages."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


def key(browser: HttpClient) -> str:
    return browser.cookies[COOKIE].value


def with_key(vault: Vault, value: str) -> HttpClient:
    browser = vault.browser()
    browser.cookies[COOKIE] = value
    return browser


@pytest.mark.parametrize(
    ("uses", "over", "words"),
    [
        ([61], "idle", b"because it was not used for a while"),
        ([*range(50, 700, 50), 721], "over", b"because it was old"),
    ],
)
def test_session_ends_idle_or_old_and_says_so(
    acme: Vault, now: datetime, at: Any, uses: list[int], over: str, words: bytes
) -> None:
    browser = acme.browser(acme.ada)
    for minutes in uses:
        at(now + timedelta(minutes=minutes))
        response = browser.get("/people/")
    assert response["Location"] == f"{LOGIN}?next=%2Fpeople%2F&over={over}"
    assert (cookies(response), browser.cookies[COOKIE].value) == ({COOKIE}, "")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    browser.cookies.clear()  # as a browser does with a cookie whose time is over
    assert words in browser.get(response["Location"]).content
    with acme.inside():
        sign_ins.run_out(clock.now())  # what is left are old keys, which lead nowhere
        assert (Session.objects.count(), SignIn.objects.get().ended_how) == (0, "ran out")


def test_change_of_role_ends_every_session_of_the_person(acme: Vault, at: Any) -> None:
    browsers = [acme.browser(acme.ben) for _ in range(2)]
    stolen = with_key(acme, key(browsers[0]))
    with acme.inside():
        User.objects.filter(id=acme.ben.id).update(role=Role.READER)
    answers = [one.get("/people/")["Location"] for one in (stolen, *browsers)]
    ended = f"{LOGIN}?next=%2Fpeople%2F"
    # The key of the second is the one that the thief has just ended.
    assert answers == [f"{ended}&over=role", ended, f"{ended}&over=role"]
    with acme.inside():
        assert Session.objects.count() == 0
        assert {one.ended_how for one in SignIn.objects.all()} == {"taken"}


def test_session_gets_a_new_key_and_the_old_one_soon_opens_nothing(
    acme: Vault, now: datetime, at: Any
) -> None:
    browser = acme.browser(acme.ada)
    old = key(browser)
    for minutes in (50, 100):
        at(now + timedelta(minutes=minutes))
        browser.get("/people/")
    assert key(browser) == old
    later = now + timedelta(minutes=125)
    at(later)
    browser.get("/people/", headers={"HX-Request": "true"})
    assert key(browser) == old  # only a page brings a new key, never what it fetches beside
    assert browser.get("/people/").status_code == 200
    new = key(browser)
    assert new != old
    at(later + timedelta(seconds=20))  # the answer with the new key was lost on the way
    again = with_key(acme, old)
    assert again.get("/people/").status_code == 200
    assert key(again) == new
    at(later + timedelta(seconds=40))
    assert with_key(acme, old).get("/people/").status_code == 302
    assert browser.get("/people/").status_code == 200


def test_signing_out_ends_the_old_key_too(acme: Vault, now: datetime, at: Any) -> None:
    browser = acme.browser(acme.ada)
    for minutes in (50, 100, 125):
        at(now + timedelta(minutes=minutes))
        old = key(browser)
        browser.get("/people/")
    assert key(browser) != old
    browser.post(LOGOUT)
    assert with_key(acme, old).get("/people/").status_code == 302
    with acme.inside():
        assert Session.objects.count() == 0


def test_sign_in_gives_another_key_than_came(acme: Vault) -> None:
    browser = acme.browser()
    sign_in(browser, "ada@acme.example")
    first = key(browser)
    other = with_key(acme, first)
    other.post(LOGOUT)
    browser = with_key(acme, first)
    sign_in(browser, "ada@acme.example")
    assert key(browser) != first


def test_office_session_opens_no_portal_and_the_other_way_round(acme: Vault, staff: Staff) -> None:
    office, portal = office_browser(staff.dana), acme.browser(acme.ada)
    assert with_key(acme, key(office)).get("/people/").status_code == 302
    stranger = office_browser()
    stranger.cookies[COOKIE] = key(portal)
    assert stranger.get("/").status_code == 302


@pytest.mark.parametrize("order", ["planted first", "planted last", "alone"])
@pytest.mark.parametrize(
    "planted",
    [
        "\u2000__Host-sessionid={}",
        "\xe2\x80\x80__Host-sessionid={}",  # U+2000 as the server hands its bytes on
        "\u0085__Host-sessionid={}",
        "\xc2\x85__Host-sessionid={}",
        "\u00a0__Host-sessionid={}",
        "\xc2\xa0__Host-sessionid={}",
        "\t__Host-sessionid={}",
        "$Version=1; __Host-sessionid={}",
        '$Version=1; __Host-sessionid="{}"',
        "__Host-sessionid={}",
    ],
)
def test_planted_session_signs_nobody_in(acme: Vault, planted: str, order: str) -> None:
    """Bo's session, planted by a host next door, beside Ada's own, beside none."""
    own = f"__Host-sessionid={key(acme.browser(acme.ada))}"
    evil = planted.format(key(acme.browser(acme.bo)))
    if planted == "__Host-sessionid={}" and order == "alone":
        pytest.skip("one plain cookie is how anybody comes in")
    header = {"planted first": f"{evil}; {own}", "planted last": f"{own}; {evil}", "alone": evil}
    response = acme.browser().get("/people/", headers={"cookie": header[order]})
    assert (response.status_code, cookies(response)) == (400, set())


def test_password_change_ends_other_sessions_and_keeps_this_one(acme: Vault) -> None:
    here, there = acme.browser(), acme.browser()
    for browser in (here, there):
        sign_in(browser, "ada@acme.example")
    before = key(here)
    page = "/account/password/"
    wrong = here.post(page, {"present": "wrong", "password": NEW})
    assert b"This is not your password" in wrong.content
    weak = here.post(page, {"present": "a grey heron stands in cold water", "password": "short"})
    assert b"at least 12 characters" in weak.content
    right = {"present": "a grey heron stands in cold water", "password": NEW}
    assert here.post(page, right)["Location"] == "/account/sessions/"
    assert (here.get("/people/").status_code, there.get("/people/").status_code) == (200, 302)
    assert key(here) != before
    assert sign_in(acme.browser(), "ada@acme.example").status_code == 200
    assert sign_in(acme.browser(), "ada@acme.example", NEW).status_code == 302
