"""The owners' page of single sign-on: set up, tried, switched, explained, and for owners only."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.cache import cache

from bailee.foundation.tenancy import vaults
from bailee.office.clients import registry
from bailee.vault.sign_on import discovery, provider
from bailee.vault.sign_on.models import Change, Link, Provider
from bailee.web.ui.middleware import face
from tests.cast import Vault
from tests.furnished import Furnished
from tests.pretender import CLIENT, ISSUER, SECRET, Pretender
from tests.web.ui.doors import AGAIN, grow_stale

SETTINGS = "/people/sign-on/"
EDIT = f"{SETTINGS}edit/"
FORM = {
    "label": "Acme account",
    "issuer": ISSUER,
    "client": CLIENT,
    "secret": SECRET,
    "domains": "acme.example\nacme-marine.example",
    "admits": "reader",
    "passwords": "on",
    "levels": "",
}


@pytest.fixture
def pretender(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pretender]:
    made = Pretender()
    monkeypatch.setattr(discovery, "ask", made.ask)
    yield made
    cache.clear()


def test_owner_sets_it_up_and_nobody_reads_the_secret(acme: Vault, pretender: Pretender) -> None:
    ada = acme.browser(acme.ada)
    assert b"Not set up" in ada.get(SETTINGS).content
    assert ada.post(EDIT, FORM)["Location"] == SETTINGS
    page = ada.get(SETTINGS).content.decode()
    assert "Try it now" in page
    assert f"https://{acme.host}" in page
    assert "acme-marine.example, acme.example" in page
    for where in (SETTINGS, EDIT):
        assert SECRET not in ada.get(where).content.decode()
    with acme.inside():
        one = Provider.objects.get()
        assert (one.admits, one.passwords, one.trusts_factor) == ("reader", True, False)
        assert provider.secret_of(one) == SECRET


def test_wrong_input_is_told_beside_its_field_and_kept(acme: Vault, pretender: Pretender) -> None:
    ada = acme.browser(acme.ada)
    pretender.document["issuer"] = "https://id.evil.example"
    page = ada.post(EDIT, FORM)
    assert page.status_code == 422
    assert "of another issuer, “https://id.evil.example”" in page.content.decode()
    assert "acme-marine.example" in page.content.decode()
    pretender.document["issuer"] = ISSUER
    cache.clear()
    for wrong, told in (
        ({"domains": ""}, "Name the domains"),
        ({"issuer": "http://127.0.0.1/"}, "https://"),
        ({"issuer": "https://10.0.0.1"}, "not on the public internet"),
        ({"label": "a\x00b"}, "NUL"),
        ({"admits": "owner"}, "Select a valid choice"),
        ({"secret": ""}, "Give the secret"),
    ):
        page = ada.post(EDIT, {**FORM, **wrong})
        assert (page.status_code, told in page.content.decode()) == (422, True), told
    with acme.inside():
        assert not Provider.objects.exists()


def test_switching_and_removing_are_in_the_history(
    acme: Vault, pretender: Pretender, now: datetime
) -> None:
    ada = acme.browser(acme.ada)
    ada.post(EDIT, FORM)
    ada.post(f"{SETTINGS}switch/")
    assert "Try it first" in ada.get(SETTINGS).content.decode()
    with acme.inside():
        provider.tried(Provider.objects.get(), by=acme.ada.actor, now=now)
    ada.post(f"{SETTINGS}switch/")
    with acme.inside():
        assert provider.offered() is not None
    ada.post(f"{SETTINGS}switch/")
    assert "Remove “Acme account”?" in ada.get(f"{SETTINGS}delete/").content.decode()
    ada.post(f"{SETTINGS}delete/")
    with acme.inside():
        assert not Provider.objects.exists()
        said = [*Change.objects.order_by("id").values_list("what", "by_id")]
    whats = ("set up", "tried", "switched on", "switched off", "removed")
    assert said == [(what, acme.ada.id) for what in whats]
    page = ada.get(SETTINGS).content.decode()
    assert "Switched off" in page
    assert "Ada" in page


def test_owner_unlinks_somebody(furnished: Furnished) -> None:
    vault = furnished.vault
    ada = vault.browser(vault.ada)
    assert "ben@acme.example" in ada.get(SETTINGS).content.decode()
    ada.post(f"{SETTINGS}links/{furnished.values['link_id']}/")
    with vault.inside():
        assert not Link.objects.exists()
    assert "Account unlinked" in ada.get(SETTINGS).content.decode()
    assert ada.post(f"{SETTINGS}links/{furnished.values['link_id']}/").status_code == 404


def test_only_owners_see_it(furnished: Furnished) -> None:
    vault = furnished.vault
    for person in (vault.ben, vault.bo, vault.rae):
        browser = vault.browser(person)
        assert b"Single sign-on" not in browser.get("/people/").content
        for path in ("", "edit/", "try/", "delete/"):
            assert browser.get(SETTINGS + path).status_code == 403
        for path in ("edit/", "switch/", "delete/", f"links/{furnished.values['link_id']}/"):
            assert browser.post(SETTINGS + path).status_code == 403


def test_change_needs_a_fresh_proof(furnished: Furnished) -> None:
    vault = furnished.vault
    ada = vault.browser(vault.ada)
    grow_stale(vault, ada, vault.ada)
    assert ada.get(SETTINGS).status_code == 200
    for path in ("edit/", "try/", "delete/"):
        assert ada.get(SETTINGS + path)["Location"].startswith(AGAIN), path
    for path in ("switch/", "delete/", f"links/{furnished.values['link_id']}/"):
        assert ada.post(SETTINGS + path).status_code == 403, path
    with vault.inside():
        assert (Provider.objects.count(), Link.objects.count()) == (1, 1)


def test_missing_secret_is_said(furnished: Furnished) -> None:
    vault = furnished.vault
    with vault.inside():
        Provider.objects.update(secret="")
    page = vault.browser(vault.ada).get(SETTINGS).content.decode()
    assert "the client secret is not here" in page


def test_frozen_portal_shows_it_without_controls(furnished: Furnished, now: datetime) -> None:
    vault = furnished.vault
    vaults.freeze(vault.schema)
    registry.freeze(vault.client, now=now)
    face.forget_hosts()
    ada = vault.browser(vault.ada)
    page = ada.get(SETTINGS)
    assert (page.status_code, b"sign-on/edit/" in page.content) == (200, False)
    assert ada.get(EDIT)["Location"] == SETTINGS
    assert ada.post(f"{SETTINGS}delete/").status_code == 409
