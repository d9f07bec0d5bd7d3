"""A guarded change: asked, withdrawn, refused, confirmed; the database insists on two people."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError

from bailee.foundation import ids
from bailee.foundation.actors import Actor
from bailee.office.clients import cards, requests
from bailee.office.clients.models import ChangeRequest, CompanyCard
from bailee.office.clients.requests import RequestError
from bailee.vault.company import announcing, bank, changes, exchange, profile, snapshot, tax_ids
from bailee.vault.company.changes import ChangeError
from bailee.vault.company.models import BankAccount, Change, TaxId
from bailee.vault.mail.models import Message
from tests.cast import Staff, Vault

IBAN, OTHER = "DE89370400440532013000", "GB82WEST12345698765432"


def _asked(acme: Vault, now: datetime, iban: str = IBAN) -> Change:
    with acme.inside():
        asked = bank.ask(holder="Acme Marine", iban=iban, bic="", by=acme.bo.actor, now=now)
    assert asked is not None
    return asked


def _decide(acme: Vault, by: Staff, now: datetime, *, confirmed: bool, reason: str = "") -> None:
    request = ChangeRequest.objects.waiting().get(client=acme.client)
    requests.decide(
        request,
        confirmed=confirmed,
        reason=reason,
        by=by.emil.actor,
        email=by.emil.email,
        now=now,
    )
    exchange.run(acme.client, now=now)


def test_bank_details_take_effect_when_staff_confirm(
    acme: Vault, staff: Staff, now: datetime
) -> None:
    asked = _asked(acme, now)
    exchange.run(acme.client, now=now)
    request = ChangeRequest.objects.get(client=acme.client)
    assert requests.matter_of(request) == {
        "before": {"bank_holder": "", "bank_iban": ""},
        "after": {"bank_holder": "Acme Marine", "bank_iban": IBAN},
        "name": "Bo",
        "email": "bo@acme.example",
    }
    assert IBAN.encode() not in bytes(request.sealed or b"")
    with acme.inside():
        assert not BankAccount.objects.exists()
    _decide(acme, staff, now, confirmed=True)
    request.refresh_from_db()
    with acme.inside():
        account = bank.current()
        asked.refresh_from_db()
    assert account is not None
    assert (account.iban, account.holder) == (IBAN, "Acme Marine")
    assert (asked.state, asked.decided_by_id, asked.effective_at) == (
        "confirmed",
        staff.emil.pk,
        now,
    )
    assert (request.sealed, request.settled_at is not None) == (None, True)
    assert cards.read(acme.client)["bank_iban"] == "DE•• •••• 3000"


def test_refusal_has_a_reason_and_changes_nothing(acme: Vault, staff: Staff, now: datetime) -> None:
    asked = _asked(acme, now)
    exchange.run(acme.client, now=now)
    with pytest.raises(RequestError, match="Say why"):
        _decide(acme, staff, now, confirmed=False, reason="  ")
    _decide(acme, staff, now, confirmed=False, reason="Nobody at Acme knew of it.")
    with acme.inside():
        asked.refresh_from_db()
        assert (asked.state, asked.reason) == ("refused", "Nobody at Acme knew of it.")
        assert not BankAccount.objects.exists()
        told = Message.objects.filter(kind="change_decided").order_by("to")
        assert [one.to for one in told] == ["ada@acme.example", "bo@acme.example"]
        assert {"Nobody at Acme knew of it." in one.text for one in told} == {True}


def test_withdrawn_change_is_not_decided_any_more(acme: Vault, staff: Staff, now: datetime) -> None:
    asked = _asked(acme, now)
    exchange.run(acme.client, now=now)
    with acme.inside():
        changes.withdraw(asked.pk, by=acme.ada.actor, now=now)
        with pytest.raises(ChangeError, match="not waiting any more"):
            changes.withdraw(asked.pk, by=acme.ada.actor, now=now)
    # Staff were as fast: the vault has the last word.
    request = ChangeRequest.objects.get(client=acme.client)
    by = staff.emil
    requests.decide(request, confirmed=True, by=by.actor, email=by.email, now=now)
    exchange.run(acme.client, now=now)
    request.refresh_from_db()
    with acme.inside():
        asked.refresh_from_db()
        assert (asked.state, BankAccount.objects.count()) == ("withdrawn", 0)
    assert (request.withdrawn_at, request.sealed) == (now, None)
    with pytest.raises(RequestError, match="decided or withdrawn"):
        requests.decide(request, confirmed=True, by=by.actor, email=by.email, now=now)


def test_only_one_change_of_the_bank_waits(acme: Vault, now: datetime) -> None:
    _asked(acme, now)
    with pytest.raises(ChangeError, match="waiting for confirmation already"):
        _asked(acme, now, OTHER)


def test_no_one_confirms_what_they_asked_for(acme: Vault, staff: Staff, now: datetime) -> None:
    asked = _asked(acme, now)
    exchange.run(acme.client, now=now)
    request = ChangeRequest.objects.get(client=acme.client)
    with pytest.raises(RequestError, match="asked for this yourself"):
        requests.decide(
            request, confirmed=True, by=staff.emil.actor, email="Bo@acme.example", now=now
        )
    with pytest.raises(IntegrityError, match="clients_changerequest_two_people"):
        ChangeRequest.objects.filter(pk=request.pk).update(
            confirmed=True, decided_at=now, decided_by_id=acme.bo.pk
        )
    with acme.inside(), pytest.raises(IntegrityError, match="company_change_two_people"):
        changes.decide(asked.pk, confirmed=True, by=Actor("staff", acme.bo.pk), now=now)


@pytest.mark.parametrize("kind", ["user", "system", "token"])
def test_no_one_but_staff_confirms(acme: Vault, now: datetime, kind: str) -> None:
    asked = _asked(acme, now)
    with acme.inside(), pytest.raises(IntegrityError, match="company_change_decided_by_staff"):
        changes.decide(asked.pk, confirmed=True, by=Actor(kind, ids.new()), now=now)  # type: ignore[arg-type]  # each kind


@pytest.mark.parametrize("subject", ["contract", "tax_id", "bank"])
def test_guarded_change_at_once_is_refused_by_the_database(
    acme: Vault, now: datetime, subject: str
) -> None:
    with acme.inside(), pytest.raises(IntegrityError, match="company_change_guarded"):
        Change.objects.create(
            subject=subject, state="made", at=now, effective_at=now, by_kind="user"
        )


def test_registry_follows_a_confirmed_legal_name(acme: Vault, staff: Staff, now: datetime) -> None:
    with acme.inside():
        profile.correct({"legal_name": "Acme Marine AG"}, by=acme.ada.actor, now=now)
    exchange.run(acme.client, now=now)
    acme.client.refresh_from_db()
    assert acme.client.name == "Acme Marine"
    _decide(acme, staff, now, confirmed=True)
    acme.client.refresh_from_db()
    assert acme.client.name == "Acme Marine AG"


def test_tax_ids_are_asked_for_once(acme: Vault, staff: Staff, now: datetime) -> None:
    with acme.inside():
        tax_ids.ask(country="DE", kind="vat", number="136695976", by=acme.ada.actor, now=now)
        with pytest.raises(ChangeError, match="there already"):
            tax_ids.ask(country="DE", kind="vat", number="DE136695976", by=acme.ada.actor, now=now)
    exchange.run(acme.client, now=now)
    _decide(acme, staff, now, confirmed=True)
    with acme.inside():
        known = TaxId.objects.get()
        assert (known.country, known.kind, known.number) == ("DE", "vat", "DE136695976")
        tax_ids.ask_removal(known.pk, by=acme.ada.actor, now=now)
    exchange.run(acme.client, now=now)
    _decide(acme, staff, now, confirmed=True)
    with acme.inside():
        assert not TaxId.objects.exists()


def test_as_of_keeps_what_was_true(acme: Vault, staff: Staff, now: datetime) -> None:
    _asked(acme, now + timedelta(days=1))
    exchange.run(acme.client, now=now + timedelta(days=1))
    _decide(acme, staff, now + timedelta(days=2), confirmed=True)
    with acme.inside():
        profile.correct({"trading_name": "A"}, by=acme.ada.actor, now=now + timedelta(days=3))
        seen = [snapshot.as_of(now + timedelta(days=day)) for day in (-1, 0, 1, 2, 3)]
    assert [one.bank_iban for one in seen] == ["", "", "", IBAN, IBAN]
    assert [one.trading_name for one in seen] == ["", "", "", "", "A"]
    assert [one.legal_name for one in seen[:2]] == ["", "Acme Marine"]
    assert seen[1].billing_address == {
        "name": "Acme Marine",
        "street": "4 Quay Street",
        "postal_code": "21107",
        "city": "Harbourtown",
        "country": "GB",
    }
    assert [one["name"] for one in seen[1].contacts("legal")] == ["Ada"]


def test_exchange_repeated_does_nothing_twice(acme: Vault, now: datetime) -> None:
    _asked(acme, now)
    for _ in range(3):
        exchange.run(acme.client, now=now)
    assert ChangeRequest.objects.filter(client=acme.client).count() == 1


def test_staff_are_told_once_without_the_client_s_name(
    acme: Vault, staff: Staff, now: datetime
) -> None:
    _asked(acme, now)
    exchange.run(acme.client, now=now)
    announcing.tell_staff(now=now + timedelta(hours=-1))  # whatever others have left
    before = set(Message.objects.values_list("pk", flat=True))
    for minutes in (4, 5, 6):
        announcing.tell_staff(now=now + timedelta(minutes=minutes))
    sent = Message.objects.filter(kind="confirmation_wanted").exclude(pk__in=before)
    assert {one.to for one in sent} == {staff.dana.email, staff.emil.email}
    assert sent.count() == len({one.to for one in sent})
    assert acme.client.name not in "".join(one.text + one.subject for one in sent)


def test_striking_the_client_takes_its_rows(acme: Vault, now: datetime) -> None:
    _asked(acme, now)
    exchange.run(acme.client, now=now)
    key = acme.client.pk
    acme.client.delete()
    assert not ChangeRequest.objects.filter(client_id=key).exists()
    assert not CompanyCard.objects.filter(client_id=key).exists()
