"""The code from inside the archive: right, wrong, too often, too early."""

from datetime import datetime

import pytest

from bailee.custody import handback
from bailee.custody.models import Kind
from tests.cast import Staff, Vault
from tests.custody import leaving

URL = "/archive/confirmation/"


@pytest.fixture
def delivered(acme: Vault, staff: Staff, now: datetime) -> handback.State:
    given = leaving.given_notice(acme, staff, now=now)
    leaving.built(given, staff, now=now)
    handback.deliver(given, by=staff.dana.actor, now=now)
    return handback.state_of(given)


def test_right_code_confirms_however_it_is_typed(
    acme: Vault, delivered: handback.State, now: datetime
) -> None:
    given = delivered.handback
    code = leaving.code_inside(given, by=acme.ada.actor, now=now)
    ada = acme.browser(acme.ada)
    assert b"Has your archive arrived?" in ada.get("/archive/").content
    assert ada.post(URL, {"code": f" {code.lower().replace('-', ' ')} "})["Location"] == "/archive/"
    page = ada.get("/archive/").content.decode()
    assert "the receipt of your archive is confirmed" in page
    assert "Has your archive arrived?" not in page
    assert given.steps.get(kind=Kind.CONFIRMED).by_id == acme.ada.id


def test_wrong_code_is_told_beside_the_field(acme: Vault, delivered: handback.State) -> None:
    page = acme.browser(acme.ada).post(URL, {"code": "AAAAA-BBBBB"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "This is not the code from your archive. It is in confirmation.txt." in text
    assert 'value="AAAAA-BBBBB"' in text
    assert not delivered.handback.steps.filter(kind=Kind.CONFIRMED).exists()


def test_guessing_is_stopped(acme: Vault, delivered: handback.State) -> None:
    ada = acme.browser(acme.ada)
    for _ in range(10):
        ada.post(URL, {"code": "AAAAA-BBBBB"})
    assert b"Try again in an hour." in ada.post(URL, {"code": "AAAAA-BBBBB"}).content


@pytest.mark.parametrize("code", ["", "x" * 41, "A\0"])
def test_code_that_is_none_is_refused(acme: Vault, delivered: handback.State, code: str) -> None:
    page = acme.browser(acme.ada).post(URL, {"code": code})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["code"])


def test_code_before_the_delivery_is_refused(acme: Vault, staff: Staff, now: datetime) -> None:
    ada = acme.browser(acme.ada)
    assert ada.post(URL, {"code": "AAAAA-BBBBB"}).status_code == 404
    leaving.given_notice(acme, staff, now=now)
    assert ada.post(URL, {"code": "AAAAA-BBBBB"}).status_code == 422


@pytest.mark.parametrize("who", ["ben", "bo", "rae"])
def test_only_owners_confirm(acme: Vault, delivered: handback.State, who: str) -> None:
    browser = acme.browser(acme.people[who])
    assert browser.post(URL, {"code": "AAAAA-BBBBB"}).status_code == 403
    assert delivered.handback.tries.count() == 0
