"""“Your preferences” in the portal and in the office, by role; seen by that person only."""

import re
import uuid
from datetime import datetime
from typing import Any

import pytest

from bailee.foundation.tenancy import vaults
from bailee.people import preferences
from bailee.people.models import Preferences, User
from tests.cast import Staff, Vault, office_browser
from tests.furnished import Furnished

PAGE, PREVIEW = "/account/preferences/", "/account/preferences/preview/"
CHOSEN: dict[str, Any] = {
    "locale": "de-DE",
    "numbers": "locale",
    "dates": "locale",
    "clock": "24",
    "time_zone": "Europe/Berlin",
    "theme": "dark",
    "density": "compact",
    "start": "company",
    "rows": "100",
    "wanted": ["mention"],
}


@pytest.mark.parametrize("who", ["ada", "ben", "bo", "rae"])
def test_every_role_chooses_for_itself(acme: Vault, who: str) -> None:
    browser = acme.browser(acme.people[who])
    assert browser.get(PAGE).status_code == 200
    assert browser.post(PAGE, CHOSEN).url == PAGE  # type: ignore[attr-defined]  # a redirect
    shown = browser.get("/").content.decode()
    assert '<html lang="en" data-theme="dark" data-density="compact">' in shown
    others = acme.browser(acme.people["ben" if who == "ada" else "ada"]).get("/").content.decode()
    assert '<html lang="en">' in others
    with acme.inside():
        assert Preferences.objects.get().user_id == acme.people[who].id


def test_choices_come_back_into_the_form(acme: Vault) -> None:
    browser = acme.browser(acme.ada)
    browser.post(PAGE, CHOSEN)
    form = browser.get(PAGE).context["form"]
    assert {name: form.initial[name] for name in CHOSEN} == {**CHOSEN, "rows": 100}
    with acme.inside():
        ada = User.objects.get(id=acme.ada.id)
        assert sorted(preferences.of(ada).muted) == ["import_finished", "quota_warning"]


def test_pages_speak_the_persons_formats(furnished: Furnished) -> None:
    browser = furnished.vault.browser(furnished.vault.ada)
    assert "490.00 EUR" in browser.get("/").content.decode()
    browser.post(PAGE, CHOSEN)
    shown = browser.get("/").content.decode()
    assert "490,00 EUR" in shown
    assert "01.01.2026" in shown


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("locale", "xx"),
        ("time_zone", "Berlin"),
        ("time_zone", "Europe/Berlin\x00"),
        ("rows", "51"),
        ("start", f"collection:{uuid.UUID(int=7)}"),
        ("theme", "<b>"),
        ("wanted", ["invitation"]),
    ],
)
def test_what_is_not_offered_is_told_beside_its_field(acme: Vault, name: str, typed: Any) -> None:
    answer = acme.browser(acme.ada).post(PAGE, {**CHOSEN, name: typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    with acme.inside():
        assert not Preferences.objects.exists()


def test_zone_is_found_however_it_is_typed(acme: Vault) -> None:
    acme.browser(acme.ada).post(PAGE, {**CHOSEN, "time_zone": " europe/berlin "})
    with acme.inside():
        assert User.objects.get(id=acme.ada.id).time_zone == "Europe/Berlin"


def test_preview_shows_what_is_being_chosen_and_keeps_nothing(acme: Vault) -> None:
    browser = acme.browser(acme.rae)
    shown = browser.get(PREVIEW, {**CHOSEN, "time_zone": "Europe/Berl"}).content.decode()
    assert "-1.234.567,8900" in shown
    assert "15:04 UTC" in shown
    assert "15:04:05,25 CET" in browser.get(PREVIEW, CHOSEN).content.decode()
    with acme.inside():
        assert not Preferences.objects.exists()
    assert browser.post(PREVIEW, CHOSEN).status_code == 403


def test_signing_in_leads_to_the_chosen_page(furnished: Furnished, now: datetime) -> None:
    vault, collection = furnished.vault, furnished.values["collection_id"]
    browser = vault.browser(vault.ada)
    assert browser.get("/account/start/").url == "/"  # type: ignore[attr-defined]  # a redirect
    browser.post(PAGE, {**CHOSEN, "start": f"collection:{collection}"})
    at = f"/records/{collection}/"
    assert browser.get("/account/start/").url == at  # type: ignore[attr-defined]  # a redirect
    with vault.inside():
        preferences.choose(vault.ada, start_id=uuid.uuid4(), by=vault.ada.actor, now=now)
    assert browser.get("/account/start/").url == "/"  # type: ignore[attr-defined]  # a redirect


def test_start_offers_only_what_the_role_may_open(furnished: Furnished) -> None:
    vault = furnished.vault
    offered = {
        who: [code for code, _ in _flat(vault.browser(vault.people[who]).get(PAGE))]
        for who in ("bo", "rae")
    }
    assert offered["bo"] == ["overview", "company"]
    assert f"collection:{furnished.values['collection_id']}" in offered["rae"]


def test_frozen_portal_keeps_preferences(acme: Vault) -> None:
    vaults.freeze(acme.schema)
    browser = acme.browser(acme.rae)
    browser.post(PAGE, CHOSEN)
    assert 'data-theme="dark"' in browser.get(PAGE).content.decode()


def test_visitor_is_sent_to_sign_in(acme: Vault) -> None:
    for page in (PAGE, PREVIEW, "/account/start/"):
        answer = acme.browser().get(page)
        assert (answer.status_code, "/account/login/" in answer["Location"]) == (302, True)


def test_staff_choose_on_the_same_page(staff: Staff) -> None:
    browser = office_browser(staff.emil)
    page = browser.get(PAGE)
    assert [code for code, _ in _flat(page)] == ["overview", "clients", "handbacks"]
    assert "wanted" not in page.context["form"].fields
    browser.post(PAGE, {**CHOSEN, "start": "clients"})
    assert browser.get("/account/start/").url == "/clients/"  # type: ignore[attr-defined]  # a redirect
    assert 'data-theme="dark"' in browser.get("/clients/").content.decode()
    Preferences.objects.all().delete()
    User.objects.update(time_zone="UTC")


def test_mails_that_always_come_are_named(acme: Vault) -> None:
    shown = acme.browser(acme.ada).get(PAGE).content.decode()
    assert "notice is given on the contract" in shown
    assert re.search(r'name="wanted" value="mention"[^>]* checked', shown)


def _flat(page: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for code, label in page.context["form"].fields["start"].choices:
        found += label if isinstance(label, list | tuple) else [(code, label)]
    return found
