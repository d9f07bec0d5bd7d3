"""Rows that find their record by a key: changed, left, added or refused, with history."""

from datetime import datetime

import pytest
from django.db import connection

from bailee.foundation.actors import Actor
from bailee.vault.records import imports, running
from bailee.vault.records.imports import ImportRefusedError
from bailee.vault.records.models import Change, Collection, Import
from tests.cast import Vault
from tests.vault.records.conftest import Send, as_text

FLEET = b"""Name,Built,Length,State,Papers
Heron,1998,24.50,afloat,"{""flag"": ""GB""}"
Tern,2004,31,,
Auk,,,afloat,
"""


def upsert(
    one: Import, now: datetime, key: str = "Name", *, state: str = "running", whole: bool = False
) -> Import:
    assert one.collection is not None
    which = str(one.collection.fields.get(label=key).id)
    imports.choose(one, columns=imports.columns(one), key=which, all_or_nothing=whole)
    imports.enqueue(one, state=state)
    (running.run if state == "running" else running.check)(one.id, now=now)
    one.refresh_from_db()
    return one


def counts(one: Import) -> tuple[str, int | None, int | None, int | None, int | None]:
    return one.state, one.accepted, one.updated, one.unchanged, one.refused


@pytest.fixture
def filled(acme: Vault, send: Send, fleet: Collection, now: datetime) -> Collection:
    with acme.inside():
        one = send(FLEET, into=fleet)
        imports.choose(one, columns=imports.columns(one))
        imports.enqueue(one, state="running")
        running.run(one.id, now=now)
    return fleet


CHANGES = b"Name,Length\nHeron,24.5\nTern,31\nGull,7\n"


@pytest.mark.parametrize("state", ["running", "checking"])
def test_rows_change_what_differs_and_add_the_rest(
    state: str, acme: Vault, send: Send, filled: Collection, now: datetime
) -> None:
    with acme.inside():
        before = as_text(filled)
        one = upsert(send(CHANGES, into=filled), now, state=state)
        ended = "done" if state == "running" else "checked"
        assert counts(one) == (ended, 3, 1, 1, 0)
        if state == "checking":
            assert (as_text(filled), Change.objects.count()) == (before, 0)
            return
        assert as_text(filled) == [
            ("Heron", "1998", "24.5", "afloat", '{"flag": "GB"}'),
            ("Tern", "2004", "31", None, None),
            ("Auk", None, None, "afloat", None),
            ("Gull", None, "7", None, None),
        ]


def test_change_is_in_the_history_with_its_import(
    acme: Vault, send: Send, filled: Collection, now: datetime
) -> None:
    with acme.inside():
        one = upsert(send(b"Name,Length,State\nHeron,25,afloat\nTern,,\n", into=filled), now)
        assert counts(one) == ("done", 2, 2, 0, 0)
        length = filled.fields.get(label="Length").column_name
        by = acme.ada.actor
        found = Change.objects.order_by("record_id")
        assert [
            (one.kind, one.version, one.before, one.after, Actor("user", one.by_id), one.at)
            for one in found
        ] == [
            ("imported", 2, {length: "24.50"}, {length: "25"}, by, now),
            ("imported", 2, {length: "31"}, {length: None}, by, now),
        ]
        assert {step.by_import_id for step in found} == {one.id}
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT version, changed_by FROM {filled.table_name} ORDER BY id")
            assert cursor.fetchall() == [(2, by.id), (2, by.id), (1, by.id)]


def test_key_that_is_none_is_refused_with_its_row(
    acme: Vault, send: Send, filled: Collection, now: datetime
) -> None:
    content = b"State,Built,Name\nafloat,2000,Heron\nafloat,2001,Heron\n,2002,\nafloat,x,Tern\n"
    with acme.inside():
        one = upsert(send(content, into=filled), now)
        assert counts(one) == ("done", 1, 1, 0, 3)
        assert [(fault["row"], fault["label"], fault["reason"]) for fault in one.faults] == [
            (3, "Name", "stands twice in the file, first in row 2"),
            (4, "Name", "is required, but empty"),
            (5, "Built", "not a whole number (digits only, no leading zero)"),
        ]


def test_key_that_several_records_have_is_refused(
    acme: Vault, send: Send, filled: Collection, now: datetime
) -> None:
    with acme.inside():
        one = upsert(send(b"State,Name\nafloat,Twin\n", into=filled), now, key="State")
        assert counts(one) == ("done", 0, 0, 0, 1)
        assert one.faults[0]["reason"] == "more than one record has this key"


def test_record_without_its_required_value_is_changed_but_never_added(
    acme: Vault, send: Send, filled: Collection, now: datetime
) -> None:
    with acme.inside():
        one = upsert(send(b"Built,Length\n1998,26\n1850,5\n", into=filled), now, key="Built")
        assert counts(one) == ("done", 1, 1, 0, 1)
        assert one.faults[0]["reason"] == (
            "there is no record with this key, and a new one needs “Name”"
        )
        assert as_text(filled)[0][:3] == ("Heron", "1998", "26")


def test_all_or_nothing_changes_nothing(
    acme: Vault, send: Send, filled: Collection, now: datetime
) -> None:
    with acme.inside():
        before = as_text(filled)
        one = upsert(send(b"Name,Length\nHeron,1\nTern,x\n", into=filled), now, whole=True)
        assert counts(one) == ("refused", 0, 0, 0, 1)
        assert (as_text(filled), Change.objects.count()) == (before, 0)


def test_field_that_is_no_key_is_refused(acme: Vault, send: Send, filled: Collection) -> None:
    with acme.inside():
        one = send(b"Name,Papers\nHeron,{}\n", into=filled)
        for label, reason in {"Papers": "cannot be a key", "Built": "must be a field"}.items():
            key = str(filled.fields.get(label=label).id)
            with pytest.raises(ImportRefusedError, match=reason):
                imports.choose(one, columns=imports.columns(one), key=key)
