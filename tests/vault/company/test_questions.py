"""Is what we hold still right: asked once a year, and when mail comes back."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from django.db import IntegrityError

from bailee.office.clients import cards
from bailee.office.clients.models import CompanyCard
from bailee.people import users
from bailee.vault.company import contacts, exchange, questions, tasks
from bailee.vault.company.models import Contact, Question
from bailee.vault.mail import delivery, outbox, transport
from bailee.vault.mail.models import Message
from tests.cast import Staff, Vault

YEAR = timedelta(days=366)


def test_nothing_is_asked_before_a_year_has_passed(acme: Vault, now: datetime) -> None:
    with acme.inside():
        assert questions.ask_yearly(now=now + timedelta(days=364)) is None
        assert not Question.objects.exists()


def test_yearly_question_is_asked_once_and_mailed(acme: Vault, now: datetime) -> None:
    later = now + YEAR
    with acme.inside():
        contacts.keep(
            topics=["billing"],
            name="Ledger",
            email="ledger@acme.example",
            phone="",
            by=acme.ada.actor,
            now=now,
        )
        asked = [questions.ask_yearly(now=later + timedelta(hours=hour)) for hour in range(3)]
        mails = list(Message.objects.order_by("to").values_list("kind", "to"))
    assert [one is None for one in asked] == [False, True, True]
    assert mails == [
        ("company_check", "ada@acme.example"),
        ("company_check", "bo@acme.example"),
        ("company_check_contact", "ledger@acme.example"),
    ]


def test_years_of_downtime_are_asked_about_once(acme: Vault, now: datetime) -> None:
    with acme.inside():
        late = now + 4 * YEAR
        assert questions.ask_yearly(now=late) is not None
        assert questions.ask_yearly(now=late + timedelta(days=1)) is None
        assert questions.ask_yearly(now=late + timedelta(days=200)) is None
        assert Question.objects.count() == 1


def test_answer_is_kept_and_the_next_is_a_year_later(acme: Vault, now: datetime) -> None:
    asked, answered = now + YEAR, now + YEAR + timedelta(days=40)
    with acme.inside():
        questions.ask_yearly(now=asked)
        assert questions.confirm(by=acme.bo.actor, now=answered) == 1
        kept = Question.objects.get()
        assert (kept.answer, kept.answered_at, kept.by_id) == ("right", answered, acme.bo.pk)
        assert questions.ask_yearly(now=answered + timedelta(days=364)) is None
        assert questions.ask_yearly(now=answered + YEAR) is not None


def test_confirming_unasked_is_kept_and_puts_the_next_off(acme: Vault, now: datetime) -> None:
    with acme.inside():
        assert questions.confirm(by=acme.ada.actor, now=now + timedelta(days=300)) == 0
        assert Question.objects.get().reason == "own"
        assert questions.ask_yearly(now=now + YEAR) is None


def test_two_questions_of_a_year_are_refused_by_the_database(acme: Vault, now: datetime) -> None:
    with acme.inside():
        Question.objects.create(
            reason="yearly",
            year=2026,
            asked_at=now,
            answer="right",
            answered_at=now,
            by_kind="user",
        )
        with pytest.raises(IntegrityError, match="company_question_once_a_year"):
            Question.objects.create(reason="yearly", year=2026, asked_at=now)


def test_failed_debit_asks_with_what_happened(acme: Vault, now: datetime) -> None:
    with acme.inside():
        assert questions.ask(reason="debit", detail="Invoice 2026-7", now=now) is not None
        assert questions.ask(reason="debit", detail="Invoice 2026-8", now=now) is None
        mail = Message.objects.get(kind="company_question")
    assert mail.to == "ada@acme.example"
    assert "a payment could not be collected. Invoice 2026-7" in mail.text


def _refuse(mail: EmailMessage, *, place: str) -> None:
    raise transport.DeliveryError("recipient refused (550)", permanent=True)


@pytest.fixture
def returned(acme: Vault, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Contact:
    """A billing contact whose mail came back."""
    monkeypatch.setattr("bailee.vault.mail.transport.send", _refuse)
    with acme.inside():
        contacts.keep(
            topics=["billing"],
            name="Ledger",
            email="ledger@acme.example",
            phone="",
            by=acme.ada.actor,
            now=now,
        )
        context = {"portal": "p", "name": "n", "company": "c", "link": "l"}
        mail = outbox.post(
            "company_check_contact", to="Ledger@acme.example", context=context, now=now
        )
        assert delivery.deliver(mail.pk, now=now)
        return Contact.objects.get(name="Ledger")


def test_returned_mail_marks_the_contact_and_asks_at_once(
    acme: Vault, returned: Contact, now: datetime
) -> None:
    assert returned.returned_at == now
    with acme.inside():
        asked = Question.objects.get()
        told = Message.objects.get(kind="company_question")
    assert (asked.reason, asked.contact_id, asked.detail) == (
        "returned",
        returned.pk,
        "ledger@acme.example",
    )
    assert told.to == "ada@acme.example"
    exchange.run(acme.client, now=now)
    assert CompanyCard.objects.get(client=acme.client).returned == 1
    assert cards.read(acme.client)["returned"] == ["ledger@acme.example"]


def test_changed_contact_answers_the_question(
    acme: Vault, returned: Contact, now: datetime
) -> None:
    with acme.inside():
        contacts.keep(
            topics=["billing"],
            name="Ledger",
            email="accounts@acme.example",
            phone="",
            by=acme.ada.actor,
            now=now,
            which=returned.pk,
        )
        assert Question.objects.get().answer == "changed"
        assert Contact.objects.get(pk=returned.pk).returned_at is None


def test_still_right_takes_the_mark_away(acme: Vault, returned: Contact, now: datetime) -> None:
    with acme.inside():
        questions.confirm(by=acme.ada.actor, now=now)
        assert Contact.objects.get(pk=returned.pk).returned_at is None
        assert Question.objects.get().answer == "right"


def test_mail_to_a_contact_that_is_gone_is_not_sent(acme: Vault, now: datetime) -> None:
    with acme.inside():
        context = {"portal": "p", "name": "n", "company": "c", "link": "l"}
        mail = outbox.post("company_check_contact", to="x@acme.example", context=context, now=now)
        delivery.deliver(mail.pk, now=now)
        mail.refresh_from_db()
        assert mail.last_error == "recipient no longer entitled"


def test_job_asks_each_vault_once_a_day(acme: Vault, staff: Staff, now: datetime) -> None:
    tomorrow = now + timedelta(days=1)
    assert acme.schema not in cards.due(now=now)  # the card was published when it was opened
    assert acme.schema in cards.due(now=tomorrow)
    exchange.run(acme.client, now=tomorrow)
    assert acme.schema not in cards.due(now=tomorrow)
    tasks.exchange(vault=acme.schema)
    tasks.exchange(vault="v_gone000000")


def test_unanswered_question_is_seen_by_the_office(acme: Vault, now: datetime) -> None:
    asked = now + YEAR
    exchange.run(acme.client, now=asked)
    soon, late = (cards.unanswered(now=asked + timedelta(days=days)) for days in (29, 30))
    assert not soon.filter(client=acme.client).exists()
    assert [one.asked_since for one in late.filter(client=acme.client)] == [asked]
    with acme.inside():
        questions.confirm(by=acme.ada.actor, now=asked)
    exchange.run(acme.client, now=asked)
    assert not cards.unanswered(now=asked + timedelta(days=30)).filter(client=acme.client).exists()


def test_owner_who_left_is_not_mailed(acme: Vault, now: datetime) -> None:
    with acme.inside():
        users.deactivate(acme.bo, by=acme.ada.actor, now=now)
        questions.ask_yearly(now=now + YEAR)
        assert [one.to for one in Message.objects.all()] == ["ada@acme.example"]
