"""Making, naming and deleting collections: the table and its registry rows, in one transaction."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from psycopg import Connection, errors
from psycopg.types.json import Jsonb

from bailee.foundation import ids, storage, tenancy
from bailee.foundation.actors import Actor
from bailee.vault.records import listing, tables
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Collection
from bailee.vault.records.types import TYPES

MAX_LABEL = 100  # characters


class LabelError(ValueError):
    """A label is empty, too long, or taken."""


@dataclass(frozen=True)
class NewField:
    """A field to be made."""

    label: str
    type: str
    required: bool = False
    indexed: bool = False
    choices: Sequence[str] = ()


def create(
    *, label: str, fields: Sequence[NewField], by: Actor, now: datetime, description: str = ""
) -> Collection:
    """Makes a collection with its table. Raises `LabelError`, `FrozenError`."""
    schema = tenancy.current().schema
    with tenancy.owner(schema) as raw:
        tables.refuse_if_frozen(raw, schema)
        made = make(raw, schema, label=label, fields=fields, by=by, now=now)
        raw.execute(
            "UPDATE records_collection SET description = %s WHERE id = %s", [description, made]
        )
        for table, column in raw.execute(
            "SELECT table_name, column_name FROM records_field JOIN records_collection"
            " ON records_collection.id = collection_id WHERE collection_id = %s AND indexed",
            [made],
        ).fetchall():
            tables.index(raw, table, column)
    return Collection.objects.get(id=made)


def make(
    raw: Connection[Any],
    schema: str,
    *,
    label: str,
    fields: Sequence[NewField],
    by: Actor,
    now: datetime,
) -> uuid.UUID:
    """The same on an owner's open transaction, without the indexes. Returns the new id."""
    labels = [clean(field.label) for field in fields]
    if len({name.casefold() for name in labels}) < len(labels):
        raise LabelError("Two fields have the same name. Give each its own.")
    collection, table = ids.new(), tables.new_table_name()
    try:
        raw.execute(
            "INSERT INTO records_collection (id, label, table_name, description, position,"
            " created_at, changed_at, by_kind, by_id) VALUES (%s, %s, %s, '',"
            " (SELECT coalesce(max(position), 0) + 1 FROM records_collection), %s, %s, %s, %s)",
            [collection, clean(label), table, now, now, by.kind, by.id],
        )
    except errors.UniqueViolation:
        raise LabelError(f"There is a collection named “{clean(label)}” already.") from None
    shapes = []
    for position, (field, name) in enumerate(zip(fields, labels, strict=True)):
        shape = register(raw, collection, field, name, position, by=by, now=now)
        shapes.append(shape)
    tables.make(raw, schema, table, shapes)
    return collection


def register(
    raw: Connection[Any],
    collection: uuid.UUID,
    field: NewField,
    label: str,
    position: int,
    *,
    by: Actor,
    now: datetime,
) -> tables.Shape:
    """Writes a field's row and returns the column it stands for."""
    indexed = field.indexed and TYPES[field.type].indexable
    column = tables.new_column_name()
    raw.execute(
        "INSERT INTO records_field (id, collection_id, label, column_name, type, required,"
        " indexed, position, choices, created_at, by_kind, by_id)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            *(ids.new(), collection, label, column, field.type, field.required, indexed),
            *(position, Jsonb(list(field.choices)), now, by.kind, by.id),
        ],
    )
    return tables.Shape(column, field.type, field.required, indexed)


def describe(
    collection: Collection, *, label: str, description: str, by: Actor, now: datetime
) -> None:
    """Changes the name and description. Raises `LabelError`, `FrozenError`."""
    collection.label, collection.description = clean(label), description.strip()
    collection.changed_at, collection.by_kind, collection.by_id = now, by.kind, by.id
    try:
        collection.save()
    except IntegrityError:
        raise LabelError(f"There is a collection named “{clean(label)}” already.") from None


def delete(collection: Collection) -> None:
    """Drops the table with every record, its registry rows and its imports' files.

    Raises `FrozenError`.
    """
    schema = tenancy.current().schema
    left_over = [
        name for one in collection.imports.all() for name in (one.source_object, one.error_object)
    ]
    with tenancy.owner(schema) as raw:
        tables.refuse_if_frozen(raw, schema)
        tables.drop(raw, collection.table_name)
        for query in (
            "DELETE FROM records_import WHERE collection_id = %s",
            "DELETE FROM records_field WHERE collection_id = %s",
            "DELETE FROM records_collection WHERE id = %s",
        ):
            raw.execute(query, [collection.id])
    for name in left_over:
        storage.delete(schema, name)


def sized() -> list[tuple[Collection, int, bool]]:
    """Every collection with its number of records, and whether that is counted or estimated."""
    pages = ((one, listing.page(one, Query())) for one in Collection.objects.all())
    return [(one, page.total, page.exact) for one, page in pages]


def clean(label: str) -> str:
    """The label with single spaces. Raises `LabelError`."""
    plain = " ".join(label.replace("\x00", " ").split())
    if not plain:
        raise LabelError("A name is needed.")
    if len(plain) > MAX_LABEL:
        raise LabelError(f"“{plain[:30]}…” is longer than {MAX_LABEL} characters.")
    return plain
