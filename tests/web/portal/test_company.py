"""The company's particulars: shown to all, corrected by owners and billing."""

from datetime import datetime

import pytest

from bailee.vault.company import profile
from tests.cast import Staff, Vault
from tests.custody import leaving

RIGHT = {
    "legal_name": "Acme Marine AG",
    "street": "1 Speicherstraße",
    "postal_code": "20457",
    "city": "Hamburg",
    "country": "DE",
    "contact_name": "Ada",
    "contact_email": "ada@acme.example",
    "contact_phone": "",
}


def test_show_is_open_to_all_its_people(acme: Vault) -> None:
    for person in acme.people.values():
        page = acme.browser(person).get("/company/").content.decode()
        assert [text in page for text in ("4 Quay Street", "United Kingdom")] == [True, True]


@pytest.mark.parametrize("who", ["ada", "bo"])
def test_edit_corrects_and_says_who_did(acme: Vault, who: str) -> None:
    browser = acme.browser(acme.people[who])
    assert browser.post("/company/edit/", RIGHT)["Location"] == "/company/"
    with acme.inside():
        current = profile.current()
    assert {name: getattr(current, name) for name in RIGHT} == RIGHT
    assert current.by_id == acme.people[who].id
    assert f"</time>, {who.title()}." in browser.get("/company/").content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"legal_name": ""}, "This field is required."),
        ({"contact_email": "nonsense"}, "Enter a valid email address."),
        ({"country": "ZZ"}, "ZZ is not one of the available choices."),
        ({"city": "Ham\0burg"}, "cannot be stored (NUL"),
        ({"postal_code": "1" * 21}, "at most 20 characters"),
    ],
)
def test_edit_tells_what_is_wrong_and_keeps_what_was_typed(
    acme: Vault, change: dict[str, str], words: str
) -> None:
    sent = {**RIGHT, **change}
    page = acme.browser(acme.ada).post("/company/edit/", sent)
    assert words in page.content.decode()
    assert {name: page.context["form"][name].value() for name in sent} == sent
    with acme.inside():
        assert profile.current().city == "Harbourtown"


@pytest.mark.parametrize("who", ["ben", "rae"])
def test_edit_is_closed_to_editors_and_readers(acme: Vault, who: str) -> None:
    browser = acme.browser(acme.people[who])
    answers = [browser.get("/company/edit/"), browser.post("/company/edit/", RIGHT)]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert b"/company/edit/" not in browser.get("/company/").content


def test_edit_of_a_frozen_portal_changes_nothing(acme: Vault, staff: Staff, now: datetime) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    leaving.built(given, staff, now=now)
    browser = acme.browser(acme.ada)
    assert browser.post("/company/edit/", RIGHT)["Location"] == "/company/"
    assert b"/company/edit/" not in browser.get("/company/").content
    with acme.inside():
        assert profile.current().city == "Harbourtown"
