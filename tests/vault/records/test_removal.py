"""Removed fields and collections: hidden, asking nothing, brought back whole, or gone for good."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from bailee.foundation import storage
from bailee.vault.records import collections, fields, records, removal
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Change, Collection, Field, Import
from bailee.vault.records.removal import RemovalError
from tests.cast import Vault
from tests.vault.records.conftest import Send, as_text
from tests.vault.records.test_collections import columns_of


def test_removed_field_asks_nothing_and_frees_its_name(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    by = acme.ada.actor
    with acme.inside():
        name = fleet.fields.get(label="Name")
        fields.change(name, NewField("Name", "text", required=True, unique=True))
        records.add(fleet, {str(name.id): "Heron"}, by=by, now=now)
        removal.field(name, by=by, now=now)
        assert [one.label for one in fleet.fields.all()] == ["Built", "Length", "State", "Papers"]
        for _ in range(2):
            records.add(fleet, {}, by=by, now=now)
        fields.add(fleet, NewField("Name", "text"), by=by, now=now)
        name = Field.everything.get(id=name.id)
        assert removal.bring_field_back(name, by=by, now=now) == [
            "It is now called “Name (2)”, because its name is taken.",
            "It is no longer required: records without a value were added meanwhile.",
        ]
        name.refresh_from_db()
        assert (name.label, name.required, name.unique) == ("Name (2)", False, True)
        assert [row[0] for row in as_text(fleet)] == ["Heron", None, None]


def test_field_is_dropped_for_good_after_its_days(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    by = acme.ada.actor
    with acme.inside():
        name = fleet.fields.get(label="Name")
        made = records.add(fleet, {str(name.id): "Heron"}, by=by, now=now)
        records.edit(fleet, made, {str(name.id): "Tern"}, version=1, by=by, now=now)
        removal.field(name, by=by, now=now)
        last = now + timedelta(days=29, hours=23)
        assert removal.expire(now=last) == 0
        gone = Field.everything.get(id=name.id)
        assert [removal.days_left(gone, at) for at in (now, last)] == [30, 1]
        assert removal.expire(now=now + timedelta(days=30)) == 1
        assert Field.everything.filter(id=name.id).count() == 0
        assert name.column_name not in [column for column, _, _ in columns_of(fleet)]
        assert Change.objects.filter(after__has_key=name.column_name).count() == 0


def test_collection_that_others_name_stays(acme: Vault, fleet: Collection, now: datetime) -> None:
    by = acme.ada.actor
    with acme.inside():
        new = [NewField("Ship", "relation", target=fleet.id)]
        voyages = collections.create(label="Voyages", fields=new, by=by, now=now)
        with pytest.raises(RemovalError) as refused:
            removal.collection(fleet, by=by, now=now)
        assert str(refused.value) == (
            "“Fleet” cannot be removed: the field “Ship” of “Voyages” names its records."
            " Remove this field first."
        )
        removal.collection(voyages, by=by, now=now)
        removal.collection(fleet, by=by, now=now)
        assert Collection.objects.count() == 0
        with pytest.raises(RemovalError, match="Bring this back first"):
            removal.bring_collection_back(voyages, by=by, now=now)
        assert removal.bring_collection_back(fleet, by=by, now=now) == []
        assert removal.bring_collection_back(voyages, by=by, now=now) == []
        assert Collection.objects.count() == 2


def test_collection_named_by_a_removed_one_waits_for_it(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    by, later = acme.ada.actor, now + timedelta(days=3)
    with acme.inside():
        fields.add(fleet, NewField("Sister", "relation", target=fleet.id), by=by, now=now)
        new = [NewField("Ship", "relation", target=fleet.id)]
        voyages = collections.create(label="Voyages", fields=new, by=by, now=now)
        removal.collection(voyages, by=by, now=later)
        removal.collection(fleet, by=by, now=now)
        with_voyages = [removal.expire(now=at + removal.KEPT_FOR) for at in (now, later)]
        assert with_voyages == [0, 2]
        assert Field.everything.count() == 0


def test_removed_collection_frees_its_name_and_leaves_nothing_in_the_end(
    acme: Vault, send: Send, fleet: Collection, now: datetime
) -> None:
    by = acme.ada.actor
    with acme.inside():
        one = send(b"Name\nHeron\n", into=fleet)
        removal.collection(fleet, by=by, now=now)
        collections.create(label="Fleet", fields=[], by=by, now=now)
        assert storage.names(acme.schema) == [one.source_object]
        assert removal.expire(now=now + removal.KEPT_FOR) == 1
        assert Collection.everything.count() == 1
        assert (Field.everything.count(), Import.objects.count()) == (0, 0)
        assert storage.names(acme.schema) == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s)", [fleet.table_name])
            assert cursor.fetchone() == (None,)
