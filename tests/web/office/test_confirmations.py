"""The office's queue: old and new are seen by those who decide, and the vault hears of it."""

from datetime import datetime, timedelta

import pytest

from bailee.office.clients.models import ChangeRequest
from bailee.vault.company import bank, exchange, questions
from bailee.vault.company.models import BankAccount, Change
from tests.cast import Staff, Vault, office_browser

IBAN = "DE89370400440532013000"


@pytest.fixture
def asked(acme: Vault, now: datetime) -> ChangeRequest:
    """Bo asks for an account; it has reached the office."""
    with acme.inside():
        bank.ask(holder="Acme Marine", iban=IBAN, bic="", by=acme.bo.actor, now=now)
    exchange.run(acme.client, now=now)
    return ChangeRequest.objects.get(client=acme.client)


def test_index_says_what_waits_and_what_to_do(
    acme: Vault, staff: Staff, asked: ChangeRequest
) -> None:
    page = office_browser(staff.emil).get("/confirmations/").content.decode()
    assert [
        words in page for words in ("Acme Marine", "Bank details", "Look at it and decide")
    ] == [True] * 3
    page = office_browser(staff.priya).get("/confirmations/").content.decode()
    assert "An owner or book-keeper decides." in page
    assert f"/confirmations/{asked.pk}/" not in page
    assert 'class="count"' in office_browser(staff.priya).get("/").content.decode()


def test_show_has_old_and_new_in_full(staff: Staff, asked: ChangeRequest) -> None:
    page = office_browser(staff.emil).get(f"/confirmations/{asked.pk}/").content.decode()
    wanted = ("DE89 3704 0044 0532 0130 00", "bo@acme.example", "Call somebody at the client")
    assert [words in page for words in wanted] == [True] * 3
    assert office_browser(staff.priya).get(f"/confirmations/{asked.pk}/").status_code == 403


def test_confirming_takes_effect_in_the_vault(
    acme: Vault, staff: Staff, asked: ChangeRequest, now: datetime
) -> None:
    browser = office_browser(staff.emil)
    answer = browser.post(f"/confirmations/{asked.pk}/", {"decision": "confirm"})
    assert answer["Location"] == "/confirmations/"
    exchange.run(acme.client, now=now)
    with acme.inside():
        assert BankAccount.objects.get().iban == IBAN
    page = browser.get(f"/confirmations/{asked.pk}/").content.decode()
    assert ("Confirmed" in page, "DE89" in page) == (True, False)
    page = browser.get(f"/clients/{acme.client.pk}/").content.decode()
    assert ("DE•• •••• 3000" in page, IBAN in page) == (True, False)


def test_refusing_needs_a_reason(
    acme: Vault, staff: Staff, asked: ChangeRequest, now: datetime
) -> None:
    browser, path = office_browser(staff.dana), f"/confirmations/{asked.pk}/"
    page = browser.post(path, {"decision": "refuse"}).content.decode()
    assert "Say why it is refused" in page
    browser.post(path, {"decision": "refuse", "reason": "Nobody knew of it."})
    exchange.run(acme.client, now=now)
    with acme.inside():
        assert Change.objects.get(pk=asked.pk).reason == "Nobody knew of it."
    page = browser.post(path, {"decision": "confirm"}).content.decode()
    assert "Refused" in page


def test_client_page_shows_the_company(acme: Vault, staff: Staff, asked: ChangeRequest) -> None:
    page = office_browser(staff.priya).get(f"/clients/{acme.client.pk}/").content.decode()
    wanted = ("4 Quay Street", "ada@acme.example", "a change waits for confirmation")
    assert [words in page for words in wanted] == [True] * 3
    assert "/company/contacts/" not in page


def test_unanswered_questions_and_returned_mail_are_listed(
    acme: Vault, staff: Staff, now: datetime
) -> None:
    with acme.inside():
        questions.ask(reason="yearly", year=now.year, now=now - timedelta(days=31))
        questions.note_return("ada@acme.example", now=now)
    exchange.run(acme.client, now=now)
    page = office_browser(staff.priya).get("/confirmations/").content.decode()
    wanted = (
        "No answer for more than 30 days",
        "The owners have been asked by mail",
        "Acme Marine",
    )
    assert [words in page for words in wanted] == [True] * 3
    page = office_browser(staff.priya).get(f"/clients/{acme.client.pk}/").content.decode()
    assert "Mail came back" in page


def test_request_of_a_frozen_client_cannot_be_decided(
    acme: Vault, staff: Staff, asked: ChangeRequest, now: datetime
) -> None:
    acme.client.frozen_at = now
    acme.client.save()
    browser = office_browser(staff.dana)
    assert "Acme Marine" not in browser.get("/confirmations/").content.decode()
    page = browser.post(f"/confirmations/{asked.pk}/", {"decision": "confirm"}).content.decode()
    assert "decided or withdrawn meanwhile" in page
