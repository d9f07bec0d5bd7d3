"""Adding, naming, indexing and removing the fields of a collection."""

from datetime import datetime

from django.db import IntegrityError
from psycopg import errors

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.vault.records import collections, tables
from bailee.vault.records.collections import LabelError, NewField
from bailee.vault.records.models import Collection, Field
from bailee.vault.records.types import TYPES


def add(collection: Collection, field: NewField, *, by: Actor, now: datetime) -> Field:
    """Adds a field and its column. Raises `LabelError`, `FrozenError`."""
    schema = tenancy.current().schema
    label = collections.clean(field.label)
    with tenancy.owner(schema) as raw:
        tables.refuse_if_frozen(raw, schema)
        try:
            shape = collections.register(
                raw, collection.id, field, label, collection.fields.count(), by=by, now=now
            )
            tables.add_column(raw, collection.table_name, shape)
        except errors.UniqueViolation:
            raise LabelError(f"There is a field named “{label}” already.") from None
        except errors.NotNullViolation:
            raise LabelError(
                "A required field cannot be added while there are records without a value for it."
            ) from None
    return collection.fields.get(column_name=shape.column)


def rename(field: Field, *, label: str) -> None:
    """Changes the label; the column keeps its name. Raises `LabelError`, `FrozenError`."""
    field.label = collections.clean(label)
    try:
        field.save(update_fields=["label"])
    except IntegrityError:
        raise LabelError(f"There is a field named “{field.label}” already.") from None


def index(field: Field, *, indexed: bool) -> None:
    """Builds or drops the field's index. Raises `ValueError` for a type without one."""
    if indexed and not TYPES[field.type].indexable:
        raise ValueError(f"{TYPES[field.type].label} cannot be indexed.")
    if indexed == field.indexed:
        return
    schema, table = tenancy.current().schema, field.collection.table_name
    with tenancy.owner(schema) as raw:
        tables.refuse_if_frozen(raw, schema)
        change = tables.index if indexed else tables.drop_index
        change(raw, table, field.column_name)
        raw.execute("UPDATE records_field SET indexed = %s WHERE id = %s", [indexed, field.id])
    field.indexed = indexed


def remove(field: Field) -> None:
    """Drops the column with all its values. Raises `FrozenError`."""
    schema = tenancy.current().schema
    with tenancy.owner(schema) as raw:
        tables.refuse_if_frozen(raw, schema)
        tables.drop_column(raw, field.collection.table_name, field.column_name)
        raw.execute("DELETE FROM records_field WHERE id = %s", [field.id])
