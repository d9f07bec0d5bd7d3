"""Removing a person in a browser: owners only, typed, never the last owner."""

from datetime import datetime

import pytest

from bailee.custody.held import removal
from bailee.foundation import tenancy
from bailee.foundation.tenancy import vaults
from bailee.office.clients.models import Client
from bailee.people.models import User
from tests.cast import Staff, Vault, office_browser


def _there(vault: Vault, name: str) -> bool:
    with vault.inside():
        return User.objects.filter(id=vault.people[name].id).exists()


def test_page_says_what_goes_and_asks_for_the_address(acme: Vault) -> None:
    browser, page = acme.browser(acme.ada), f"/people/{acme.ben.id}/remove/"
    seen = browser.get(page).content.decode()
    for wanted in ("What goes", "What stays", "Answers to the privacy policy"):
        assert wanted in seen
    assert browser.post(page, {"typed": "bo@acme.example"}).status_code == 422
    assert _there(acme, "ben") is True
    assert browser.post(page, {"typed": " BEN@acme.example"}).status_code == 302
    assert _there(acme, "ben") is False


def test_only_owners_may(acme: Vault) -> None:
    page = f"/people/{acme.rae.id}/remove/"
    for name in ("ben", "bo", "rae"):
        browser = acme.browser(acme.people[name])
        assert browser.get(page).status_code == 403
        assert browser.post(page, {"typed": "rae@acme.example"}).status_code == 403
    assert _there(acme, "rae") is True


def test_last_owner_is_refused_with_the_reason(acme: Vault) -> None:
    page = f"/people/{acme.ada.id}/remove/"
    answer = acme.browser(acme.ada).post(page, {"typed": "ada@acme.example"})
    assert answer.status_code == 422
    assert "is the only owner" in answer.content.decode()
    assert _there(acme, "ada") is True


def test_nobody_of_another_client_is_found(acme: Vault, cygnus: Vault) -> None:
    page = f"/people/{cygnus.cy.id}/remove/"
    assert acme.browser(acme.ada).get(page).status_code == 404


def test_staff_owner_sees_what_must_stay(staff: Staff) -> None:
    page = f"/staff/{staff.emil.id}/remove/"
    assert office_browser(staff.dana).get(page).status_code == 200
    assert office_browser(staff.emil).get(page).status_code == 403


def test_nobody_is_removed_from_a_vault_that_is_handed_back(acme: Vault, now: datetime) -> None:
    vaults.freeze(acme.schema)
    Client.objects.filter(pk=acme.client.pk).update(frozen_at=now)
    page = f"/people/{acme.ben.id}/remove/"
    answer = acme.browser(acme.ada).post(page, {"typed": "ben@acme.example"})
    assert (answer.status_code, answer["Location"]) == (302, "/people/")
    assert _there(acme, "ben") is True
    with acme.inside(), pytest.raises(tenancy.FrozenError):
        removal.remove(acme.ben, by=acme.ada.actor, now=now)
    assert _there(acme, "ben") is True
