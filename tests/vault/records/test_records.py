"""Single records: added, edited, deleted, and what is refused."""

import uuid
from datetime import datetime, timedelta

import pytest

from bailee.foundation import tenancy
from bailee.foundation.tenancy import vaults
from bailee.vault.records import collections, fields, records, removal
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Collection
from tests.cast import Vault
from tests.vault.records.conftest import as_text


def ids(collection: Collection) -> dict[str, str]:
    return {field.label: str(field.id) for field in collection.fields.all()}


def test_record_added_reads_back(acme: Vault, fleet: Collection, now: datetime) -> None:
    with acme.inside():
        key = ids(fleet)
        values = {
            key["Name"]: "Heron",
            key["Built"]: "1998",
            key["Length"]: "24.50",
            key["State"]: "afloat",
            key["Papers"]: '{"number": 1.00000000000000000001}',
        }
        made = records.add(fleet, values, by=acme.ben.actor, now=now)
        record = records.find(fleet, made)
        assert (record.version, record.created_at, record.changed_at) == (1, now, now)
        assert record.changed_by == acme.ben.id
        assert record.texts == values | {
            key["Papers"]: '{\n    "number": 1.00000000000000000001\n}'
        }


def test_record_refused_gives_every_reason(acme: Vault, fleet: Collection, now: datetime) -> None:
    with acme.inside():
        key = ids(fleet)
        values = {
            key["Name"]: "",
            key["Built"]: "01998",
            key["Length"]: "12,5",
            key["State"]: "sunk",
            key["Papers"]: '{\n  "a": 1,\n  "b": }\n',
        }
        with pytest.raises(records.RecordError) as refused:
            records.add(fleet, values, by=acme.ben.actor, now=now)
        assert refused.value.reasons == {
            key["Name"]: "is required, but empty",
            key["Built"]: "not a whole number (digits only, no leading zero)",
            key["Length"]: "not a number (a point for decimals, no thousands separator,"
            " no leading zero)",
            key["State"]: "not one of the choices of this field",
            key["Papers"]: "not valid JSON: line 3, column 8: Expecting value",
        }
        assert as_text(fleet) == []


def test_record_with_a_nul_is_refused(acme: Vault, fleet: Collection, now: datetime) -> None:
    with acme.inside():
        key = ids(fleet)
        with pytest.raises(records.RecordError) as refused:
            records.add(fleet, {key["Name"]: "He\x00ron"}, by=acme.ben.actor, now=now)
        assert refused.value.reasons == {key["Name"]: "holds a NUL character"}


def test_edit_changes_only_what_was_changed(acme: Vault, fleet: Collection, now: datetime) -> None:
    later = now + timedelta(minutes=5)
    with acme.inside():
        fields.add(fleet, NewField("Notes", "long_text"), by=acme.ada.actor, now=now)
        key = ids(fleet)
        made = records.add(
            fleet, {key["Name"]: "Heron", key["Notes"]: "one\ntwo"}, by=acme.ben.actor, now=now
        )
        shown = records.find(fleet, made)
        sent = {name: (text or "").replace("\n", "\r\n") for name, text in shown.texts.items()}
        sent[key["Built"]] = "1998"
        records.edit(fleet, made, sent, version=1, by=acme.ada.actor, now=later)
        record = records.find(fleet, made)
        assert (record.version, record.created_at, record.changed_at) == (2, now, later)
        assert record.texts == shown.texts | {key["Built"]: "1998"}


def test_edit_of_an_older_version_is_refused(acme: Vault, fleet: Collection, now: datetime) -> None:
    with acme.inside():
        key = ids(fleet)
        made = records.add(fleet, {key["Name"]: "Heron"}, by=acme.ben.actor, now=now)
        for text in ("Tern", "Gull"):
            changes = {key["Name"]: text}
            if text == "Tern":
                records.edit(fleet, made, changes, version=1, by=acme.ada.actor, now=now)
            else:
                with pytest.raises(records.RecordChangedError) as refused:
                    records.edit(fleet, made, changes, version=1, by=acme.ben.actor, now=now)
                assert refused.value.present == records.find(fleet, made)
        assert as_text(fleet)[0][0] == "Tern"


def test_trashed_record_is_gone(acme: Vault, fleet: Collection, now: datetime) -> None:
    with acme.inside():
        made = records.add(fleet, {ids(fleet)["Name"]: "Heron"}, by=acme.ben.actor, now=now)
        records.trash(fleet, made, by=acme.ben.actor, now=now)
        with pytest.raises(records.RecordGoneError):
            records.find(fleet, made)
        with pytest.raises(records.RecordGoneError):
            records.trash(fleet, made, by=acme.ben.actor, now=now)


def test_record_of_nobody_is_gone(acme: Vault, fleet: Collection) -> None:
    with acme.inside(), pytest.raises(records.RecordGoneError):
        records.find(fleet, uuid.uuid4())


def test_frozen_vault_can_be_read_and_not_written(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    with acme.inside():
        key = ids(fleet)
        made = records.add(fleet, {key["Name"]: "Heron"}, by=acme.ben.actor, now=now)
    vaults.freeze(acme.schema)
    by = acme.ada.actor
    with acme.inside():
        assert records.find(fleet, made).texts[key["Name"]] == "Heron"
        for write in (
            lambda: records.add(fleet, {key["Name"]: "Tern"}, by=by, now=now),
            lambda: records.edit(fleet, made, {key["Name"]: "Tern"}, version=1, by=by, now=now),
            lambda: records.trash(fleet, made, by=by, now=now),
            lambda: fields.add(fleet, NewField("Notes", "text"), by=by, now=now),
            lambda: fields.rename(fleet.fields.all()[0], label="Other"),
            lambda: fields.index(fleet.fields.all()[0], indexed=False),
            lambda: removal.field(fleet.fields.all()[0], by=by, now=now),
            lambda: collections.create(label="More", fields=[], by=by, now=now),
            lambda: removal.collection(fleet, by=by, now=now),
            lambda: collections.delete(fleet),
        ):
            with pytest.raises(tenancy.FrozenError):
                write()
        assert [row[0] for row in as_text(fleet)] == ["Heron"]
