"""Who started a large import hears of its end: once, if they want to, in their own numbers."""

import io
import uuid
from datetime import datetime

import pytest

from bailee.people import preferences, users
from bailee.vault.mail.models import Message
from bailee.vault.records import imports
from bailee.vault.records.tasks import run_import
from tests.cast import Vault


def _import(vault: Vault, rows: int, now: datetime) -> uuid.UUID:
    text = "Order,Amount\n" + "".join(f"SO-{number},1.50\n" for number in range(rows))
    with vault.inside():
        one = imports.receive(
            source=io.BytesIO(text.encode()), file_name="o.csv", by=vault.ben.actor, now=now
        )
        imports.choose(one, columns=imports.columns(one), label="Orders")
        imports.enqueue(one, state="running")
    return one.id


def test_the_starter_is_told_once(acme: Vault, now: datetime) -> None:
    with acme.inside():
        preferences.choose(acme.ben, locale="de-DE", by=acme.ben.actor, now=now)
    which = _import(acme, 1_200, now)
    for _ in range(2):
        run_import(vault=acme.schema, import_id=str(which))
    with acme.inside():
        mail = Message.objects.get(kind="import_finished")
    assert mail.to == acme.ben.email
    assert "“o.csv”" in mail.text
    assert "has ended: 1.200 rows imported, 0 refused." in mail.text
    assert f"/records/imports/{which}/" in mail.text


@pytest.mark.parametrize("why", ["muted", "gone"])
def test_who_does_not_want_it_or_left_is_not_told(acme: Vault, now: datetime, why: str) -> None:
    which = _import(acme, 3, now)
    with acme.inside():
        if why == "muted":
            preferences.choose(acme.ben, muted=["import_finished"], by=acme.ben.actor, now=now)
        else:
            users.deactivate(acme.ben, by=acme.ada.actor, now=now)
    run_import(vault=acme.schema, import_id=str(which))
    with acme.inside():
        assert not Message.objects.filter(kind="import_finished").exists()
