"""Asking whether what is known of the company is still right: once a year, and when it seems not.

Each asking is a row, and so is each answer.
"""

import uuid
from datetime import datetime

from django.db import transaction

from bailee.foundation.actors import Actor
from bailee.vault.company import announcing
from bailee.vault.company.models import Change, Contact, Profile, Question


@transaction.atomic
def ask(
    *,
    reason: str,
    now: datetime,
    detail: str = "",
    contact: Contact | None = None,
    year: int | None = None,
) -> Question | None:
    """Asks the owners by mail and in the portal. None if just that is being asked already.

    `reason`: one of `models.REASONS`. `detail` goes into the mail, so it holds no secret.
    """
    Profile.objects.select_for_update().first()  # two jobs at once ask once
    about = contact.pk if contact else None
    same = Question.objects.filter(reason=reason, contact_id=about)
    if same.open().exists() or (year is not None and same.filter(year=year).exists()):
        return None
    question = Question.objects.create(
        reason=reason, contact_id=about, detail=detail, asked_at=now, year=year
    )
    announcing.tell_question(question, now=now)
    announcing.ask_exchange()
    return question


@transaction.atomic
def ask_yearly(*, now: datetime) -> Question | None:
    """Asks if a year has gone by since it was last asked or confirmed; else None.

    However long nobody ran this, one question is asked, not one for each year.
    """
    last = last_looked_at()
    if last is None or now < _a_year_after(last):
        return None
    return ask(reason="yearly", year=now.year, now=now)


def last_looked_at() -> datetime | None:
    """When it was last asked yearly, confirmed by itself, or first written down."""
    asked = Question.objects.filter(reason="yearly").values_list("asked_at", flat=True).first()
    right = Question.objects.filter(answer="right", reason__in=["yearly", "own"])
    answered = right.order_by("-answered_at").values_list("answered_at", flat=True).first()
    opened = Change.objects.order_by("at").values_list("at", flat=True).first()
    return max((moment for moment in (asked, answered, opened) if moment), default=None)


@transaction.atomic
def confirm(*, by: Actor, now: datetime) -> int:
    """“Still right”: answers whatever is asked; without a question it is kept as one of its own.

    Returns how many questions it answers.
    """
    Profile.objects.select_for_update().first()
    open_ones = Question.objects.open()
    answered = open_ones.update(answer="right", answered_at=now, by_kind=by.kind, by_id=by.id)
    Contact.objects.exclude(returned_at=None).update(returned_at=None)
    if not answered:
        Question.objects.create(
            reason="own",
            asked_at=now,
            answer="right",
            answered_at=now,
            by_kind=by.kind,
            by_id=by.id,
        )
    announcing.ask_exchange()
    return answered


def mend(contact_id: uuid.UUID, *, by: Actor, now: datetime) -> None:
    """A contact whose mail came back was changed or removed: that question is answered."""
    Question.objects.open().filter(contact_id=contact_id).update(
        answer="changed", answered_at=now, by_kind=by.kind, by_id=by.id
    )


@transaction.atomic
def note_return(address: str, *, now: datetime) -> list[Question]:
    """Mail to that address came back for good: its contacts are marked, and the owners asked."""
    asked = []
    for contact in Contact.objects.filter(email__iexact=address):
        Contact.objects.filter(pk=contact.pk, returned_at=None).update(returned_at=now)
        if question := ask(reason="returned", contact=contact, detail=contact.email, now=now):
            asked.append(question)
    return asked


def _a_year_after(moment: datetime) -> datetime:
    """The same day of the next year; of 29 February the 1st of March."""
    try:
        return moment.replace(year=moment.year + 1)
    except ValueError:
        return moment.replace(year=moment.year + 1, month=3, day=1)
