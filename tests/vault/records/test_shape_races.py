"""Two at once: one shapes the collection, one writes records. Nothing is lost, nobody hangs."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connections
from psycopg import sql

from bailee.foundation import tenancy
from bailee.vault.records import (
    collections,
    conversion,
    fields,
    records,
    removal,
    tables,
)
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Collection, Field
from bailee.vault.records.records import RecordError
from bailee.vault.records.tables import BusyError
from tests.cast import Vault
from tests.vault.records.conftest import as_text


@pytest.fixture
def notes(acme: Vault, now: datetime) -> Collection:
    new = [NewField("Name", "text"), NewField("Year", "text")]
    with acme.inside():
        return collections.create(label="Notes", fields=new, by=acme.ada.actor, now=now)


def beside(vault: Vault, work: Callable[[], object]) -> tuple[threading.Thread, list[Exception]]:
    """Starts the work in a thread of its own, on the vault's seat; its errors come back."""
    failed: list[Exception] = []

    def run() -> None:
        try:
            with vault.inside():
                work()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, failed


def test_edits_go_on_while_fields_come_and_go(
    acme: Vault, notes: Collection, now: datetime
) -> None:
    by, done = acme.ben.actor, threading.Event()
    with acme.inside():
        name, year = (str(field.id) for field in notes.fields.all())
        made = records.add(notes, {name: "0", year: "2000"}, by=by, now=now)

    def edit() -> None:
        count = 0
        while not done.is_set() or count < 5:
            count += 1
            version = records.find(notes, made).version
            values = {name: str(count), year: str(2000 + count)}
            records.edit(notes, made, values, version=version, by=by, now=now)
            edited.append(count)

    edited: list[int] = []
    thread, failed = beside(acme, edit)
    with acme.inside():
        for number in range(4):
            extra = fields.add(notes, NewField(f"Extra {number}", "text"), by=by, now=now)
            removal.field(extra, by=by, now=now)
        field = Field.objects.get(id=year)
        conversion.convert(field, NewField("Year", "integer"), leave_empty=False, by=by, now=now)
        done.set()
        thread.join()
        assert failed == []
        assert as_text(notes) == [(str(edited[-1]), str(2000 + edited[-1]))]
        assert Field.objects.get(id=year).type == "integer"


def test_edit_during_a_conversion_waits_and_meets_the_new_type(
    acme: Vault, notes: Collection, now: datetime
) -> None:
    by = acme.ben.actor
    with acme.inside():
        name, year = (str(field.id) for field in notes.fields.all())
        made = records.add(notes, {name: "Heron", year: "1998"}, by=by, now=now)
        with tables.changing(acme.schema, notes.table_name):  # as a conversion begins
            thread, failed = beside(
                acme,
                lambda: (
                    records.edit(notes, made, {year: "soon"}, version=1, by=by, now=now) and None
                ),
            )
            thread.join(0.3)
            assert thread.is_alive()
            with tenancy.owner(acme.schema) as raw:
                raw.execute("UPDATE records_field SET type = 'integer' WHERE id = %s", [year])
        thread.join()
        [error] = failed
        assert isinstance(error, RecordError)
        assert error.reasons == {year: "not a whole number (digits only, no leading zero)"}


def test_writer_that_waits_too_long_is_told(
    acme: Vault, notes: Collection, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_PATIENCE", "SET LOCAL lock_timeout = '100ms'")
    by = acme.ben.actor
    with acme.inside():
        name = str(notes.fields.all()[0].id)
        with (
            tables.changing(acme.schema, notes.table_name),
            pytest.raises(BusyError, match="try again in a moment"),
        ):
            records.add(notes, {name: "Heron"}, by=by, now=now)
        records.add(notes, {name: "Heron"}, by=by, now=now)


def test_change_of_shape_that_waits_too_long_is_told(
    acme: Vault, notes: Collection, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_PATIENCE", "SET LOCAL lock_timeout = '100ms'")
    by = acme.ada.actor
    with acme.inside(), tenancy.owner(acme.schema) as raw:
        raw.execute(
            sql.SQL("LOCK TABLE {} IN ROW EXCLUSIVE MODE").format(sql.Identifier(notes.table_name))
        )
        year = notes.fields.get(label="Year")
        for change in (
            lambda: fields.add(notes, NewField("More", "text"), by=by, now=now),
            lambda: removal.field(year, by=by, now=now),
            lambda: conversion.convert(
                year, NewField("Year", "integer"), leave_empty=True, by=by, now=now
            ),
        ):
            with pytest.raises(BusyError):
                change()
        assert Field.everything.count() == 2


def test_page_of_a_busy_collection_says_what_to_do(
    acme: Vault, notes: Collection, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_PATIENCE", "SET LOCAL lock_timeout = '100ms'")
    ada = acme.browser(acme.ada)
    with tables.changing(acme.schema, notes.table_name):
        there = f"/records/{notes.id}/fields/new/?type=text"
        answer = ada.post(there, {"label": "More"})
    assert answer.status_code == 409
    assert b"Somebody is changing this collection" in answer.content


def test_two_who_race_for_a_unique_value_are_told_apart(
    acme: Vault, notes: Collection, now: datetime
) -> None:
    with acme.inside():
        name = notes.fields.get(label="Name")
        fields.change(name, NewField("Name", "text", unique=True))
        start, failed = threading.Barrier(2), []

        def add() -> None:
            start.wait()
            records.add(notes, {str(name.id): "SO-7"}, by=acme.ben.actor, now=now)

        both = [beside(acme, add) for _ in range(2)]
        for thread, errors in both:
            thread.join()
            failed += errors
        [error] = failed
        assert isinstance(error, RecordError)
        said = "“SO-7” is there already in another record"
        assert error.reasons == {str(name.id): said}
        assert [row[0] for row in as_text(notes)] == ["SO-7"]
