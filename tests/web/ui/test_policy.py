"""Agreeing to the policy, and to a new version of it."""

from datetime import date, datetime

import pytest

from bailee.foundation.tenancy import vaults
from bailee.people.models import Consent, PolicyNotice
from bailee.policy import announcing, versions
from bailee.policy.versions import Version
from bailee.vault.mail.models import Message
from tests.cast import Vault, site_browser
from tests.web.portal.test_collections import text

PAGE = "/account/policy/"
NEXT = Version("# Privacy Policy\n- 1.1 We keep even less.\n", date(2027, 1, 1), "a" * 64)


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Version:
    """A new version holds; the one that the cast agreed to is an earlier one."""
    before = versions.in_force()
    monkeypatch.setattr(versions, "in_force", lambda: NEXT)
    monkeypatch.setattr(versions, "earlier", lambda: [before])
    return NEXT


def test_person_who_has_not_agreed_is_led_to_the_policy(acme: Vault) -> None:
    with acme.inside():
        Consent.objects.filter(person=acme.ben).delete()
    ben = acme.browser(acme.ben)
    for page in ("/", "/records/", "/files/", "/account/preferences/"):
        assert ben.get(page)["Location"] == PAGE
    assert "Before you go on" in text(ben.get(PAGE).content)
    assert ben.post(PAGE, {"answer": "yes"}, REMOTE_ADDR="192.0.2.7")["Location"] == "/"
    assert ben.get("/records/").status_code == 200
    with acme.inside():
        kept = Consent.objects.get(person=acme.ben)
    assert (kept.accepted, kept.policy_sha256, kept.policy_dated, kept.address) == (
        True,
        versions.in_force().sha256,
        date(2023, 12, 7),
        "192.0.2.7",
    )


def test_new_version_shows_what_differs_and_asks_again(acme: Vault, changed: Version) -> None:
    ben = acme.browser(acme.ben)
    assert ben.get("/records/")["Location"] == PAGE
    shown = text(ben.get(PAGE).content)
    assert "There is a new version" in shown
    assert "New: 1.1 We keep even less." in shown
    assert "No longer: 1.1 Purpose of this document" in shown
    ben.post(PAGE, {"answer": "yes"})
    assert ben.get("/records/").status_code == 200


def test_owner_who_refuses_can_take_the_archive_and_leave(acme: Vault, changed: Version) -> None:
    ada = acme.browser(acme.ada)
    assert ada.post(PAGE, {"answer": "no"})["Location"] == PAGE
    shown = text(ada.get(PAGE).content)
    assert "You did not agree to this version." in shown
    assert "You may take the record of your information and leave" in shown
    assert ada.get("/records/")["Location"] == PAGE
    assert ada.get("/archive/").status_code == 200
    assert ada.post("/archive/new/").status_code == 302
    assert ada.post("/account/logout/").status_code == 302


def test_consent_that_is_asked_by_htmx_reloads_the_page(acme: Vault, changed: Version) -> None:
    answer = acme.browser(acme.ben).get("/records/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == PAGE


def test_owners_are_told_of_a_new_version_once(
    acme: Vault, changed: Version, now: datetime
) -> None:
    assert [announcing.tell(acme.client, now=now) for _ in range(2)] == [1, 0]
    with acme.inside():
        mail = Message.objects.get(kind="policy_changed")
        assert (mail.to, PolicyNotice.objects.count()) == ("ada@acme.example", 1)
        assert f"https://{acme.host}" in mail.text
        assert "1 Jan 2027" in mail.text


def test_nobody_is_told_of_the_version_they_agreed_to(acme: Vault, now: datetime) -> None:
    assert announcing.tell(acme.client, now=now) == 0


def test_frozen_portal_still_takes_an_answer(acme: Vault, changed: Version) -> None:
    vaults.freeze(acme.schema)
    ada = acme.browser(acme.ada)
    assert ada.post(PAGE, {"answer": "yes"})["Location"] == "/"
    assert ada.get("/files/").status_code == 200


def test_every_version_stays_readable(acme: Vault, changed: Version) -> None:
    visitor = site_browser()
    listed = text(visitor.get("/privacy/versions").content)
    assert "2027-01-01 In force" in listed
    assert "2023-12-07 Earlier" in listed
    old = text(visitor.get("/privacy/versions/2023-12-07").content)
    assert "We do not use any tracking cookies" in old
    new = text(visitor.get("/privacy/versions/2027-01-01").content)
    assert "New: 1.1 We keep even less." in new
    for unknown in ("2020-01-01", "x", "2023-13-01"):
        assert visitor.get(f"/privacy/versions/{unknown}").status_code == 404
