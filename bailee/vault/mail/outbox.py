"""Posting a mail: rendered now, kept in the same transaction as its cause, sent by the worker."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string

from bailee.foundation import tenancy
from bailee.vault.mail.kinds import KINDS
from bailee.vault.mail.models import Message


class UnknownKindError(LookupError):
    """Mail of a kind that is not registered."""


def post(kind: str, *, to: str, context: Mapping[str, str], now: datetime) -> Message:
    """Puts one mail into the outbox of the current seat; the worker sends it after commit.

    Raises `UnknownKindError`, and `KeyError` if the context lacks what the kind needs.
    """
    if kind not in KINDS:
        raise UnknownKindError(kind)
    registered = KINDS[kind]
    values = {name: context[name] for name in registered.needs}
    message = Message.objects.create(
        kind=kind,
        to=to,
        subject=_one_line(registered.subject.format(**values)),
        text=render_to_string(f"mail/{kind}.txt", values),
        html=render_to_string(f"mail/{kind}.html", values),
        posted_at=now,
    )
    schema = tenancy.current().schema
    transaction.on_commit(lambda: _ask_for_delivery(schema, str(message.pk)))
    return message


def _ask_for_delivery(schema: str, message_id: str) -> None:
    from bailee.vault.mail import tasks  # tasks import delivery, delivery imports the models

    tasks.deliver.defer(vault=schema, message_id=message_id)


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:200]
