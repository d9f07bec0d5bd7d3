"""Telling who started a large import that it has ended: they do something else meanwhile."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import ngettext

from bailee.foundation import tenancy
from bailee.foundation.words import SOURCE
from bailee.office.clients import registry
from bailee.office.clients.models import Client
from bailee.people import languages, preferences
from bailee.people.formats import Formats
from bailee.people.models import User
from bailee.vault.company.team import portal
from bailee.vault.mail import outbox
from bailee.vault.records.models import Import

_ENDED = {"done", "refused", "failed", "cancelled"}
_PAGE = "/records/imports/{}/"  # of the portal


@contextmanager
def end_of(which: uuid.UUID, *, now: datetime) -> Iterator[None]:
    """Posts the mail if the import ends within; once, because it ends once.

    To be held around the run in the worker: who sent a small file has waited for it.
    """
    before = Import.objects.filter(id=which, state="running").exists()
    yield
    one = Import.objects.filter(id=which, state__in=_ENDED).first()
    if before and one is not None:
        _tell(one, now)


@contextmanager
def in_words_of_starter(which: uuid.UUID) -> Iterator[None]:
    """Reasons within are said as the person reads who sent the file; of a program's in English."""
    one = Import.objects.filter(id=which, by_kind="user").first()
    starter = User.objects.filter(id__in=[one.by_id]).first() if one and one.by_id else None
    with languages.spoken(languages.of(starter) if starter else SOURCE):
        yield


def _tell(one: Import, now: datetime) -> None:
    starter = User.objects.active().filter(id__in=[one.by_id]).first()
    client = Client.objects.filter(schema_name=tenancy.current().schema).first()
    if starter is None or client is None or not preferences.wants(starter, "import_finished"):
        return
    with transaction.atomic():
        outbox.post(
            "import_finished",
            to=starter.email,
            context={
                "portal": lambda _: portal(),
                "name": starter.name,
                "file": one.file_name,
                "result": partial(_result, one),
                "link": registry.portal_url(client) + _PAGE.format(one.id),
            },
            now=now,
        )


def _result(one: Import, formats: Formats) -> str:
    """What became of the rows, in a sentence, with numbers as the person reads them."""
    if one.state != "done":
        return f"{one.state_label}."
    accepted, refused = one.accepted or 0, one.refused or 0
    said = ngettext(
        "{accepted} row imported, {refused} refused.",
        "{accepted} rows imported, {refused} refused.",
        accepted,
    )
    return said.format(accepted=formats.number(accepted), refused=formats.number(refused))
