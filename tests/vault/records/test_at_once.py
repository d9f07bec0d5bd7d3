"""Many at one record in the same moment: one wins, the others hear of it, nothing is lost."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connections

from bailee.vault.records import bulk, history, records, trash
from bailee.vault.records.models import Change, Collection, Trashed
from bailee.vault.records.records import RecordChangedError, RecordGoneError
from tests.cast import Vault
from tests.vault.records.conftest import These

TIMES = 8


def at_once(vault: Vault, *acts: Callable[[], object]) -> list[object]:
    """Each act on a connection of its own, all started together; what it gave or raised."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            with vault.inside():
                start.wait()
                return act()
        except (RecordChangedError, RecordGoneError) as error:
            return type(error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def launch(vault: Vault, fleet: Collection, now: datetime) -> tuple[str, records.Record]:
    with vault.inside():
        name = str(fleet.fields.get(label="Name").id)
        made = records.add(fleet, {name: "Heron"}, by=vault.ada.actor, now=now)
        return name, records.find(fleet, made)


def test_one_of_many_edits_of_a_version_is_kept(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    name, ship = launch(acme, fleet, now)

    def edit(number: int) -> Callable[[], object]:
        return lambda: records.edit(
            fleet, ship.id, {name: f"Heron {number}"}, version=1, by=acme.ben.actor, now=now
        )

    said = at_once(acme, *(edit(number) for number in range(TIMES)))
    assert sorted(map(str, said)) == sorted(map(str, [2] + [RecordChangedError] * (TIMES - 1)))
    with acme.inside():
        record = records.find(fleet, ship.id)
        assert (record.version, record.texts[name]) == (2, f"Heron {said.index(2)}")
        assert Change.objects.count() == 1


@pytest.mark.parametrize("again", range(3))
def test_edit_and_trash_at_once_leave_one_record_whole(
    again: int, acme: Vault, fleet: Collection, now: datetime
) -> None:
    name, ship = launch(acme, fleet, now)
    by = acme.ben.actor
    edited, _ = at_once(
        acme,
        lambda: records.edit(fleet, ship.id, {name: "Tern"}, version=1, by=by, now=now),
        lambda: records.trash(fleet, ship.id, by=by, now=now),
    )
    with acme.inside():
        assert trash.restore(fleet, [ship.id], by=by, now=now).done == [ship.id]
        expected = "Tern" if edited == 2 else "Heron"
        assert records.find(fleet, ship.id).texts[name] == expected


def test_bulk_edit_waits_for_a_single_one_and_notes_what_it_found(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    name, ship = launch(acme, fleet, now)
    by = acme.ben.actor
    said = at_once(
        acme,
        lambda: records.edit(fleet, ship.id, {name: "Tern"}, version=1, by=by, now=now),
        lambda: bulk.edit(fleet, These([ship.id]), {name: "Gull"}, by=by, now=now),
    )
    assert said[1] == 1
    with acme.inside():
        column = fleet.fields.get(label="Name").column_name
        record = records.find(fleet, ship.id)
        assert record.texts[name] == "Gull"
        steps = [step.change for step in history.of(fleet, record) if step.change]
        told = [(step.before[column], step.after[column]) for step in reversed(steps)]
        one_after_the_other = [("Heron", "Tern"), ("Tern", "Gull")]
        assert told == (one_after_the_other if said[0] == 2 else [("Heron", "Gull")])


def test_trash_and_restore_at_once_do_each_thing_once(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    _, ship = launch(acme, fleet, now)
    by = acme.ben.actor
    said = at_once(acme, *[lambda: records.trash(fleet, ship.id, by=by, now=now)] * 4)
    assert said.count(RecordGoneError) == 3
    back = at_once(acme, *[lambda: len(trash.restore(fleet, [ship.id], by=by, now=now).done)] * 4)
    assert sorted(map(str, back)) == ["0", "0", "0", "1"]
    with acme.inside():
        assert records.find(fleet, ship.id).version == 3
        assert not Trashed.objects.exists()
