"""What is grave asks for a fresh proof, and nothing typed is lost over it."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session

from bailee.foundation import clock, ids, tenancy
from bailee.web.ui import step_up
from tests import routes
from tests.cast import PASSWORD, Staff, Vault, freshly_proved, office_browser
from tests.web.ui.doors import (
    ACTIVATE,
    AGAIN,
    CODE,
    COOKIE,
    START,
    code_of,
    grow_stale,
    sign_in,
    with_factor,
)

TOKEN = "/integrations/tokens/new/"
GRAVE = {
    "portal": {
        "account/factor/activate/",
        "account/factor/deactivate/",
        "account/factor/codes/",
        "account/factor/codes/new/",
        "archive/new/",
        "archive/confirmation/",
        "archive/<uuid:build_id>/content/",
        "integrations/tokens/new/",
        "integrations/webhooks/new/",
        "integrations/webhooks/<uuid:webhook_id>/edit/",
    },
    "office": {
        "account/factor/activate/",
        "account/factor/deactivate/",
        "account/factor/codes/",
        "account/factor/codes/new/",
        "clients/<uuid:client_id>/notice/",
        "hand-backs/<uuid:handback_id>/steps/<str:kind>/",
    },
}


@pytest.mark.parametrize("face", sorted(GRAVE))
def test_grave_acts_ask_for_a_fresh_proof(face: str) -> None:
    asking = {
        one.pattern.removeprefix("/")
        for one in routes.of(face)
        if step_up.wanted(one.view) is not None
    }
    assert GRAVE[face] - asking == set()


def test_page_opens_for_five_minutes_after_the_proof_and_then_asks(acme: Vault) -> None:
    browser = acme.browser(acme.ada)
    grow_stale(acme, browser, acme.ada, minutes=4.9)
    assert browser.get(TOKEN).status_code == 200
    grow_stale(acme, browser, acme.ada, minutes=5.1)
    asked = browser.get(f"{TOKEN}?a=1")
    assert asked["Location"] == f"{AGAIN}?{urlencode({'next': f'{TOKEN}?a=1'})}"
    assert browser.get(asked["Location"]).status_code == 200


def test_fresh_sign_in_counts(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    browser = acme.browser()
    sign_in(browser, "ada@acme.example")
    browser.post(CODE, {"code": code_of()})
    assert browser.get(TOKEN).status_code == 200


def test_password_proves_who_has_no_factor_and_the_session_gets_a_new_key(acme: Vault) -> None:
    browser = acme.browser(acme.ada)
    grow_stale(acme, browser, acme.ada)
    wrong = browser.post(AGAIN, {"password": "wrong", "next": ACTIVATE})
    assert (wrong.status_code, b"This is not your password" in wrong.content) == (422, True)
    before = browser.cookies[COOKIE].value
    right = browser.post(AGAIN, {"password": PASSWORD, "next": ACTIVATE})
    assert right["Location"] == ACTIVATE
    with acme.inside():
        keys = {row.session_key for row in Session.objects.all()}
    assert keys == {browser.cookies[COOKIE].value}
    assert before not in keys
    assert browser.get(ACTIVATE).status_code == 200


def test_password_is_no_proof_of_who_has_a_factor(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    browser = acme.browser(acme.ada)
    grow_stale(acme, browser, acme.ada)
    refused = browser.post(AGAIN, {"password": PASSWORD, "next": TOKEN})
    assert (refused.status_code, b'name="code"' in refused.content) == (422, True)
    assert browser.get(TOKEN).status_code == 302
    assert browser.post(AGAIN, {"code": code_of(), "next": TOKEN})["Location"] == TOKEN
    assert browser.get(TOKEN).status_code == 200


def test_form_that_went_stale_comes_back_with_what_was_typed(acme: Vault) -> None:
    browser = acme.browser(acme.ada)
    grow_stale(acme, browser, acme.ada)
    typed = {"name": 'Stock "A" & <b>', "verbs": ["read", "write"]}
    asked = browser.post(TOKEN, typed)
    assert asked.status_code == 403
    kept = asked.context["kept"]
    assert kept == urlencode(typed, doseq=True)
    wrong = browser.post(AGAIN, {"password": "wrong", "next": TOKEN, "kept": kept})
    assert wrong.context["kept"] == kept
    done = browser.post(AGAIN, {"password": PASSWORD, "next": TOKEN, "kept": kept})
    assert done.context["to"] == TOKEN
    assert done.context["typed"] == [
        ("name", 'Stock "A" & <b>'),
        ("verbs", "read"),
        ("verbs", "write"),
    ]
    assert b'value="Stock &quot;A&quot; &amp; &lt;b&gt;"' in done.content


def test_part_of_a_page_moves_the_whole_page(acme: Vault) -> None:
    browser = acme.browser(acme.ada)
    grow_stale(acme, browser, acme.ada)
    shown = {"HX-Request": "true", "HX-Current-URL": f"https://{acme.host}/integrations/"}
    response = browser.post(TOKEN, {"name": "x"}, headers=shown)
    assert response["HX-Redirect"] == f"{AGAIN}?next=%2Fintegrations%2F"
    elsewhere = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/integrations/"}
    response = browser.post(TOKEN, {"name": "x"}, headers=elsewhere)
    assert response["HX-Redirect"] == f"{AGAIN}?{urlencode({'next': START})}"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"]
)
def test_proof_leads_to_no_other_host(acme: Vault, elsewhere: str) -> None:
    browser = acme.browser(acme.ada)
    assert elsewhere.encode() not in browser.get(AGAIN, {"next": elsewhere}).content
    for more in ({}, {"kept": "name=x"}):
        to = browser.post(AGAIN, {"password": PASSWORD, "next": elsewhere, **more})
        assert to["Location"] == START


def test_guessing_is_paused_even_for_the_right_password(acme: Vault) -> None:
    browser = acme.browser(acme.ada)
    for _ in range(6):
        browser.post(AGAIN, {"password": "wrong"})
    paused = browser.post(AGAIN, {"password": PASSWORD})
    assert (paused.status_code, b"Too many attempts" in paused.content) == (422, True)


def test_who_may_not_open_the_page_is_not_asked_to_prove(acme: Vault) -> None:
    browser = acme.browser(acme.rae)
    grow_stale(acme, browser, acme.rae)
    assert browser.get(TOKEN).status_code == 403
    assert browser.get(TOKEN).context is None or "kept" not in browser.get(TOKEN).context


def test_approving_a_purge_asks_in_the_office(staff: Staff) -> None:
    browser = office_browser(staff.dana)
    with tenancy.inside(tenancy.owner_seat()):
        freshly_proved(browser, staff.dana, ago=360)
    step = f"/hand-backs/{ids.new()}/steps/approved/"
    assert browser.get(step)["Location"] == f"{AGAIN}?{urlencode({'next': step})}"


def test_download_begun_with_a_fresh_proof_is_taken_up_again_for_a_while(
    rf: Any, acme: Vault
) -> None:
    now = clock.now()
    request = rf.get("/archive/x/content/")
    request.user, request.session = acme.ada, acme.browser(acme.ada).session
    wish = step_up.Freshness(resumed_for=step_up.FRESH_FOR * 3)
    later = [now + step_up.FRESH_FOR * factor for factor in (0, 2, 4)]
    with acme.inside():
        assert [step_up.holds(request, wish, now=one) for one in later] == [True, True, False]
        request.path = "/archive/y/content/"
        assert step_up.holds(request, wish, now=later[1]) is False
