"""Links: given by id or title, kept as ids, shown from both ends, never dangling."""

import io
import uuid
from datetime import datetime

import pytest

from bailee.vault.files import trash, uploads
from bailee.vault.records import collections, fields, records, relations
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Collection
from bailee.vault.records.records import RecordError
from tests.cast import Vault
from tests.vault.records.conftest import Send, as_text, run


@pytest.fixture
def voyages(acme: Vault, fleet: Collection, now: datetime) -> Collection:
    """Voyages of ships; a voyage may follow another, and has a paper."""
    with acme.inside():
        new = [
            NewField("Ship", "relation", target=fleet.id),
            NewField("Port", "text"),
            NewField("Paper", "file"),
        ]
        return collections.create(label="Voyages", fields=new, by=acme.ada.actor, now=now)


def add(vault: Vault, to: Collection, now: datetime, **texts: str) -> uuid.UUID:
    keys = {field.label: str(field.id) for field in to.fields.all()}
    values = {keys[label]: text for label, text in texts.items()}
    return records.add(to, values, by=vault.ben.actor, now=now)


def test_link_is_given_by_title_or_id(
    acme: Vault, fleet: Collection, voyages: Collection, now: datetime
) -> None:
    with acme.inside():
        heron = add(acme, fleet, now, Name="Heron")
        add(acme, voyages, now, Ship="Heron", Port="Kiel")
        add(acme, voyages, now, Ship=str(heron), Port="Hull")
        assert [row[0] for row in as_text(voyages)] == [str(heron)] * 2
        ship = voyages.fields.get(label="Ship")
        assert relations.titles(ship, [heron, uuid.uuid4()]) == {heron: "Heron"}


def test_link_to_nothing_or_to_two_is_refused(
    acme: Vault, fleet: Collection, voyages: Collection, now: datetime
) -> None:
    with acme.inside():
        for _ in range(2):
            add(acme, fleet, now, Name="Tern")
        said = {}
        for text in ("Gull", "Tern", str(uuid.uuid4()), "x" * 600):
            with pytest.raises(RecordError) as refused:
                add(acme, voyages, now, Ship=text)
            said[text[:4]] = next(iter(refused.value.reasons.values()))
        missing = "there is no record in “Fleet” that is called so"
        assert list(said.values()) == [
            missing,
            "more than one record in “Fleet” is called so; give its id",
            missing,
            missing,
        ]


def test_search_finds_titles_by_their_words(
    acme: Vault, fleet: Collection, voyages: Collection, now: datetime
) -> None:
    with acme.inside():
        for name in ("Grey Heron", "Tern", "100% heron", "heron_1"):
            add(acme, fleet, now, Name=name)
        ship = voyages.fields.get(label="Ship")
        found = {
            words: [one.text for one in relations.search(ship, words)]
            for words in ("HERON", "%", "_", "")
        }
        assert found == {
            "HERON": ["100% heron", "Grey Heron", "heron_1"],
            "%": ["100% heron"],
            "_": ["heron_1"],
            "": ["100% heron", "Grey Heron", "Tern", "heron_1"],
        }


def test_record_shows_what_points_at_it(
    acme: Vault, fleet: Collection, voyages: Collection, now: datetime
) -> None:
    with acme.inside():
        heron = add(acme, fleet, now, Name="Heron")
        for port in ("Kiel", "Hull", "Riga"):
            add(acme, voyages, now, Ship="Heron", Port=port)
        [found] = relations.pointing_at(fleet, heron, limit=2)
        assert found.field.label == "Ship"
        assert [one.text for one in found.records] == ["Kiel", "Hull"]
        assert found.total == 3


def test_file_is_named_by_its_name(acme: Vault, voyages: Collection, now: datetime) -> None:
    with acme.inside():
        file = uploads.store(
            name="manifest.txt", source=io.BytesIO(b"x"), by=acme.ada.actor, now=now
        )
        add(acme, voyages, now, Paper="manifest.txt")
        assert as_text(voyages)[0][2] == str(file.id)
        trash.put([file.id], by=acme.ada.actor, now=now)
        with pytest.raises(RecordError):
            add(acme, voyages, now, Paper="manifest.txt")
        assert trash.destroy([file.id]) == 1
        assert as_text(voyages)[0][2] == str(file.id)
        with pytest.raises(RecordError) as refused:
            add(acme, voyages, now, Paper="other.txt")
        reasons = list(refused.value.reasons.values())
        assert reasons == ["there is no file that is called so"]


def test_collection_may_name_itself(acme: Vault, fleet: Collection, now: datetime) -> None:
    with acme.inside():
        fields.add(
            fleet, NewField("Sister", "relation", target=fleet.id), by=acme.ada.actor, now=now
        )
        heron = add(acme, fleet, now, Name="Heron")
        add(acme, fleet, now, Name="Tern", Sister="Heron")
        assert as_text(fleet)[1][-1] == str(heron)


def test_import_finds_links_by_title_and_id(
    acme: Vault, fleet: Collection, voyages: Collection, send: Send, now: datetime
) -> None:
    with acme.inside():
        heron = add(acme, fleet, now, Name="Heron")
        for _ in range(2):
            add(acme, fleet, now, Name="Tern")
        rows = f"Ship,Port\nHeron,Kiel\n{heron},Hull\nGull,Riga\nTern,Oslo\n,Bergen\n"
        one = run(send(rows.encode(), into=voyages), now)
        assert (one.state, one.accepted, one.refused) == ("done", 3, 2), one.error
        assert [row[:2] for row in as_text(voyages)] == [
            (str(heron), "Kiel"),
            (str(heron), "Hull"),
            (None, "Bergen"),
        ]
        assert [(fault["row"], fault["reason"]) for fault in one.faults] == [
            (4, "there is no record in “Fleet” that is called so"),
            (5, "more than one record in “Fleet” is called so; give its id"),
        ]


def test_import_refuses_values_that_stand_twice_or_are_there(
    acme: Vault, send: Send, now: datetime
) -> None:
    with acme.inside():
        new = [
            NewField("Number", "decimal", unique=True),
            NewField("Papers", "json", rules={"schema": '{"type": "object"}'}),
            NewField("Port", "text", default="Kiel", required=True),
        ]
        orders = collections.create(label="Orders", fields=new, by=acme.ada.actor, now=now)
        add(acme, orders, now, Number="7")
        rows = 'Number,Papers\n7.0,\n8,{}\n8.00,{}\n9,[1]\n9,"{""a"": 1}"\n,\n,\n'
        one = run(send(rows.encode(), into=orders), now)
        assert (one.state, one.accepted, one.refused) == ("done", 4, 3), one.error
        assert [(fault["row"], fault["reason"]) for fault in one.faults] == [
            (2, "“7.0” is there already in another record"),
            (4, "stands twice in the file, first in row 3"),
            (5, "does not fit the schema: [1] is not of type 'object'"),
        ]
        assert as_text(orders) == [
            ("7", None, "Kiel"),
            ("8", "{}", "Kiel"),
            ("9", '{"a": 1}', "Kiel"),
            (None, None, "Kiel"),
            (None, None, "Kiel"),
        ]
