"""The trash: what went in comes out the same, to the last digit, or says why not."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from psycopg import sql

from bailee.foundation import tenancy
from bailee.foundation.tenancy import vaults
from bailee.vault.records import bulk, collections, history, records, tables, trash
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Change, Collection, Comment, Field, Trashed
from bailee.vault.records.types import TYPES
from tests.cast import Vault
from tests.vault.records.conftest import These, as_text

HOSTILE = {
    "text": ["", "  two  ", "🙂🏴‍☠️", "مرحبا \u202eabc\u202c", "=cmd()", "\\N", 'a"b', "e\u0301"],
    "long_text": ["line\r\nbreak\n", "\x01\x7f\u2028", "x" * 200_000],
    "integer": ["-9223372036854775808", "9223372036854775807", "0"],
    "decimal": ["0.123456789012345678901234567890", "1.00", "-0.0", "1e40", "9" * 900],
    "boolean": ["yes", "no"],
    "date": ["0001-01-01", "2024-02-29", "9999-12-31"],
    "datetime": ["2024-03-31T14:05:00.123456+02:00", "0002-01-01T00:00:00Z"],
    "choice": ["one"],
    "json": [
        "null",
        '""',
        '"null"',
        '{"n": 1.00000000000000000000000000001, "b": 1e30, "c": [null, {}]}',
        '{"🙂": "\\u00e9"}',
        "[]",
    ],
    "url": ["https://example.org/?a=%00"],
    "email": ["ada@acme.example"],
}


@pytest.fixture
def all_types(acme: Vault, now: datetime) -> Iterator[Collection]:
    """A collection with a field of every type but links."""
    new = [
        NewField(f"A {name}", name, choices=["one"] if name == "choice" else ())
        for name in TYPES
        if name != "relation"
    ]
    with acme.inside():
        yield collections.create(label="Everything", fields=new, by=acme.ada.actor, now=now)


def whole(collection: Collection) -> list[tuple[str | None, ...]]:
    """Every row as PostgreSQL writes it, but for what says that it changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "SELECT id::text, created_at::text, created_by::text, import_id::text, {}"
                " FROM {} ORDER BY id"
            ).format(
                sql.SQL(", ").join(
                    sql.SQL("{}::text").format(sql.Identifier(one.column_name))
                    for one in collection.fields.all()
                ),
                sql.Identifier(collection.table_name),
            )
        )
        found: list[tuple[str | None, ...]] = cursor.fetchall()
        return found


def test_every_hostile_value_comes_back_the_same(
    acme: Vault, all_types: Collection, now: datetime
) -> None:
    by = acme.ben.actor
    kinds = {one.type: str(one.id) for one in all_types.fields.all()}
    made = [records.add(all_types, {}, by=by, now=now)]
    for kind, texts in HOSTILE.items():
        made += [
            records.add(all_types, {kinds[kind]: text}, by=by, now=now, exact=True)
            for text in texts
        ]
    before = whole(all_types)
    for one in made:
        records.trash(all_types, one, by=by, now=now)
    assert as_text(all_types) == []
    done = trash.restore(all_types, made, by=by, now=now)
    assert (sorted(done.done), done.refused) == (sorted(made), {})
    assert whole(all_types) == before
    assert not Trashed.objects.exists()


def test_history_goes_through_the_trash(acme: Vault, fleet: Collection, now: datetime) -> None:
    later = now + timedelta(hours=1)
    with acme.inside():
        made = launch(acme, fleet, now)
        records.trash(fleet, made, by=acme.ben.actor, now=now)
        trash.restore(fleet, [made], by=acme.ada.actor, now=later)
        record = records.find(fleet, made)
        steps = history.of(fleet, record)
    assert record.version == 3
    assert [step.change and (step.change.kind, step.change.by_id) for step in steps] == [
        ("untrashed", acme.ada.id),
        ("trashed", acme.ben.id),
        None,
    ]
    assert [step.at for step in steps] == [later, now, now]


@pytest.fixture
def voyages(acme: Vault, fleet: Collection, now: datetime) -> Collection:
    """Voyages, each of which may name a ship of the fleet."""
    with acme.inside():
        made = collections.create(
            label="Voyages", fields=[NewField("To", "text")], by=acme.ada.actor, now=now
        )
    link(acme, made, "Ship", fleet, now)
    return made


def link(
    vault: Vault, collection: Collection, label: str, target: Collection, now: datetime
) -> None:
    """A relation field."""
    with vault.inside():
        Field.objects.create(
            collection=collection,
            label=label,
            column_name=tables.new_column_name(),
            type="relation",
            target=target,
            position=9,
            created_at=now,
            by_kind="user",
        )
    with vault.inside(), tenancy.owner(vault.schema) as raw:
        column = collection.fields.get(label=label).column_name
        shape = tables.Shape(column, "relation", target=target.table_name)
        tables.add_column(raw, collection.table_name, shape)


def key(collection: Collection, label: str) -> str:
    return str(collection.fields.get(label=label).id)


def sail(vault: Vault, voyages: Collection, ship: uuid.UUID, now: datetime) -> uuid.UUID:
    values = {key(voyages, "To"): "Kiel", key(voyages, "Ship"): str(ship)}
    return records.add(voyages, values, by=vault.ada.actor, now=now)


def launch(vault: Vault, fleet: Collection, now: datetime, name: str = "Heron") -> uuid.UUID:
    return records.add(fleet, {key(fleet, "Name"): name}, by=vault.ada.actor, now=now)


def ship_of(voyages: Collection, voyage: uuid.UUID) -> str | None:
    return records.find(voyages, voyage).texts[key(voyages, "Ship")]


def test_links_are_taken_away_and_set_again_where_still_empty(
    acme: Vault, fleet: Collection, voyages: Collection, now: datetime
) -> None:
    by = acme.ben.actor
    with acme.inside():
        heron, tern = launch(acme, fleet, now), launch(acme, fleet, now, "Tern")
        kept, changed = (sail(acme, voyages, heron, now) for _ in range(2))
        condition = sql.SQL("id = {}").format(sql.Literal(heron))
        (pointing,) = trash.pointing_at(fleet, condition)
        assert (pointing.field.label, pointing.count) == ("Ship", 2)
        records.trash(fleet, heron, by=by, now=now)
        assert [ship_of(voyages, one) for one in (kept, changed)] == [None, None]
        records.edit(voyages, changed, {key(voyages, "Ship"): str(tern)}, version=2, by=by, now=now)
        trash.restore(fleet, [heron], by=by, now=now)
        assert ship_of(voyages, kept) == str(heron)
        assert ship_of(voyages, changed) == str(tern)
        steps = history.of(voyages, records.find(voyages, kept))
        column = voyages.fields.get(label="Ship").column_name
        assert [(s.change.kind, s.change.before, s.change.after) for s in steps if s.change] == [
            ("linked", {column: None}, {column: str(heron)}),
            ("unlinked", {column: str(heron)}, {column: None}),
        ]


def test_both_ends_of_a_link_come_back_in_any_order(
    acme: Vault, fleet: Collection, voyages: Collection, now: datetime
) -> None:
    by = acme.ben.actor
    with acme.inside():
        for first_in, first_out in (
            ("ship", "ship"),
            ("ship", "voyage"),
            ("voyage", "ship"),
            ("voyage", "voyage"),
        ):
            ship = launch(acme, fleet, now)
            voyage = sail(acme, voyages, ship, now)
            both = {"ship": (fleet, ship), "voyage": (voyages, voyage)}
            for name in sorted(both, key=lambda one: one != first_in):
                records.trash(*both[name], by=by, now=now)
            for name in sorted(both, key=lambda one: one != first_out):
                collection, which = both[name]
                assert trash.restore(collection, [which], by=by, now=now).done == [which]
            assert ship_of(voyages, voyage) == str(ship), (first_in, first_out)


def test_records_of_one_collection_that_link_to_each_other_go_and_come_together(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    link(acme, fleet, "Sister", fleet, now)
    by = acme.ben.actor
    with acme.inside():
        one = launch(acme, fleet, now)
        other = records.add(
            fleet, {key(fleet, "Name"): "Tern", key(fleet, "Sister"): str(one)}, by=by, now=now
        )
        records.edit(fleet, one, {key(fleet, "Sister"): str(other)}, version=1, by=by, now=now)
        before = whole(fleet)
        assert bulk.trash(fleet, These([one, other]), by=by, now=now) == 2
        assert as_text(fleet) == []
        trash.restore(fleet, [one, other], by=by, now=now)
        assert whole(fleet) == before


def test_trashing_what_a_required_link_needs_is_refused(
    acme: Vault, fleet: Collection, voyages: Collection, now: datetime
) -> None:
    with acme.inside():
        ship = launch(acme, fleet, now)
        sail(acme, voyages, ship, now)
        column = voyages.fields.get(label="Ship").column_name
    with tenancy.owner(acme.schema) as raw:
        raw.execute(
            sql.SQL("ALTER TABLE {} ALTER {} SET NOT NULL").format(
                sql.Identifier(voyages.table_name), sql.Identifier(column)
            )
        )
    with acme.inside():
        with pytest.raises(records.LinkedError, match="“Ship” of “Voyages”"):
            records.trash(fleet, ship, by=acme.ben.actor, now=now)
        assert records.find(fleet, ship).version == 1
        assert not Trashed.objects.exists()


def test_restore_says_why_not(acme: Vault, fleet: Collection, now: datetime) -> None:
    by = acme.ben.actor
    with acme.inside():
        made = [launch(acme, fleet, now, name) for name in ("Heron", "Tern", "Gull")]
        for one in made:
            records.trash(fleet, one, by=by, now=now)
        launch(acme, fleet, now, "Heron")
        Field.objects.filter(label="Name").update(unique=True)
        Field.objects.filter(label="Built").update(required=True)
        Trashed.objects.filter(record_id=made[1]).update(
            row=Trashed.objects.get(record_id=made[1]).row
            | {fleet.fields.get(label="Built").column_name: "1998"}
        )
        done = trash.restore(fleet, made, by=by, now=now)
        assert done.done == [made[1]]
        assert done.refused[made[2]] == [
            "“Built” is required by now, and this record has no value for it."
        ]
        assert done.refused[made[0]] == [
            "“Name” holds a value that stands in another record by now, and may stand only once.",
            "“Built” is required by now, and this record has no value for it.",
        ]


def test_two_that_cannot_be_there_both_are_told_apart(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    by = acme.ben.actor
    with acme.inside():
        made = [launch(acme, fleet, now) for _ in range(2)]
        column = fleet.fields.get(label="Name").column_name
        for one in made:
            records.trash(fleet, one, by=by, now=now)
    with tenancy.owner(acme.schema) as raw:
        raw.execute(
            sql.SQL("CREATE UNIQUE INDEX ON {} ({})").format(
                sql.Identifier(fleet.table_name), sql.Identifier(column)
            )
        )
    with acme.inside():
        done = trash.restore(fleet, made, by=by, now=now)
        assert len(done.done) == len(done.refused) == 1


def test_emptied_trash_leaves_nothing_of_the_record(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    by = acme.ben.actor
    with acme.inside():
        made, stays = launch(acme, fleet, now), launch(acme, fleet, now, "Tern")
        for one in (made, stays):
            records.edit(fleet, one, {key(fleet, "Built"): "1998"}, version=1, by=by, now=now)
            Comment.objects.create(
                collection=fleet, record_id=one, text="Paint it.", at=now, by_kind="user"
            )
        records.trash(fleet, made, by=by, now=now)
        assert trash.empty(fleet) == 1
        assert trash.restore(fleet, [made], by=by, now=now).done == []
        assert list(Change.objects.values_list("record_id", flat=True)) == [stays]
        assert list(Comment.objects.values_list("record_id", flat=True)) == [stays]


def test_trash_is_emptied_when_its_days_are_over(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    with acme.inside():
        old, young = launch(acme, fleet, now), launch(acme, fleet, now)
        records.trash(fleet, old, by=acme.ben.actor, now=now)
        records.trash(fleet, young, by=acme.ben.actor, now=now + timedelta(seconds=1))
        over = now + trash.KEPT_FOR + timedelta(seconds=1)
        assert trash.empty_over(now=over) == 1
        assert list(Trashed.objects.values_list("record_id", flat=True)) == [young]


def test_frozen_trash_stays_as_it_is(acme: Vault, fleet: Collection, now: datetime) -> None:
    by = acme.ben.actor
    with acme.inside():
        made = launch(acme, fleet, now)
        records.trash(fleet, made, by=by, now=now)
    vaults.freeze(acme.schema)
    with acme.inside():
        for write in (
            lambda: trash.restore(fleet, [made], by=by, now=now),
            lambda: trash.empty(fleet),
            lambda: trash.empty_over(now=now + timedelta(days=99)),
        ):
            with pytest.raises(tenancy.FrozenError):
                write()
        assert Trashed.objects.count() == 1
