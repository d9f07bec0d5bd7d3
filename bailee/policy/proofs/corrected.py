"""8.1: corrections are taken in, asked for, confirmed by a second person, and never lost."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from bailee.custody.drill import jobs
from bailee.foundation import ids, tenancy
from bailee.foundation.actors import Actor
from bailee.office.clients import requests
from bailee.office.clients.models import ChangeRequest
from bailee.people.models import User
from bailee.policy.proofs import guests, reading
from bailee.policy.proofs.broken import BrokenError, insist
from bailee.policy.proofs.guests import PARTICULARS, Ground
from bailee.vault.company import bank, changes, exchange, questions, snapshot
from bailee.vault.company.models import Change
from bailee.vault.mail.models import Message

NAME, IBAN, ENDS = "Proof Corrected", "DE89370400440532013000", "3000"
_EDIT, _COMPANY, _HISTORY, _CHECK = (
    "/company/edit/",
    "/company/",
    "/company/history/",
    "/company/check/",
)


def taken_in(ground: Ground) -> str:
    """A detail at once, a bank account by two people, old values kept, and a yearly question."""
    try:
        _at_once(ground)
        with jobs.our_own():  # no worker mails anybody about the throwaway client
            _by_two(ground)
            _asked_yearly(ground)
    finally:
        with tenancy.inside(tenancy.owner_seat(ground.schema)):
            Message.objects.filter(kind__in=["change_asked", "change_decided"]).delete()
            Message.objects.filter(kind__startswith="company_").delete()
    return (
        "a corrected name showed at once and in the history; a bank account took effect only when"
        " somebody else had confirmed it, the one before is still known for what was issued; the"
        " office kept no number; after a year one question was asked, and its answer kept"
    )


def _at_once(ground: Ground) -> None:
    form = reading.filled(ground.ada.get(_EDIT))
    there = {"legal_name": guests.NAME, "street": PARTICULARS["street"]}
    held = {name: form.get(name) for name in there}
    insist(held == there, "the form of the company does not hold what is there")
    answer = ground.ada.post(_EDIT, PARTICULARS | there | {"trading_name": NAME})
    insist(answer.status == 302, f"correcting is answered with {answer.status}")
    insist(NAME in reading.words(ground.ada.get(_COMPANY)), "the correction is not shown")
    told = reading.words(ground.ada.get(_HISTORY))
    insist(NAME in told, "the history does not tell of the correction")
    insist(PARTICULARS["contact_name"] in told, "the history does not say who corrected it")


def _by_two(ground: Ground) -> None:
    asked = _ask(ground)
    insist(ENDS in reading.words(ground.ada.get(_COMPANY)), "what waits is not shown")
    exchange.run(ground.client, now=ground.now)
    request = ChangeRequest.objects.filter(pk=asked.pk).first()
    if request is None or request.sealed is None:
        raise BrokenError("the office does not see what waits for it")
    insist(IBAN.encode() not in bytes(request.sealed), "the office keeps the number in clear")
    _not_by_one(ground, asked)
    staff = Actor("staff", ids.new())
    requests.decide(request, confirmed=True, by=staff, email="", now=_later(ground, 1))
    exchange.run(ground.client, now=_later(ground, 1))
    with tenancy.inside(ground.schema):
        held = bank.current()
        insist(held and held.iban == IBAN, "the confirmed account has not taken effect")
        before = snapshot.as_of(ground.now).bank_iban
        after = snapshot.as_of(_later(ground, 2)).bank_iban
    insist((before, after) == ("", IBAN), "what was true before is not known any more")
    request.refresh_from_db()
    heard = request.settled_at is not None and request.withdrawn_at is None
    insist(heard and request.sealed is None, "the office keeps old and new after its decision")
    told = reading.words(ground.ada.get(_HISTORY))
    insist("Confirmed" in told, "the history does not tell of the decision")


def _ask(ground: Ground) -> Change:
    with tenancy.inside(ground.schema):
        ada = User.objects.get(email=PARTICULARS["contact_email"])
        asked = bank.ask(holder=NAME, iban=IBAN, bic="", by=ada.actor, now=ground.now)
        insist(bank.current() is None, "an account took effect by one person's word")
    if asked is None:
        raise BrokenError("the account could not be asked for")
    return asked


def _not_by_one(ground: Ground, asked: Change) -> None:
    """Not even by a program that forgets to look: the database insists."""
    with tenancy.inside(ground.schema):
        same = Actor("staff", asked.by_id)
        with suppress(IntegrityError), transaction.atomic():
            changes.decide(asked.pk, confirmed=True, by=same, now=ground.now)
            raise BrokenError("an account was confirmed by the one who had asked for it")


def _asked_yearly(ground: Ground) -> None:
    """Three runs of the job, a year from now: one question; the page answers it."""
    with tenancy.inside(ground.schema):
        hours = [ground.now + timedelta(days=366, hours=hour) for hour in range(3)]
        asked = [question for hour in hours if (question := questions.ask_yearly(now=hour))]
    insist(len(asked) == 1, f"after a year {len(asked)} questions were asked")
    answer = ground.ada.post(_CHECK, {})
    insist(answer.status == 302, f"“still right” is answered with {answer.status}")
    with tenancy.inside(ground.schema):
        asked[0].refresh_from_db()
    insist(asked[0].answer == "right", "the answer to the yearly question is not kept")


def _later(ground: Ground, seconds: int) -> datetime:
    return ground.now + timedelta(seconds=seconds)
