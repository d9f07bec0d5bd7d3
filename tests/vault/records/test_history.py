"""The history of a record: every step told, every earlier version within reach."""

from datetime import datetime, timedelta

import pytest

from bailee.foundation import tenancy
from bailee.foundation.tenancy import vaults
from bailee.vault.records import history, records
from bailee.vault.records.history import Difference
from bailee.vault.records.models import Change, Collection, Field
from tests.cast import Vault


def key(collection: Collection, label: str) -> str:
    return str(collection.fields.get(label=label).id)


def _edited(vault: Vault, fleet: Collection, now: datetime) -> records.Record:
    """Heron of 1998, renamed twice and measured once."""
    name, length, papers = (key(fleet, one) for one in ("Name", "Length", "Papers"))
    values = {name: "Heron", papers: '{"n": 1.10, "flag": "GB"}'}
    made = records.add(fleet, values, by=vault.ada.actor, now=now)
    steps: list[dict[str, str]] = [
        {name: "Grey Heron"},
        {length: "24.50", papers: '{"n": 1.10, "flag": "NO"}'},
        {name: ""},
    ]
    Field.objects.filter(label="Name").update(required=False)
    for version, step in enumerate(steps, 1):
        at = now + timedelta(minutes=version)
        records.edit(fleet, made, step, version=version, by=vault.ben.actor, now=at)
    return records.find(fleet, made)


@pytest.fixture
def lax(acme: Vault, fleet: Collection) -> Collection:
    """The fleet, where a name is not required."""
    column = ""
    with acme.inside():
        column = fleet.fields.get(label="Name").column_name
    with tenancy.owner(acme.schema) as raw:
        raw.execute(f"ALTER TABLE {fleet.table_name} ALTER {column} DROP NOT NULL")
    return fleet


def test_steps_say_who_when_and_what(acme: Vault, lax: Collection, now: datetime) -> None:
    with acme.inside():
        record = _edited(acme, lax, now)
        name, length, papers = (lax.fields.get(label=one) for one in ("Name", "Length", "Papers"))
        steps = history.of(lax, record)
        assert [step.differences for step in steps] == [
            [Difference(name, "Grey Heron", None)],
            [
                Difference(length, None, "24.50"),
                Difference(
                    papers,
                    '{\n    "n": 1.10,\n    "flag": "GB"\n}',
                    '{\n    "n": 1.10,\n    "flag": "NO"\n}',
                ),
            ],
            [Difference(name, "Heron", "Grey Heron")],
            [],
        ]
        assert [step.version for step in steps] == [4, 3, 2, 1]
        assert [step.at for step in steps] == [
            now + timedelta(minutes=minutes) for minutes in (3, 2, 1, 0)
        ]
        assert {step.change.by_id for step in steps if step.change} == {acme.ben.id}


def test_steps_come_in_pages(acme: Vault, lax: Collection, now: datetime) -> None:
    with acme.inside():
        record = _edited(acme, lax, now)
        assert [step.version for step in history.of(lax, record, size=2)] == [4, 3]
        assert [step.version for step in history.of(lax, record, before=3, size=2)] == [2, 1]


def test_earlier_version_is_brought_back_whole(acme: Vault, lax: Collection, now: datetime) -> None:
    by, later = acme.ada.actor, now + timedelta(hours=1)
    with acme.inside():
        record = _edited(acme, lax, now)
        first = history.at(lax, record, 1)
        assert first == {
            key(lax, "Name"): "Heron",
            key(lax, "Length"): None,
            key(lax, "Papers"): '{\n    "n": 1.10,\n    "flag": "GB"\n}',
        }
        made = history.restore(lax, record.id, to=1, version=4, by=by, now=later)
        again = records.find(lax, record.id)
        assert (made, again.version, again.changed_at, again.changed_by) == (5, 5, later, by.id)
        assert {one: again.texts[one] for one in first} == first
        assert Change.objects.get(version=5).kind == "restored"
        assert history.restore(lax, record.id, to=4, version=5, by=by, now=later) == 6
        assert records.find(lax, record.id).texts == record.texts


def test_version_that_the_rules_refuse_by_now_is_refused(
    acme: Vault, lax: Collection, now: datetime
) -> None:
    with acme.inside():
        record = _edited(acme, lax, now)
        Field.objects.filter(label="Length").update(required=True)
        with pytest.raises(records.RecordError) as refused:
            history.restore(lax, record.id, to=1, version=4, by=acme.ada.actor, now=now)
        assert refused.value.reasons == {key(lax, "Length"): "is required, but empty"}
        assert records.find(lax, record.id).version == 4


def test_restore_of_what_changed_meanwhile_or_never_was(
    acme: Vault, lax: Collection, now: datetime
) -> None:
    by = acme.ada.actor
    with acme.inside():
        record = _edited(acme, lax, now)
        with pytest.raises(records.RecordChangedError) as changed:
            history.restore(lax, record.id, to=1, version=3, by=by, now=now)
        assert changed.value.present == record
        for never in (0, 5, -1):
            with pytest.raises(LookupError):
                history.restore(lax, record.id, to=never, version=4, by=by, now=now)


def test_value_of_a_removed_field_is_named_as_such(
    acme: Vault, lax: Collection, now: datetime
) -> None:
    with acme.inside():
        record = _edited(acme, lax, now)
        Field.objects.filter(label="Length").update(removed_at=now)
        removed = history.of(lax, record)[1].differences[0].field
        assert removed is not None
        assert (removed.label, removed.removed_at) == ("Length", now)
        Field.everything.filter(label="Length").delete()
        assert history.of(lax, record)[1].differences[-1] == Difference(None, None, "24.50")


def test_frozen_history_is_read_and_not_gone_back_to(
    acme: Vault, lax: Collection, now: datetime
) -> None:
    with acme.inside():
        record = _edited(acme, lax, now)
    vaults.freeze(acme.schema)
    with acme.inside():
        assert len(history.of(lax, record)) == 4
        with pytest.raises(tenancy.FrozenError):
            history.restore(lax, record.id, to=1, version=4, by=acme.ada.actor, now=now)
