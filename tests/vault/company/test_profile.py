"""The company's particulars are one row; what contracts name waits for a second person."""

from datetime import datetime

import pytest
from django.db import IntegrityError

from bailee.vault.company import facts, profile, snapshot
from bailee.vault.company.models import Change, Contact, Profile
from tests.cast import Vault


def test_set_up_makes_the_first_row_of_the_history_and_a_contact(acme: Vault) -> None:
    with acme.inside():
        opening = Change.objects.get()
        contact = Contact.objects.get()
        everything = facts.everything()
    assert (opening.subject, opening.state, opening.before["legal_name"]) == ("opening", "made", "")
    assert (contact.name, contact.email) == ("Ada", "ada@acme.example")
    assert contact.topics == ["billing", "technical", "legal", "operations"]
    assert everything == {
        "legal_name": "Acme Marine",
        "street": "4 Quay Street",
        "postal_code": "21107",
        "city": "Harbourtown",
        "country": "GB",
        f"contact:{contact.pk}": {
            "topics": contact.topics,
            "name": "Ada",
            "email": "ada@acme.example",
            "phone": "",
        },
    }


def test_correction_of_details_and_billing_acts_at_once(acme: Vault, now: datetime) -> None:
    values = {"trading_name": "Acme", "billing_city": "Gosport", "purchase_order_required": True}
    with acme.inside():
        made = profile.correct(values, by=acme.bo.actor, now=now)
        found = profile.current()
    assert [(one.subject, one.state) for one in made] == [("details", "made"), ("billing", "made")]
    assert made[1].before == {"billing_city": "", "purchase_order_required": False}
    assert (found.trading_name, found.billing_city, found.purchase_order_required) == (
        "Acme",
        "Gosport",
        True,
    )
    assert (found.by_kind, found.by_id) == ("user", acme.bo.pk)


def test_correction_of_what_contracts_name_waits(acme: Vault, now: datetime) -> None:
    with acme.inside():
        made = profile.correct(
            {"legal_name": "Acme Marine AG", "trading_name": "Acme"}, by=acme.ada.actor, now=now
        )
        found = profile.current()
    assert [(one.subject, one.state) for one in made] == [
        ("contract", "asked"),
        ("details", "made"),
    ]
    assert (found.legal_name, found.trading_name) == ("Acme Marine", "Acme")


def test_correction_that_changes_nothing_leaves_no_row(acme: Vault, now: datetime) -> None:
    with acme.inside():
        made = profile.correct({"city": "Harbourtown"}, by=acme.ada.actor, now=now)
        assert (made, Change.objects.count()) == ([], 1)


def test_profile_takes_no_foreign_field(acme: Vault, now: datetime) -> None:
    with acme.inside(), pytest.raises(KeyError):
        profile.correct({"by_kind": "staff"}, by=acme.bo.actor, now=now)


def test_second_profile_is_refused_by_the_database(acme: Vault, now: datetime) -> None:
    with acme.inside(), pytest.raises(IntegrityError):
        Profile.objects.create(id=2, legal_name="Other", changed_at=now, by_kind="user")


def test_as_of_is_what_the_tables_say(acme: Vault, now: datetime) -> None:
    with acme.inside():
        profile.correct({"trading_name": "Acme"}, by=acme.ada.actor, now=now)
        assert snapshot.as_of(now).values == facts.everything()
