"""“Your details” in a browser: each page keeps what was typed, and says what is wrong."""

import re
from datetime import datetime

import pytest

from bailee.foundation.tenancy import vaults
from bailee.people.models import User
from bailee.vault.mail.models import Message
from tests.cast import Staff, Vault, office_browser

PAGE = "/account/details/"


def _person(vault: Vault, name: str) -> User:
    with vault.inside():
        return User.objects.get(id=vault.people[name].id)


@pytest.mark.parametrize("name", ["ada", "rae"])
def test_everybody_corrects_their_own_name(acme: Vault, name: str) -> None:
    answer = acme.browser(acme.people[name]).post(PAGE, {"name": "  Given Name "})
    assert answer.status_code == 302
    assert _person(acme, name).name == "Given Name"


def test_empty_and_impossible_names_are_refused_beside_the_field(acme: Vault) -> None:
    browser = acme.browser(acme.ben)
    for name in ("", "   ", "x" * 201, "a\x00b"):
        assert browser.post(PAGE, {"name": name}).status_code == 422
    assert _person(acme, "ben").name == "Ben"


def test_address_is_changed_by_the_link_from_the_mail(acme: Vault) -> None:
    browser = acme.browser(acme.ben)
    asked = browser.post(f"{PAGE}email/", {"email": "benjamin@acme.example"})
    assert asked.status_code == 302
    with acme.inside():
        text = Message.objects.get(kind="email_confirm").text
    found = re.search(r"/account/email/[\w-]+/", text)
    assert found is not None
    assert "benjamin@acme.example" in browser.get(found[0]).content.decode()
    assert _person(acme, "ben").email == "ben@acme.example"
    assert browser.post(found[0]).status_code == 302
    assert _person(acme, "ben").email == "benjamin@acme.example"
    assert browser.get(PAGE).status_code == 200
    assert acme.browser().get(found[0]).status_code == 410


def test_address_of_a_colleague_is_answered_like_any_other(acme: Vault) -> None:
    browser = acme.browser(acme.ben)
    answers = [
        browser.post(f"{PAGE}email/", {"email": email}, follow=True).content
        for email in ("nobody@acme.example", "rae@acme.example")
    ]
    words = [re.sub(rb"\s+", b" ", answer) for answer in answers]
    assert b"A mail is on its way" in words[0]
    assert b"A mail is on its way" in words[1]


@pytest.mark.parametrize("page", ["email/none/", "email/none/undo/"])
def test_unknown_links_are_refused_and_leave_no_cookie(acme: Vault, page: str) -> None:
    answer = acme.browser().get(f"/account/{page}")
    assert answer.status_code == 410
    assert list(answer.cookies) == []


def test_staff_have_the_same_page(staff: Staff) -> None:
    assert office_browser(staff.emil).get(PAGE).status_code == 200


def test_password_is_changed_and_the_session_goes_on(acme: Vault, now: datetime) -> None:
    browser = acme.browser(acme.ben)
    answer = browser.post(f"{PAGE}password/", {"password": "seven herons on a cold quay"})
    assert answer.status_code == 302
    assert browser.get(PAGE).status_code == 200
    assert _person(acme, "ben").check_password("seven herons on a cold quay")


def test_correcting_goes_on_while_a_vault_is_handed_back(acme: Vault) -> None:
    vaults.freeze(acme.schema)
    browser = acme.browser(acme.ben)
    assert browser.post(PAGE, {"name": "Benjamin"}).status_code == 302
    assert browser.post(f"{PAGE}email/", {"email": "b@acme.example"}).status_code == 302
    assert _person(acme, "ben").name == "Benjamin"
