"""Posting a mail: rendered now, kept in the same transaction as its cause, sent by the worker.

It is written as its recipient reads: in their language, days and moments in their formats and zone.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext

from bailee.foundation import tenancy
from bailee.people import languages, preferences
from bailee.people.formats import Formats
from bailee.people.models import User
from bailee.vault.mail.kinds import KINDS
from bailee.vault.mail.models import Message

# What a mail may be told: a text, a day, a moment, or a way to say it as the recipient reads.
type Said = str | Promise | date | Callable[[Formats], str]


class UnknownKindError(LookupError):
    """Mail of a kind that is not registered."""


def post(
    kind: str,
    *,
    to: str,
    context: Mapping[str, Said],
    now: datetime,
    enclosed: bytes | None = None,
) -> Message:
    """Puts one mail into the outbox of the current seat; the worker sends it after commit.

    `enclosed`: a ZIP that goes with it.
    A recipient who is nobody here yet gets it in the language that is spoken now.
    Raises `UnknownKindError`, and `KeyError` if the context lacks what the kind needs.
    """
    if kind not in KINDS:
        raise UnknownKindError(kind)
    person = User.objects.called(to).first()
    with languages.spoken(languages.of(person) if person else languages.current()):
        formats = preferences.formats_of(person) if person else languages.usual()
        values = {name: _said(context[name], formats) for name in KINDS[kind].needs}
        message = Message.objects.create(
            kind=kind,
            to=to,
            subject=_one_line(gettext(KINDS[kind].subject).format(**values)),
            text=render_to_string(f"mail/{kind}.txt", values),
            html=render_to_string(f"mail/{kind}.html", values),
            posted_at=now,
            enclosed=enclosed,
        )
    schema = tenancy.current().schema
    transaction.on_commit(lambda: _ask_for_delivery(schema, str(message.pk)))
    return message


def _said(value: Said, formats: Formats) -> str:
    if isinstance(value, datetime):
        return formats.moment(value, exact=False)
    if isinstance(value, date):
        return formats.day(value)
    return value(formats) if callable(value) else str(value)


def _ask_for_delivery(schema: str, message_id: str) -> None:
    from bailee.vault.mail import tasks  # tasks import delivery, delivery imports the models

    tasks.deliver.defer(vault=schema, message_id=message_id)


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:200]
