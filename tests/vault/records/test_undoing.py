"""Undoing a whole import: what it brought goes, what people did since stays theirs."""

from datetime import datetime
from typing import Any

import pytest

from bailee.foundation import tenancy
from bailee.foundation.tenancy import vaults
from bailee.vault.records import events, listing, queue, records, running, undoing
from bailee.vault.records.imports import ImportRefusedError
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Change, Collection, Comment, Import, Trashed
from bailee.vault.records.undoing import Preview
from tests.cast import Vault
from tests.vault.records.conftest import Send, as_text, run
from tests.vault.records.test_upsert import FLEET, upsert

SHIPS = b"Name,Built\nHeron,1998\nTern,2004\nAuk,2010\n"


def edited(vault: Vault, collection: Collection, place: int, now: datetime, **texts: str) -> None:
    """Ben changes the record at that place, in order of entry."""
    which = sorted(row.id for row in listing.page(collection, Query()).rows)[place]
    fields = {field.label: str(field.id) for field in collection.fields.all()}
    version = records.find(collection, which).version
    values = {fields[label]: text for label, text in texts.items()}
    records.edit(collection, which, values, version=version, by=vault.ben.actor, now=now)


def undo(one: Import, vault: Vault, now: datetime, **how: Any) -> Import:
    queue.undo(one, by=vault.ada.actor, now=now, **how)
    one.refresh_from_db()
    return one


def test_records_that_nobody_touched_go(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = run(send(SHIPS), now)
        assert undoing.preview(one) == Preview(3, 0, [], 0, 0, whole_collection=True)
        undo(one, acme, now)
        assert (one.state, one.undone_by, one.undone_at) == ("undone", acme.ada.id, now)
        assert as_text(one.collection) == []
        assert (Change.objects.count(), Trashed.objects.count()) == (0, 0)


def test_collection_that_the_import_made_goes_with_it(
    acme: Vault, send: Send, now: datetime
) -> None:
    with acme.inside():
        one = undo(run(send(SHIPS), now), acme, now, collection=True)
        assert (one.state, Collection.objects.count()) == ("undone", 0)


def test_collection_that_was_there_stays(
    acme: Vault, send: Send, fleet: Collection, now: datetime
) -> None:
    with acme.inside():
        one = undo(run(send(SHIPS, into=fleet), now), acme, now, collection=True)
        assert (one.state, Collection.objects.get(), as_text(fleet)) == ("undone", fleet, [])


@pytest.mark.parametrize("changed", [undoing.KEEP, undoing.TRASH])
def test_changed_records_are_listed_and_kept_or_put_into_the_trash(
    changed: str, acme: Vault, send: Send, now: datetime
) -> None:
    with acme.inside():
        one = run(send(SHIPS), now)
        assert one.collection is not None
        edited(acme, one.collection, 1, now, Built="2005")
        spoken_of = max(row.id for row in listing.page(one.collection, Query()).rows)
        Comment.objects.create(
            collection=one.collection, record_id=spoken_of, text="Ours", at=now, by_kind="user"
        )
        seen = undoing.preview(one)
        assert (seen.added, seen.touched, seen.some[-1]) == (1, 2, spoken_of)
        undo(one, acme, now, changed=changed, collection=True)
        kept = [("Tern", "2005"), ("Auk", "2010")] if changed == undoing.KEEP else []
        assert as_text(one.collection) == kept
        assert Trashed.objects.count() == 2 - len(kept)
        asked = {"changed": changed, "collection": True, "by_kind": "user"}
        counts = {"removed": 1, "trashed": 2 - len(kept), "kept": len(kept)}
        assert one.undo == {**asked, **counts, "reverted": 0, "staying": 0}
        assert Collection.objects.count() == (1 if kept else 0)


def test_values_come_back_where_nobody_changed_them_since(
    acme: Vault, send: Send, fleet: Collection, now: datetime
) -> None:
    with acme.inside():
        run(send(FLEET, into=fleet), now)
        before = as_text(fleet)
        changes = b"Name,Built,Length,Papers\nHeron,1999,25.00,{}\nTern,2005,,[]\nGull,,,\n"
        one = upsert(send(changes, into=fleet), now)
        edited(acme, fleet, 1, now, Built="2006")
        assert undoing.preview(one) == Preview(1, 0, [], 1, 1, whole_collection=False)
        undo(one, acme, now)
        assert as_text(fleet) == [before[0], ("Tern", "2006", "31", None, None), before[2]]
        last = Change.objects.filter(kind="restored").order_by("record_id")[0]
        assert (last.version, last.by_import_id, last.by_id) == (3, one.id, acme.ada.id)
        assert {**one.undo}.items() >= {"removed": 1, "reverted": 2, "staying": 1}.items()


def test_undo_happens_once(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = undo(run(send(SHIPS), now), acme, now)
        running.undo(one.id, now=now)
        with pytest.raises(ImportRefusedError, match="only once"):
            undo(one, acme, now)


def test_frozen_vault_undoes_nothing(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = run(send(SHIPS), now)
        asked = undoing.asked(undoing.KEEP, collection=False, by=acme.ada.actor)
        Import.objects.filter(id=one.id).update(state="undoing", undo=asked, undone_by=acme.ada.id)
    vaults.freeze(acme.schema)
    with acme.inside():
        with pytest.raises(tenancy.FrozenError):
            undo(one, acme, now)
        running.undo(one.id, now=now)
        assert len(as_text(one.collection)) == 3


def test_others_hear_of_import_and_undo(acme: Vault, send: Send, now: datetime) -> None:
    heard: list[tuple[str, object]] = []

    def hear(**told: Any) -> None:
        heard.append((told["kind"], told["ids"]))

    events.changed.connect(hear)
    try:
        with acme.inside():
            undo(run(send(SHIPS), now), acme, now)
    finally:
        events.changed.disconnect(hear)
    assert heard == [("imported", None), ("undone", None)]
