"""What goes between a vault and the office: requests and the card out, decisions in.

One idempotent pass, which the worker makes after each change and once a day: whatever was lost on
the way is made good by the next. Nothing of it is in a job; values rest in the office sealed to
the client's key.
"""

from contextlib import suppress
from datetime import datetime
from typing import Any, cast

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor, Kind
from bailee.office.clients import cards, registry, requests
from bailee.office.clients.models import Client
from bailee.people.models import User
from bailee.vault.company import changes, facts, numbers, questions
from bailee.vault.company.changes import ChangeError
from bailee.vault.company.models import Change, Contact, Profile, Question


def run(client: Client, *, now: datetime) -> None:
    """Brings both sides up to date. Needs the owner's login; a frozen vault is left as it is."""
    if client.frozen:
        return
    _hear_decisions(client, now=now)
    with tenancy.inside(client.schema_name):
        questions.ask_yearly(now=now)
        waiting = [(one, _matter(one)) for one in Change.objects.waiting().order_by("at")]
    for one, matter in waiting:
        requests.lay(
            client,
            one.pk,
            subject=one.subject,
            matter=matter,
            asked_at=one.at,
            by=Actor(cast("Kind", one.by_kind), one.by_id),
        )
    requests.withdraw(client, but=[one.pk for one, _ in waiting], now=now)
    publish(client, now=now)


def publish(client: Client, *, now: datetime) -> None:
    """Puts the company's present state on the office's card, the account's number masked."""
    with tenancy.inside(client.schema_name):
        values = facts.everything()
        asked = Question.objects.open().filter(reason="yearly").first()
        returned = Contact.objects.exclude(returned_at=None)
        values["returned"] = list(returned.values_list("email", flat=True))
    if "bank_iban" in values:
        values["bank_iban"] = numbers.mask(values["bank_iban"])
    cards.publish(
        client,
        values,
        asked_since=asked.asked_at if asked else None,
        returned=len(values["returned"]),
        now=now,
    )


def _hear_decisions(client: Client, *, now: datetime) -> None:
    for request in requests.unheard(client):
        by = Actor("staff", request.decided_by_id)
        with tenancy.inside(client.schema_name):
            with suppress(ChangeError):  # heard already, or withdrawn: the vault has the last word
                changes.decide(
                    request.pk,
                    confirmed=bool(request.confirmed),
                    reason=request.reason,
                    by=by,
                    now=now,
                )
            state = Change.objects.filter(pk=request.pk).values_list("state", flat=True).first()
            name = Profile.objects.get().legal_name
        if state in {"confirmed", "refused"}:
            requests.settle(request.pk, now=now)
        if client.name != name:
            registry.rename(client, name)


def _matter(change: Change) -> dict[str, Any]:
    """What the second person must see: old, new, and who asks."""
    asker = User.objects.filter(pk__in=[change.by_id]).first()
    return {
        "before": change.before,
        "after": change.after,
        "name": asker.name if asker else "",
        "email": asker.email if asker else "",
    }
