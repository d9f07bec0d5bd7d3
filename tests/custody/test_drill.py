"""The drill itself: it finds what it lays, leaves nothing, and turns red when it should."""

from datetime import datetime

import pytest

from bailee.custody import drill
from bailee.custody.drill import Drill, Place
from bailee.foundation import tenancy
from bailee.foundation.home import home
from bailee.office.clients.models import Client
from bailee.people.models import User
from tests import cast

PLACES = {
    "tables",
    "pg_dump",
    "heap",
    "index",
    "toast",
    "statistics",
    "wal",
    "object store",
    "mail folder",
    "logs",
    "temp",
    "backups",
}


def test_a_whole_contract_leaves_no_byte(staff: cast.Staff, now: datetime) -> None:
    heard: list[str] = []
    done = drill.run(rows=300, now=now, say=heard.append)
    assert done.wrong == []
    assert {place.place for place in done.places} == PLACES
    assert {place.place: place.after for place in done.places} == dict.fromkeys(PLACES, 0)
    assert [place.place for place in done.places if place.before == 0] == []
    assert done.ok
    assert heard == [step.step for step in done.steps]
    found = {place.place: place for place in done.places}
    for exact in ("tables", "pg_dump", "object store", "mail folder", "logs", "temp", "backups"):
        assert found[exact].before == found[exact].planted, exact
    assert not Client.objects.filter(name__contains="Drill").exists()
    assert not User.objects.active().filter(name__startswith="Drill").exists()
    assert not (home().root / "drill.json").exists()


def test_a_drill_that_fails_leaves_nothing_of_its_clients(
    staff: cast.Staff, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    before = _schemas()
    monkeypatch.setattr("bailee.custody.backup.make", fail)
    with pytest.raises(OSError, match="disk is full"):
        drill.run(rows=20, now=now)
    assert _schemas() == before
    assert not Client.objects.filter(name__contains="Drill").exists()
    assert not (home().root / "drill.json").exists()


def test_a_drill_finds_what_a_purge_forgets(
    staff: cast.Staff, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bailee.foundation.logs.forget", lambda _: 0)
    done = drill.run(rows=20, now=now)
    found = {place.place: place for place in done.places}
    assert not done.ok
    assert found["logs"].after == found["logs"].before > 0


def test_a_drill_with_a_trace_left_is_red() -> None:
    left = Drill(1, places=[Place("wal", 5, 5, 1)])
    unseen = Drill(1, places=[Place("wal", 5, 0, 0)])
    clean = Drill(1, places=[Place("wal", 5, 5, 0)])
    assert [left.ok, unseen.ok, clean.ok, Drill(1).ok] == [False, False, True, False]


def _schemas() -> list[str]:
    with tenancy.owner() as raw:
        rows = raw.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'v\\_%' ORDER BY 1")
        return [str(name) for (name,) in rows]
