"""The drill's company: details corrected, bank details confirmed, a change refused, a question.

The office's rows about it hold values only sealed, and the reason of the refusal in plain words.
"""

from datetime import datetime

from bailee.custody.drill.canaries import DATABASE, INLINE, MAIL, VAULT, Canaries
from bailee.foundation import ids, tenancy
from bailee.foundation.actors import Actor
from bailee.office.clients import requests
from bailee.office.clients.models import ChangeRequest, Client
from bailee.people.models import User
from bailee.vault.company import bank, contacts, exchange, profile, questions, tax_ids

_IN_VAULT = (DATABASE, INLINE, VAULT)
_BY_ONE = ("trading_name", "registration_number", "register", "billing_name", "billing_city")
_IBAN = "DE89370400440532013000"


def correct(client: Client, owner: User, canaries: Canaries, *, now: datetime) -> None:
    """Through the verbs of the pages, on both sides of the wall."""
    by = owner.actor
    with tenancy.inside(client.schema_name):
        values = {name: f"The {canaries.take(*_IN_VAULT)}" for name in _BY_ONE}
        profile.correct({**values, "languages": ["en"]}, by=by, now=now)
        contacts.keep(
            topics=["billing"],
            name=f"Bo {canaries.take(*_IN_VAULT)}",
            email=f"{canaries.take(*_IN_VAULT)}@drill.example",
            phone="+44 20 7946 0417",
            by=by,
            now=now,
        )
        holder = f"Drill {canaries.take(*_IN_VAULT)} Ltd"
        bank.ask(holder=holder, iban=_IBAN, bic="", by=by, now=now)
        tax_ids.ask(country="DE", kind="vat", number="136695976", by=by, now=now)
    _decide(client, confirmed=True, reason="", now=now)
    with tenancy.inside(client.schema_name):
        street = f"2 {canaries.take(*_IN_VAULT)} Quay"
        profile.correct({"street": street}, by=by, now=now)
    _decide(client, confirmed=False, reason=_told(canaries), now=now)
    with tenancy.inside(client.schema_name):
        questions.ask(reason="staff", detail=_told(canaries), now=now)


def _decide(client: Client, *, confirmed: bool, reason: str, now: datetime) -> None:
    """As a member of staff who is nobody: in the office, then heard by the vault."""
    exchange.run(client, now=now)
    for request in ChangeRequest.objects.waiting().filter(client=client):
        requests.decide(
            request,
            confirmed=confirmed,
            reason=reason,
            by=Actor("staff", ids.new()),
            email="",
            now=now,
        )
    exchange.run(client, now=now)


def _told(canaries: Canaries) -> str:
    """A sentence that goes into a mail as well."""
    return f"Nobody at {canaries.take(*_IN_VAULT, MAIL)} knew of it."
