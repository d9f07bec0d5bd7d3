"""The company's information in the portal: seen by all, changed by those whom it concerns."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bailee.foundation.actors import Actor
from bailee.vault.company import bank, changes, profile, questions
from bailee.vault.company.models import BankAccount, Change, Contact, Question, TaxId
from bailee.vault.mail.models import Message
from tests.cast import Staff, Vault
from tests.custody import leaving

IBAN = "DE89370400440532013000"
DETAILS: dict[str, Any] = {
    "legal_name": "Acme Marine",
    "street": "4 Quay Street",
    "postal_code": "21107",
    "city": "Harbourtown",
    "country": "GB",
    "trading_name": "Acme",
    "languages": ["de", "en"],
}
BANK = {"bank_holder": "Acme Marine", "bank_iban": "DE89 3704 0044 0532 0130 00", "bank_bic": ""}
CONTACT: dict[str, Any] = {
    "name": "Lotte",
    "email": "lotte@acme.example",
    "phone": "020 7946 0018",
    "topics": ["billing"],
}
FORMS = {
    "/company/edit/": DETAILS,
    "/company/billing/": {"billing_city": "Gosport"},
    "/company/bank/": BANK,
    "/company/tax-ids/new/": {"country": "DE", "kind": "vat", "number": "136695976"},
    "/company/contacts/new/": CONTACT,
    "/company/check/": {},
}


def test_show_is_open_to_all_its_people(acme: Vault) -> None:
    for person in acme.people.values():
        page = acme.browser(person).get("/company/").content.decode()
        assert [text in page for text in ("4 Quay Street", "United Kingdom")] == [True, True]


@pytest.mark.parametrize("path", sorted(FORMS))
def test_owner_may_fill_in_every_form(acme: Vault, path: str) -> None:
    browser = acme.browser(acme.ada)
    assert browser.get(path).status_code == 200
    assert browser.post(path, FORMS[path])["Location"] == "/company/"


@pytest.mark.parametrize("path", sorted(FORMS))
def test_billing_may_fill_in_what_concerns_bills(acme: Vault, path: str) -> None:
    browser = acme.browser(acme.bo)
    expected = 403 if path == "/company/edit/" else 302
    assert browser.post(path, FORMS[path]).status_code == expected
    assert b'href="/company/edit/"' not in browser.get("/company/").content


@pytest.mark.parametrize("who", ["ben", "rae"])
@pytest.mark.parametrize("path", sorted(FORMS))
def test_editors_and_readers_change_nothing(acme: Vault, path: str, who: str) -> None:
    browser = acme.browser(acme.people[who])
    answers = [browser.get(path), browser.post(path, FORMS[path])]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert path.encode() not in browser.get("/company/").content


@pytest.mark.parametrize("path", sorted(FORMS))
def test_frozen_portal_changes_nothing(acme: Vault, staff: Staff, now: datetime, path: str) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    leaving.built(given, staff, now=now)
    browser = acme.browser(acme.ada)
    assert browser.post(path, FORMS[path])["Location"] == "/company/"
    assert path.encode() not in browser.get("/company/").content
    with acme.inside():
        assert [one.subject for one in Change.objects.all()] == ["opening"]


def test_edit_changes_details_at_once_and_asks_for_the_rest(acme: Vault) -> None:
    browser = acme.browser(acme.ada)
    sent = {**DETAILS, "legal_name": "Acme Marine AG", "city": "Hamburg"}
    page = browser.post("/company/edit/", sent, follow=True).content.decode()
    with acme.inside():
        current = profile.current()
        waiting = Change.objects.waiting().get()
        told = Message.objects.get(kind="change_asked")
    assert (current.trading_name, current.languages) == ("Acme", ["de", "en"])
    assert (current.legal_name, current.city) == ("Acme Marine", "Harbourtown")
    assert waiting.after == {"legal_name": "Acme Marine AG", "city": "Hamburg"}
    assert "Waiting for confirmation" in page
    assert "Acme Marine AG</ins>" in page
    assert "takes effect when we have confirmed it" in page
    assert (told.to, "Acme Marine AG" in told.text) == ("ada@acme.example", False)


@pytest.mark.parametrize(
    ("path", "change", "words"),
    [
        ("/company/edit/", {"legal_name": ""}, "This field is required."),
        ("/company/edit/", {"country": "ZZ"}, "ZZ is not one of the available choices."),
        ("/company/edit/", {"city": "Ham\0burg"}, "cannot be stored (NUL"),
        ("/company/edit/", {"postal_code": "1" * 21}, "at most 20 characters"),
        ("/company/edit/", {"languages": ["xx"]}, "xx is not one of the available choices"),
        ("/company/bank/", {"bank_iban": "DE89370400440532013001"}, "check digits do not fit"),
        ("/company/bank/", {"bank_iban": "x"}, "begins with two letters"),
        ("/company/bank/", {"bank_holder": ""}, "Whose account is it?"),
        ("/company/bank/", {"bank_iban": ""}, "Which account is it?"),
        ("/company/bank/", {"bank_bic": "BNPAFRPP"}, "not in the country of the IBAN"),
        ("/company/tax-ids/new/", {"number": "136695978"}, "The check digit does not fit"),
        ("/company/tax-ids/new/", {"number": "1"}, "Too short or too long"),
        ("/company/contacts/new/", {"email": "nonsense"}, "Enter a valid email address."),
        ("/company/contacts/new/", {"phone": "123"}, "No telephone number there is built"),
        ("/company/contacts/new/", {"topics": []}, "This field is required."),
    ],
)
def test_forms_tell_what_is_wrong_and_keep_what_was_typed(
    acme: Vault, path: str, change: dict[str, Any], words: str
) -> None:
    sent = {**FORMS[path], **change}
    page = acme.browser(acme.ada).post(path, sent)
    assert words in page.content.decode()
    assert {name: page.context["form"][name].value() for name in sent} == sent
    with acme.inside():
        assert Change.objects.count() == 1


def test_bank_details_are_masked_but_on_their_own_page(
    acme: Vault, staff: Staff, now: datetime
) -> None:
    with acme.inside():
        asked = bank.ask(holder="Acme", iban=IBAN, bic="", by=acme.bo.actor, now=now)
        assert asked
        changes.decide(asked.pk, confirmed=True, by=staff.emil.actor, now=now)
    for person in acme.people.values():
        browser = acme.browser(person)
        seen = "".join(
            browser.get(f"/company/{page}").content.decode() for page in ("", "history/")
        )
        assert ("3000" in seen, IBAN in seen, "DE89 3704" in seen) == (True, False, False)
    assert IBAN in acme.browser(acme.bo).get("/company/bank/").content.decode()


def test_second_request_says_that_one_waits(acme: Vault) -> None:
    browser = acme.browser(acme.bo)
    browser.post("/company/bank/", BANK)
    again = {**BANK, "bank_iban": "GB82 WEST 1234 5698 7654 32"}
    page = browser.post("/company/bank/", again).content.decode()
    assert "waiting for confirmation already" in page
    assert "DE89 3704 0044 0532 0130 00</ins>" in page


def test_withdrawn_change_holds_nothing_up(acme: Vault) -> None:
    browser = acme.browser(acme.bo)
    browser.post("/company/bank/", BANK)
    with acme.inside():
        waiting = Change.objects.waiting().get()
    page = browser.post(f"/company/changes/{waiting.pk}/withdraw/", follow=True).content.decode()
    assert "Withdrawn. What was there before still holds." in page
    page = browser.post(f"/company/changes/{waiting.pk}/withdraw/", follow=True).content.decode()
    assert "not waiting any more" in page
    with acme.inside():
        assert not BankAccount.objects.exists()


def test_billing_does_not_withdraw_what_owners_asked_for(acme: Vault) -> None:
    acme.browser(acme.ada).post("/company/edit/", {**DETAILS, "legal_name": "Other"})
    with acme.inside():
        waiting = Change.objects.waiting().get()
    path = f"/company/changes/{waiting.pk}/withdraw/"
    assert [acme.browser(acme.people[who]).post(path).status_code for who in ("bo", "rae")] == [
        403,
        403,
    ]


def test_refusal_shows_its_reason_in_the_history(acme: Vault, staff: Staff, now: datetime) -> None:
    with acme.inside():
        asked = bank.ask(holder="Acme", iban=IBAN, bic="", by=acme.bo.actor, now=now)
        assert asked
        why = "Nobody at Acme knew of it."
        changes.decide(asked.pk, confirmed=False, reason=why, by=staff.emil.actor, now=now)
    page = acme.browser(acme.rae).get("/company/history/").content.decode()
    assert [words in page for words in (why, "Refused", "Harbour", "Account holder")] == [True] * 4


def test_tax_number_is_changed_and_removed_by_asking(
    acme: Vault, staff: Staff, now: datetime
) -> None:
    browser = acme.browser(acme.ada)
    browser.post("/company/tax-ids/new/", FORMS["/company/tax-ids/new/"])
    with acme.inside():
        waiting = Change.objects.waiting().get()
        changes.decide(waiting.pk, confirmed=True, by=staff.emil.actor, now=now)
        known = TaxId.objects.get()
    path = f"/company/tax-ids/{known.pk}/"
    assert "DE136695976" in browser.get(path).content.decode()
    assert "Remove this tax number?" in browser.get(f"{path}delete/").content.decode()
    assert browser.post(f"{path}delete/")["Location"] == "/company/"
    page = browser.post(f"{path}delete/").content.decode()
    assert "waiting for confirmation already" in page
    with acme.inside():
        assert TaxId.objects.exists()


def test_billing_looks_after_contacts_of_billing_alone(acme: Vault) -> None:
    bo = acme.browser(acme.bo)
    bo.post("/company/contacts/new/", CONTACT)
    with acme.inside():
        theirs, ada = Contact.objects.get(name="Lotte"), Contact.objects.get(name="Ada")
    assert theirs.phone == "+44 20 7946 0018"
    assert bo.get(f"/company/contacts/{theirs.pk}/").status_code == 200
    assert bo.get(f"/company/contacts/{ada.pk}/").status_code == 403
    assert bo.post(f"/company/contacts/{ada.pk}/delete/").status_code == 403
    page = bo.post("/company/contacts/new/", {**CONTACT, "topics": ["legal"]}).content.decode()
    assert "legal is not one of the available choices" in page
    assert bo.post(f"/company/contacts/{theirs.pk}/delete/")["Location"] == "/company/"
    with acme.inside():
        assert [one.name for one in Contact.objects.all()] == ["Ada"]


def test_yearly_question_is_answered_with_one_click(acme: Vault, now: datetime) -> None:
    with acme.inside():
        questions.ask_yearly(now=now + timedelta(days=366))
    browser = acme.browser(acme.bo)
    assert (
        "Please look whether all of this is still right."
        in browser.get("/company/").content.decode()
    )
    seen = browser.get("/company/check/").content.decode()
    assert [words in seen for words in ("Still right", "4 Quay Street", "rae@acme.example")] == [
        True
    ] * 3
    page = browser.post("/company/check/", follow=True).content.decode()
    assert "We have noted that all of it is still right." in page
    with acme.inside():
        assert Question.objects.get().by_id == acme.bo.pk
    assert "Still right" in browser.get("/company/history/").content.decode()


def test_returned_mail_shows_at_the_contact(acme: Vault, now: datetime) -> None:
    with acme.inside():
        questions.note_return("ada@acme.example", now=now)
        contact = Contact.objects.get()
    browser = acme.browser(acme.ada)
    page = browser.get("/company/").content.decode()
    assert [
        words in page for words in ("Mail came back", "Mail to ada@acme.example came back")
    ] == [
        True,
        True,
    ]
    assert "Mail to this address came back" in (
        browser.get(f"/company/contacts/{contact.pk}/").content.decode()
    )


def test_decision_of_staff_is_told_in_the_portal(acme: Vault, now: datetime) -> None:
    browser = acme.browser(acme.ada)
    browser.post("/company/edit/", {**DETAILS, "legal_name": "Acme Marine AG"})
    with acme.inside():
        waiting = Change.objects.waiting().get()
        changes.decide(waiting.pk, confirmed=True, by=Actor("staff", waiting.pk), now=now)
    page = browser.get("/company/history/").content.decode()
    assert [words in page for words in ("Confirmed", "Acme Marine AG</ins>")] == [True, True]
