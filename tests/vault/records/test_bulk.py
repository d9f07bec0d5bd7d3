"""Many records at once: all or nothing, with every reason, and each step in the history."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from psycopg import sql

from bailee.foundation import tenancy
from bailee.foundation.tenancy import vaults
from bailee.vault.records import bulk, events, history, records
from bailee.vault.records.models import Change, Collection, Field, Trashed
from tests.cast import Vault
from tests.vault.records.conftest import These, as_text


def key(collection: Collection, label: str) -> str:
    return str(collection.fields.get(label=label).id)


@contextmanager
def heard() -> Iterator[list[tuple[str, Any]]]:
    """What is told of records meanwhile: kind and ids."""
    told: list[tuple[str, Any]] = []

    def hear(*, kind: str, ids: Any, **_: object) -> None:
        told.append((kind, ids))

    events.changed.connect(hear)
    yield told
    events.changed.disconnect(hear)


def only_once(vault: Vault, fleet: Collection, label: str) -> None:
    with vault.inside():
        Field.objects.filter(label=label).update(unique=True)
        column = fleet.fields.get(label=label).column_name
    with tenancy.owner(vault.schema) as raw:
        raw.execute(
            sql.SQL("CREATE UNIQUE INDEX {} ON {} ({})").format(
                sql.Identifier(f"{fleet.table_name}_{column}_once"),
                sql.Identifier(fleet.table_name),
                sql.Identifier(column),
            )
        )


def test_rows_are_added_in_order(acme: Vault, fleet: Collection, now: datetime) -> None:
    with acme.inside(), heard() as told:
        name, papers = key(fleet, "Name"), key(fleet, "Papers")
        rows = [{name: f'🙂 "{n}"', papers: '{"n": 1.00000000000000000001}'} for n in range(4_500)]
        made = bulk.add(fleet, rows, by=acme.ben.actor, now=now)
        assert told == [("added", None)]
        assert [row[0] for row in as_text(fleet)] == [f'🙂 "{n}"' for n in range(4_500)]
        last = records.find(fleet, made[-1])
        assert (last.texts[name], last.created_by) == ('🙂 "4499"', acme.ben.id)
        assert last.texts[papers] == '{\n    "n": 1.00000000000000000001\n}'
        assert bulk.add(fleet, [], by=acme.ben.actor, now=now) == []


def test_refused_rows_give_every_reason_and_add_nothing(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    with acme.inside():
        name, built = key(fleet, "Name"), key(fleet, "Built")
        rows = [{name: "Heron"}, {name: "", built: "x"}, {name: "Tern"}, {name: "a\ud800"}]
        with pytest.raises(bulk.BulkError) as refused:
            bulk.add(fleet, rows, by=acme.ben.actor, now=now)
        assert refused.value.reasons == {3: {name: "holds half a character"}}
        with pytest.raises(bulk.BulkError) as refused:
            bulk.add(fleet, rows[:3], by=acme.ben.actor, now=now)
        assert refused.value.reasons == {
            1: {
                name: "is required, but empty",
                built: "not a whole number (digits only, no leading zero)",
            }
        }
        assert as_text(fleet) == []


def test_rows_that_hold_a_unique_value_twice_are_named(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    only_once(acme, fleet, "Name")
    with acme.inside():
        name, by = key(fleet, "Name"), acme.ben.actor
        records.add(fleet, {name: "Heron"}, by=by, now=now)
        rows = [{name: "Tern"}, {name: "Heron"}, {name: "Gull"}, {name: "Gull"}]
        with pytest.raises(bulk.BulkError) as refused:
            bulk.add(fleet, rows, by=by, now=now)
        assert refused.value.reasons == {
            1: {name: "“Heron” is there already in another record"},
            3: {name: "“Gull” is there already in another record"},
        }
        with pytest.raises(records.RecordError) as single:
            records.add(fleet, {name: "Heron"}, by=by, now=now)
        assert single.value.reasons == {name: "“Heron” is there already in another record"}
        assert [row[0] for row in as_text(fleet)] == ["Heron"]


def test_edit_sets_values_and_notes_what_differed(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    by, later = acme.ben.actor, now + timedelta(minutes=1)
    with acme.inside(), heard() as told:
        name, built = key(fleet, "Name"), key(fleet, "Built")
        rows = [{name: "Heron", built: "1998"}, {name: "Tern", built: "2001"}, {name: "Gull"}]
        made = bulk.add(fleet, rows, by=by, now=now)
        values = {built: "1998"}
        assert bulk.edit(fleet, These(made), values, by=acme.ada.actor, now=later) == 2
        assert told == [("added", made), ("edited", made[1:])]
        assert [row[1] for row in as_text(fleet)] == ["1998"] * 3
        column = fleet.fields.get(label="Built").column_name
        changes = Change.objects.order_by("record_id")
        assert [(one.record_id, one.version, one.before, one.after) for one in changes] == [
            (made[1], 2, {column: "2001"}, {column: "1998"}),
            (made[2], 2, {column: None}, {column: "1998"}),
        ]
        record = records.find(fleet, made[2])
        assert (record.version, record.changed_at, record.changed_by) == (2, later, acme.ada.id)
        assert [step.version for step in history.of(fleet, record)] == [2, 1]


def test_edit_refuses_what_a_field_refuses(acme: Vault, fleet: Collection, now: datetime) -> None:
    with acme.inside():
        name = key(fleet, "Name")
        made = bulk.add(fleet, [{name: "Heron"}], by=acme.ben.actor, now=now)
        with pytest.raises(records.RecordError) as refused:
            bulk.edit(fleet, These(made), {name: ""}, by=acme.ben.actor, now=now)
        assert refused.value.reasons == {name: "is required, but empty"}


def test_trash_moves_all_selected(acme: Vault, fleet: Collection, now: datetime) -> None:
    with acme.inside():
        name, by = key(fleet, "Name"), acme.ben.actor
        made = bulk.add(fleet, [{name: f"{n}"} for n in range(10)], by=by, now=now)
        with heard() as told:
            assert bulk.trash(fleet, These(made[1:]), by=by, now=now) == 9
        assert [kind for kind, _ in told] == ["trashed"]
        assert sorted(told[0][1]) == made[1:]
        assert Trashed.objects.count() == 9
        assert [row[0] for row in as_text(fleet)] == ["0"]


def test_frozen_vault_refuses_all(acme: Vault, fleet: Collection, now: datetime) -> None:
    by = acme.ben.actor
    with acme.inside():
        name = key(fleet, "Name")
        made = bulk.add(fleet, [{name: "Heron"}], by=by, now=now)
    vaults.freeze(acme.schema)
    with acme.inside():
        for write in (
            lambda: bulk.add(fleet, [{name: "Tern"}], by=by, now=now),
            lambda: bulk.edit(fleet, These(made), {name: "Tern"}, by=by, now=now),
            lambda: bulk.trash(fleet, These(made), by=by, now=now),
        ):
            with pytest.raises(tenancy.FrozenError):
                write()
        assert [row[0] for row in as_text(fleet)] == ["Heron"]
