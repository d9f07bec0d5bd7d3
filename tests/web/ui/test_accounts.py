"""Signing in and out: which cookie is set when, who gets in, and what an answer gives away."""

import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client as HttpClient

from bailee.people import factors, invitations, resets, users
from bailee.people.models import Invitation, User
from bailee.people.roles import Role
from bailee.vault.mail.models import Message
from bailee.web.ui import passwords
from tests.cast import PASSWORD, Vault

COOKIE = "__Host-sessionid"
LOGIN = "/account/login/"
CODE = "/account/login/code/"
LOGOUT = "/account/logout/"
RESET = "/account/password/reset/"
ACTIVATE = "/account/factor/activate/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = "a lantern hangs over the slipway"


@pytest.fixture(autouse=True)
def _no_throttle() -> Iterator[None]:
    """Throttle counters and used codes live in this process; each test starts without."""
    cache.clear()
    yield
    cache.clear()


def sign_in(browser: HttpClient, email: str, password: str = PASSWORD) -> HttpResponse:
    return browser.post(LOGIN, {"login": email, "password": password})


def code_now() -> str:
    """The code of the present time step, with at least two seconds left to use it."""
    left = 30 - time.time() % 30
    if left < 2:
        time.sleep(left)
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def confirm(browser: HttpClient, password: str = PASSWORD) -> None:
    """Types the password once more, as changes of factors ask for."""
    assert browser.post("/account/again/", {"password": password})["Location"] == "/"


def with_factor(vault: Vault, person: User) -> None:
    with vault.inside():
        TOTP.activate(person, SECRET)


def cookies(response: HttpResponse) -> set[str]:
    return set(response.cookies)


def test_sign_in_sets_exactly_the_session_cookie(acme: Vault) -> None:
    browser = acme.browser()
    assert cookies(browser.get(LOGIN)) == set()
    response = sign_in(browser, "Ada@acme.example")
    assert (response.status_code, response["Location"], cookies(response)) == (302, "/", {COOKIE})
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
        pages.append(response.content.replace(email.encode(), b"ADDRESS"))
    assert pages[0] == pages[1]
    assert b"do not belong together" in pages[0]
    with acme.inside():
        assert Session.objects.count() == 0


def test_sign_in_of_somebody_deactivated_is_answered_like_somebody_unknown(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
    response = sign_in(acme.browser(), "ben@acme.example")
    assert (response.status_code, cookies(response)) == (200, set())
    assert b"do not belong together" in response.content


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
        (f"/invitation/{invited}/", {"name": "Tim", "password": NEW}),
        (f"/invitation/{invited}/", {"name": "Tim", "password": NEW}),
    ]
    seen = {f"GET {url}": cookies(browser.get(url)) for url in gets}
    seen |= {f"POST {url} {data}": cookies(browser.post(url, data)) for url, data in posts}
    assert {where: names for where, names in seen.items() if names} == {}
    with acme.inside():
        assert Session.objects.count() == 0
        assert User.objects.called("tim@acme.example").get().role == "reader"


def test_password_alone_does_not_sign_in_who_has_a_second_factor(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    browser = acme.browser()
    response = sign_in(browser, "ada@acme.example")
    assert (response["Location"], cookies(response)) == (CODE, {COOKIE})
    assert browser.get("/people/")["Location"] == f"{LOGIN}?next=%2Fpeople%2F"
    response = browser.post(CODE, {"code": code_now()})
    assert (response["Location"], cookies(response)) == ("/", {COOKIE})
    assert browser.get("/people/").status_code == 200


def test_code_works_once_also_with_spaces_and_in_another_process(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    code = code_now()
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
    response = browser.post(CODE, {"code": code_now()})
    assert (response["Location"], response.cookies[COOKIE].value) == (LOGIN, "")


def test_deactivated_is_out_at_the_next_request(acme: Vault, now: datetime) -> None:
    browser = acme.browser(acme.ben)
    assert browser.get("/people/").status_code == 200
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
    assert browser.get("/people/").status_code == 302


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
    assert (response.status_code, response["Location"]) == (302, "/")


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


def test_sign_in_changes_the_session_key(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    browser = acme.browser()
    before = sign_in(browser, "ada@acme.example").cookies[COOKIE].value
    after = browser.post(CODE, {"code": code_now()}).cookies[COOKIE].value
    assert before != after


def test_activation_seals_the_secret_shows_codes_once_and_ends_other_sessions(
    acme: Vault,
) -> None:
    other, browser = acme.browser(acme.ada), acme.browser()
    sign_in(browser, "ada@acme.example")
    confirm(browser)
    page = browser.get(ACTIVATE)
    assert b"data:image/svg+xml;base64," in page.content
    secret = page.context["form"].secret
    left = 30 - time.time() % 30
    if left < 2:
        time.sleep(left)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    response = browser.post(ACTIVATE, {"code": code})
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


def test_factor_changes_ask_for_the_password_again_after_five_minutes(acme: Vault) -> None:
    browser = acme.browser(acme.ada)  # signed in, but nothing says when
    response = browser.get(ACTIVATE)
    assert response["Location"] == "/account/again/?next=%2Faccount%2Ffactor%2Factivate%2F"
    wrong = browser.post(response["Location"], {"password": "wrong"})
    assert b"This is not your password" in wrong.content
    data = {"password": PASSWORD, "next": ACTIVATE}
    assert browser.post("/account/again/", data)["Location"] == ACTIVATE
    assert browser.get(ACTIVATE).status_code == 200


def test_switching_off_takes_the_factor_and_its_recovery_codes(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    browser = acme.browser()
    sign_in(browser, "ada@acme.example")
    browser.post(CODE, {"code": code_now()})
    confirm(browser)
    assert browser.get("/account/factor/deactivate/").status_code == 200
    assert browser.post("/account/factor/deactivate/")["Location"] == "/account/factor/"
    with acme.inside():
        assert Authenticator.objects.count() == 0


def test_new_recovery_codes_can_be_made(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    browser = acme.browser()
    sign_in(browser, "ada@acme.example")
    browser.post(CODE, {"code": code_now()})
    confirm(browser)
    assert browser.get("/account/factor/codes/new/").status_code == 200
    assert browser.post("/account/factor/codes/new/")["Location"] == "/account/factor/codes/"


def test_reset_answers_known_and_unknown_addresses_alike(acme: Vault) -> None:
    answers = []
    for email in ("ada@acme.example", "nobody@acme.example"):
        started = time.monotonic()
        response = acme.browser().post(RESET, {"email": email})
        assert time.monotonic() - started >= passwords.ANSWER_AFTER
        answers.append((response.status_code, dict(response.headers), response.content))
    assert answers[0] == answers[1]
    assert answers[0][1]["Location"] == f"{RESET}?asked"
    with acme.inside():
        assert [message.to for message in Message.objects.all()] == ["ada@acme.example"]


def test_reset_link_in_the_mail_sets_the_password(acme: Vault) -> None:
    acme.browser().post(RESET, {"email": "Ada@acme.example"}, HTTP_HOST=f"{acme.host}:1234")
    with acme.inside():
        text = Message.objects.get(kind="password_reset").text
    link = re.search(rf"https://{acme.host}:8443({RESET}[\w-]+/)", text)
    assert link is not None
    browser = acme.browser()
    assert browser.get(link[1]).status_code == 200
    response = browser.post(link[1], {"password": NEW})
    assert response["Location"] == f"{LOGIN}?done=password"
    assert browser.get(link[1]).status_code == 410
    assert sign_in(browser, "ada@acme.example").status_code == 200
    assert sign_in(browser, "ada@acme.example", NEW).status_code == 302


def test_reset_does_not_pass_by_the_second_factor(acme: Vault, now: datetime) -> None:
    with_factor(acme, acme.ada)
    with acme.inside():
        asked = resets.ask("ada@acme.example", now)
    assert asked is not None
    browser = acme.browser()
    browser.post(f"{RESET}{asked[1]}/", {"password": NEW})
    assert sign_in(browser, "ada@acme.example", NEW)["Location"] == CODE


def test_reset_is_throttled_per_address(acme: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ANSWER_AFTER", 0)
    statuses = [
        acme.browser().post(RESET, {"email": "ada@acme.example"}).status_code for _ in range(6)
    ]
    assert statuses == [302] * 5 + [429]


def test_weak_password_is_explained_and_nothing_typed_is_lost(acme: Vault, now: datetime) -> None:
    with acme.inside():
        wanted = {"email": "tim@acme.example", "name": "Tim", "role": Role.READER}
        _, token = invitations.invite(**wanted, by=acme.ada.actor, now=now)
    browser = acme.browser()
    response = browser.post(f"/invitation/{token}/", {"name": "Timothy", "password": "short"})
    assert response.status_code == 200
    assert b"at least 12 characters" in response.content
    assert b'value="Timothy"' in response.content


def test_nul_in_a_form_is_refused_with_words(acme: Vault, now: datetime) -> None:
    with acme.inside():
        wanted = {"email": "tim@acme.example", "name": "Tim", "role": Role.READER}
        _, token = invitations.invite(**wanted, by=acme.ada.actor, now=now)
    browser = acme.browser()
    for url, data in [
        (LOGIN, {"login": "a\0@acme.example", "password": "x\0y"}),
        (RESET, {"email": "a\0@acme.example"}),
        (f"/invitation/{token}/", {"name": "T\0m", "password": NEW}),
    ]:
        assert browser.post(url, data).status_code == 200


def test_invitation_that_ran_out_says_so(acme: Vault, now: datetime) -> None:
    with acme.inside():
        wanted = {"email": "tim@acme.example", "name": "Tim", "role": Role.READER}
        invitation, token = invitations.invite(**wanted, by=acme.ada.actor, now=now)
        Invitation.objects.filter(id=invitation.id).update(
            created_at=now - timedelta(days=8), expires_at=now - timedelta(days=1)
        )
    response = acme.browser().get(f"/invitation/{token}/")
    assert response.status_code == 410
    assert b"This invitation has run out. Ask the person who invited you" in response.content
