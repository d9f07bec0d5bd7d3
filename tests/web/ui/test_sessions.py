"""The sessions that a person sees and ends; the activity that owners see."""

import pytest
from django.test import Client as HttpClient

from bailee.people.roles import Role
from bailee.vault.activity.models import SignIn, Use
from tests.cast import Staff, Vault, office_browser
from tests.web.portal.test_collections import text
from tests.web.ui.doors import CODE, FIREFOX, LOGIN, PHONE, code_of, sign_in, with_factor

SESSIONS = "/account/sessions/"


def at(vault: Vault, agent: str, address: str) -> HttpClient:
    browser = vault.browser()
    browser.defaults |= {"HTTP_USER_AGENT": agent, "REMOTE_ADDR": address}
    sign_in(browser, "ada@acme.example")
    return browser


def test_person_sees_each_session_with_browser_system_and_address(acme: Vault) -> None:
    here, _ = at(acme, FIREFOX, "192.0.2.7"), at(acme, PHONE, "2001:db8::7")
    shown = text(here.get(SESSIONS).content)
    assert "Firefox 140 This session Linux" in shown
    assert "192.0.2.7" in shown
    assert "Mobile Safari 18 iOS 18, iPhone 2001:db8::7" in shown


def test_session_is_ended_from_another_one(acme: Vault) -> None:
    here, phone = at(acme, FIREFOX, "192.0.2.7"), at(acme, PHONE, "2001:db8::7")
    with acme.inside():
        other = SignIn.objects.get(address="2001:db8::7")
    assert here.post(f"{SESSIONS}{other.id}/").status_code == 302
    assert phone.get("/").headers["Location"] == LOGIN
    assert here.get("/").status_code == 200
    assert "Ended by the person" in text(here.get(SESSIONS).content)


def test_all_other_sessions_end_at_once(acme: Vault) -> None:
    browsers = [at(acme, FIREFOX, f"192.0.2.{number}") for number in range(3)]
    browsers[0].post(f"{SESSIONS}others/")
    assert [browser.get("/").status_code for browser in browsers] == [200, 302, 302]


def test_session_of_somebody_else_cannot_be_ended(acme: Vault) -> None:
    ada, ben = at(acme, FIREFOX, "192.0.2.7"), acme.browser(acme.ben)
    with acme.inside():
        hers = SignIn.objects.get(person=acme.ada)
    assert ben.post(f"{SESSIONS}{hers.id}/").status_code == 404
    assert ada.get("/").status_code == 200


def test_signing_out_ends_the_sign_in(acme: Vault) -> None:
    browser = at(acme, FIREFOX, "192.0.2.7")
    browser.post("/account/logout/")
    with acme.inside():
        assert SignIn.objects.get().ended_how == "signed out"


def test_host_that_led_here_is_kept_through_the_second_factor(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    browser = acme.browser()
    page = browser.get(LOGIN, headers={"Referer": "https://intranet.example/start?secret=1"})
    assert b'name="came_from" value="intranet.example"' in page.content
    sign_in(browser, "ada@acme.example", came_from="intranet.example")
    browser.post(CODE, {"code": code_of()})
    with acme.inside():
        assert SignIn.objects.get().referrer == "intranet.example"


@pytest.mark.parametrize("forged", ["<b>", "a" * 300, "x\x00", "/etc"])
def test_forged_referrer_is_not_kept(acme: Vault, forged: str) -> None:
    browser = acme.browser()
    sign_in(browser, "ada@acme.example", came_from=forged)
    with acme.inside():
        assert SignIn.objects.get().referrer == ""


def test_owner_sees_who_used_what(acme: Vault) -> None:
    ben = acme.browser(acme.ben)
    ben.get("/files/")
    ben.get("/records/")
    ben.get("/records/")
    with acme.inside():
        his = SignIn.objects.get(person=acme.ben)
    ada = acme.browser(acme.ada)
    assert "Ben" in text(ada.get("/activity/").content)
    shown = text(ada.get(f"/activity/{his.id}/").content)
    assert "/files/ looked 1" in shown
    assert "/records/ looked 2" in shown


@pytest.mark.parametrize("person", ["ben", "bo", "rae"])
def test_activity_of_others_is_for_owners(acme: Vault, person: str) -> None:
    assert acme.browser(acme.people[person]).get("/activity/").status_code == 403


def test_staff_owner_sees_the_activity_of_staff(staff: Staff) -> None:
    assert office_browser(staff.dana).get("/activity/").status_code == 200
    assert staff.priya.role == Role.OPERATOR
    assert office_browser(staff.priya).get("/activity/").status_code == 403


def test_visitor_leaves_no_trace_in_a_vault(acme: Vault) -> None:
    visitor = acme.browser()
    visitor.get(LOGIN, headers={"User-Agent": FIREFOX})
    visitor.get("/files/")
    with acme.inside():
        assert (SignIn.objects.count(), Use.objects.count()) == (0, 0)


def test_refused_page_is_not_counted(acme: Vault) -> None:
    rae = acme.browser(acme.rae)
    rae.get("/activity/")
    rae.get("/nowhere/")
    with acme.inside():
        assert Use.objects.count() == 0
