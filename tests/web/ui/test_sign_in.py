"""Signing in and out, and which cookie is set when."""

import re
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from bailee.foundation.tenancy import vaults
from bailee.people import invitations, resets, users
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.company.models import Contact
from tests.cast import Vault
from tests.web.ui.doors import (
    ACTIVATE,
    CODE,
    COOKIE,
    LOGIN,
    LOGOUT,
    NEW,
    RESET,
    START,
    code_of,
    cookies,
    sign_in,
    with_factor,
)


def test_sign_in_sets_exactly_the_session_cookie(acme: Vault) -> None:
    browser = acme.browser()
    assert cookies(browser.get(LOGIN)) == set()
    response = sign_in(browser, "Ada@acme.example")
    assert (response.status_code, response["Location"], cookies(response)) == (302, START, {COOKIE})
    morsel = response.cookies[COOKIE]
    assert (morsel["secure"], morsel["httponly"], morsel["samesite"]) == (True, True, "Lax")
    assert (morsel["path"], morsel["domain"]) == ("/", "")
    assert cookies(browser.get("/")) <= {COOKIE}


def test_sign_in_with_wrong_password_or_address_gives_the_same_page_and_no_cookie(
    acme: Vault,
) -> None:
    pages = []
    for email in ("ada@acme.example", "eve@acme.example"):
        response = sign_in(acme.browser(), email, "not the right one")
        assert (response.status_code, cookies(response)) == (200, set())
        # What a passkey would have to sign is another for everybody.
        plain = re.sub(rb'(data-options|name="challenge" value)="[^"]*"', b"", response.content)
        pages.append(plain.replace(email.encode(), b"ADDRESS"))
    assert pages[0] == pages[1]
    assert b"do not belong together" in pages[0]
    with acme.inside():
        assert Session.objects.count() == 0


def test_sign_in_at_another_client_fails(acme: Vault, cygnus: Vault) -> None:
    response = sign_in(cygnus.browser(), "ada@acme.example")
    assert (response.status_code, cookies(response)) == (200, set())


def test_session_of_one_client_opens_nothing_at_another(acme: Vault, cygnus: Vault) -> None:
    browser, stranger = acme.browser(acme.ada), cygnus.browser()
    stranger.cookies[COOKIE] = browser.cookies[COOKIE].value
    response = stranger.get("/people/")
    assert (response.status_code, response["Location"]) == (302, f"{LOGIN}?next=%2Fpeople%2F")


def test_sign_out_deletes_cookie_and_session(acme: Vault) -> None:
    browser = acme.browser()
    sign_in(browser, "ada@acme.example")
    response = browser.post(LOGOUT)
    assert (response.status_code, response["Location"]) == (302, LOGIN)
    morsel = response.cookies[COOKIE]
    assert (cookies(response), morsel.value, morsel["max-age"]) == ({COOKIE}, "", 0)
    assert morsel["secure"] is True  # without it a browser would keep a `__Host-` cookie
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    with acme.inside():
        assert Session.objects.count() == 0
    browser.cookies.clear()
    assert cookies(browser.get(LOGIN)) == set()


def test_sign_in_sweeps_out_sessions_that_have_run_out(acme: Vault, now: datetime) -> None:
    acme.browser(acme.ben)
    with acme.inside():
        Session.objects.update(expire_date=now - timedelta(seconds=1))
    browser = acme.browser()
    sign_in(browser, "ada@acme.example")
    with acme.inside():
        keys = [row.session_key for row in Session.objects.all()]
    assert keys == [browser.cookies[COOKIE].value]


def test_frozen_portal_lets_people_in_and_out_and_changes_nothing(acme: Vault) -> None:
    vaults.freeze(acme.schema)
    browser = acme.browser()
    assert sign_in(browser, "ada@acme.example").status_code == 302
    assert browser.get("/people/").status_code == 200
    contact = {"name": "Tim", "email": "tim@acme.example", "topics": "billing"}
    assert browser.post("/company/contacts/new/", contact).status_code == 409
    assert cookies(browser.post(LOGOUT)) == {COOKIE}
    with acme.inside():
        assert (Session.objects.count(), Contact.objects.filter(name="Tim").count()) == (0, 0)


def test_sign_out_by_a_link_is_not_possible(acme: Vault) -> None:
    browser = acme.browser(acme.ada)
    assert browser.get(LOGOUT).status_code == 405
    assert browser.get("/people/").status_code == 200


def test_visitors_get_no_cookie_on_any_page(acme: Vault, now: datetime) -> None:
    with acme.inside():
        wanted = {"email": "tim@acme.example", "name": "Tim", "role": Role.READER}
        _, invited = invitations.invite(**wanted, by=acme.ada.actor, now=now)
        asked = resets.ask("ben@acme.example", now)
    assert asked is not None
    browser = acme.browser()
    gets = [
        LOGIN,
        f"{LOGIN}?next=/people/",
        CODE,
        "/account/signup/",
        "/account/inactive/",
        RESET,
        f"{RESET}?asked",
        f"{RESET}{asked[1]}/",
        f"{RESET}unknown/",
        f"/invitation/{invited}/",
        "/invitation/unknown/",
        "/people/",
        ACTIVATE,
        "/account/again/",
        "/nowhere/",
    ]
    posts = [
        (LOGIN, {}),
        (LOGIN, {"login": "not an address", "password": "x"}),
        (CODE, {"code": "123456"}),
        (LOGOUT, {}),
        (RESET, {"email": "not an address"}),
        (RESET, {"email": "ada@acme.example"}),
        (f"{RESET}{asked[1]}/", {"password": "short"}),
        (f"{RESET}{asked[1]}/", {"password": NEW}),
        (f"/invitation/{invited}/", {"name": "Tim", "password": "short"}),
        (f"/invitation/{invited}/", {"name": "Tim", "password": NEW, "agrees": "on"}),
        (f"/invitation/{invited}/", {"name": "Tim", "password": NEW, "agrees": "on"}),
    ]
    seen = {f"GET {url}": cookies(browser.get(url)) for url in gets}
    seen |= {f"POST {url} {data}": cookies(browser.post(url, data)) for url, data in posts}
    assert {where: names for where, names in seen.items() if names} == {}
    with acme.inside():
        assert Session.objects.count() == 0
        assert User.objects.called("tim@acme.example").get().role == "reader"


def test_deactivated_is_out_at_the_next_request(acme: Vault, now: datetime) -> None:
    browser = acme.browser(acme.ben)
    assert browser.get("/people/").status_code == 200
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
    assert browser.get("/people/").status_code == 302


def test_sign_in_changes_the_session_key(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    browser = acme.browser()
    before = sign_in(browser, "ada@acme.example").cookies[COOKIE].value
    after = browser.post(CODE, {"code": code_of()}).cookies[COOKIE].value
    assert before != after
