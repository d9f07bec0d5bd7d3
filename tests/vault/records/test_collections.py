"""Collections and fields: labels change, opaque names stay, tables come and go whole."""

from datetime import datetime

import pytest
from django.db import connection

from bailee.foundation import storage
from bailee.vault.records import collections, fields, records, removal
from bailee.vault.records.collections import LabelError, NewField
from bailee.vault.records.models import Collection, Field, Import
from bailee.vault.records.obstacles import ObstacleError
from tests.cast import Vault
from tests.vault.records.conftest import Send, as_text


def columns_of(collection: Collection) -> list[tuple[str, str, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, NULL), attnotnull FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            [collection.table_name],
        )
        found: list[tuple[str, str, bool]] = cursor.fetchall()
        return found


def indexes_of(collection: Collection) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_index WHERE indrelid = %s::regclass", [collection.table_name]
        )
        count: int = cursor.fetchone()[0]
        return count


def test_collection_is_a_table_of_typed_columns(acme: Vault, fleet: Collection) -> None:
    with acme.inside():
        names = [field.column_name for field in fleet.fields.all()]
        assert columns_of(fleet) == [
            ("id", "uuid", True),
            ("version", "integer", True),
            ("created_at", "timestamp with time zone", True),
            ("created_by", "uuid", False),
            ("changed_at", "timestamp with time zone", True),
            ("changed_by", "uuid", False),
            ("import_id", "uuid", False),
            (names[0], "text", True),
            (names[1], "bigint", False),
            (names[2], "numeric", False),
            (names[3], "text", False),
            (names[4], "jsonb", False),
        ]
        assert indexes_of(fleet) == 3


def test_label_is_free_of_other_labels(acme: Vault, fleet: Collection, now: datetime) -> None:
    by = acme.ada.actor
    with acme.inside():
        with pytest.raises(LabelError, match="There is a collection named “FLEET” already"):
            collections.create(label="  FLEET ", fields=[], by=by, now=now)
        with pytest.raises(LabelError, match="There is a field named “name” already"):
            fields.add(fleet, NewField("name", "text"), by=by, now=now)
        with pytest.raises(LabelError, match="There is a field named “Built” already"):
            fields.rename(fleet.fields.get(label="Name"), label="Built")
        new = [NewField("A", "text"), NewField("a", "text")]
        with pytest.raises(LabelError, match="Two fields have the same name"):
            collections.create(label="Other", fields=new, by=by, now=now)
        with pytest.raises(LabelError, match="A name is needed"):
            collections.create(label=" \x00 ", fields=[], by=by, now=now)
        assert [one.label for one in Collection.objects.all()] == ["Fleet"]


def test_describe_changes_the_name_only(acme: Vault, fleet: Collection, now: datetime) -> None:
    table = fleet.table_name
    with acme.inside():
        by = acme.ada.actor
        collections.describe(fleet, label="Ships", description="All of them", by=by, now=now)
        fleet.refresh_from_db()
        assert (fleet.label, fleet.description) == ("Ships", "All of them")
        assert fleet.table_name == table


def test_field_is_renamed_indexed_and_removed(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    with acme.inside():
        name = fleet.fields.get(label="Name")
        records.add(fleet, {str(name.id): "Heron"}, by=acme.ada.actor, now=now)
        fields.rename(name, label="Ship")
        length = fleet.fields.get(label="Length")
        fields.index(length, indexed=True)
        assert indexes_of(fleet) == 4
        fields.index(length, indexed=False)
        assert indexes_of(fleet) == 3
        removal.field(length, by=acme.ada.actor, now=now)
        assert [field.label for field in fleet.fields.all()] == ["Ship", "Built", "State", "Papers"]
        assert as_text(fleet) == [("Heron", None, None, None)]


def test_json_cannot_be_indexed(acme: Vault, fleet: Collection) -> None:
    with acme.inside(), pytest.raises(ValueError, match=r"JSON cannot be indexed\."):
        fields.index(fleet.fields.get(label="Papers"), indexed=True)


def test_required_field_is_refused_beside_records(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    with acme.inside():
        key = str(fleet.fields.get(label="Name").id)
        records.add(fleet, {key: "Heron"}, by=acme.ada.actor, now=now)
        new = NewField("Flag", "text", required=True)
        with pytest.raises(ObstacleError, match="cannot be added while there are records"):
            fields.add(fleet, new, by=acme.ada.actor, now=now)
        assert fleet.fields.count() == 5


def test_deleted_collection_leaves_nothing(acme: Vault, send: Send, fleet: Collection) -> None:
    with acme.inside():
        one = send(b"Name\nHeron\n", into=fleet)
        assert storage.names(acme.schema) == [one.source_object]
        collections.delete(fleet)
        assert (Collection.objects.count(), Field.objects.count()) == (0, 0)
        assert Import.objects.count() == 0
        assert storage.names(acme.schema) == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s)", [fleet.table_name])
            assert cursor.fetchone() == (None,)
