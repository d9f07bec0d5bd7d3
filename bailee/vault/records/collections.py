"""Making, naming and deleting collections: the table and its registry rows, in one transaction."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg import Connection, errors
from psycopg.types.json import Jsonb

from bailee.foundation import ids, storage, tenancy
from bailee.foundation.actors import Actor
from bailee.vault.records import demands, listing, tables
from bailee.vault.records.demands import NewField
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Collection, Field, Import

__all__ = ["LabelError", "NewField"]

MAX_LABEL = 100  # characters
MAX_FIELDS = 500  # of a collection; PostgreSQL has 1,600 columns over all of a table's life


class LabelError(ValueError):
    """A label is empty, too long, or taken."""


def create(
    *, label: str, fields: Sequence[NewField], by: Actor, now: datetime, description: str = ""
) -> Collection:
    """Makes a collection with its table.

    Raises `LabelError`, `demands.DemandError`, `tables.BusyError`, `FrozenError`.
    """
    schema = tenancy.current().schema
    cleaned = [demands.clean(field) for field in fields]
    with tables.changing(schema) as raw:
        made = make(raw, schema, label=label, fields=cleaned, by=by, now=now)
        raw.execute(
            "UPDATE records_collection SET description = %s WHERE id = %s",
            [description.replace("\x00", "").strip(), made],
        )
        finish(raw, made)
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
    """The same on an owner's open transaction, without what `finish` adds. Returns the new id."""
    labels = [clean(field.label) for field in fields]
    if len({name.casefold() for name in labels}) < len(labels):
        raise LabelError(_("Two fields have the same name. Give each its own."))
    if len(fields) > MAX_FIELDS:
        raise LabelError(
            _("A collection has up to {max_fields} fields.").format(max_fields=MAX_FIELDS)
        )
    collection, table = ids.new(), tables.new_table_name()
    try:
        raw.execute(
            "INSERT INTO records_collection (id, label, table_name, description, position,"
            " created_at, changed_at, by_kind, by_id) VALUES (%s, %s, %s, '',"
            " (SELECT coalesce(max(position), 0) + 1 FROM records_collection), %s, %s, %s, %s)",
            [collection, clean(label), table, now, now, by.kind, by.id],
        )
    except errors.UniqueViolation:
        raise LabelError(
            _("There is a collection named “{clean}” already.").format(clean=clean(label))
        ) from None
    shapes = []
    for position, (field, name) in enumerate(zip(fields, labels, strict=True)):
        shape = register(raw, collection, replace(field, label=name), position, by=by, now=now)
        shapes.append(shape)
    tables.make(raw, schema, table, shapes)
    return collection


def finish(raw: Connection[Any], collection: uuid.UUID) -> None:
    """Indexes, uniqueness and links of a new table: after its rows, which is faster."""
    for table, column in raw.execute(
        "SELECT table_name, column_name FROM records_field f"
        " JOIN records_collection c ON c.id = collection_id WHERE collection_id = %s"
        " ORDER BY f.position",
        [collection],
    ).fetchall():
        tables.finish(raw, table, shape_of(raw, collection, column))


def register(
    raw: Connection[Any],
    collection: uuid.UUID,
    field: NewField,
    position: int,
    *,
    by: Actor,
    now: datetime,
) -> tables.Shape:
    """Writes the row of a clean field and returns the column it stands for."""
    column = tables.new_column_name()
    raw.execute(
        "INSERT INTO records_field (id, collection_id, label, description, column_name, type,"
        ' required, "unique", indexed, "default", position, choices, rules, target_id,'
        " created_at, by_kind, by_id)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            *(ids.new(), collection, field.label, field.description, column, field.type),
            *(field.required, field.unique, field.indexed and field.kind.indexable),
            *(field.default, position, Jsonb(list(field.choices)), Jsonb(dict(field.rules))),
            *(field.target, now, by.kind, by.id),
        ],
    )
    return shape_of(raw, collection, column)


def shape_of(raw: Connection[Any], collection: uuid.UUID, column: str) -> tables.Shape:
    """What the registry says of one column.

    A file has no foreign key: files are deleted for good without knowing of records, which then
    say that theirs is gone.
    """
    row = raw.execute(
        'SELECT f.type, f.required, f.indexed, f."unique", f."default",'
        " t.table_name FROM records_field f"
        " LEFT JOIN records_collection t ON t.id = f.target_id"
        " WHERE f.collection_id = %s AND f.column_name = %s",
        [collection, column],
    ).fetchone()
    assert row is not None  # noqa: S101 - the caller has just read or written it
    return tables.Shape(column, *row)


def describe(
    collection: Collection, *, label: str, description: str, by: Actor, now: datetime
) -> None:
    """Changes the name and description. Raises `LabelError`, `FrozenError`."""
    collection.label, collection.description = clean(label), description.strip()
    collection.changed_at, collection.by_kind, collection.by_id = now, by.kind, by.id
    try:
        collection.save()
    except IntegrityError:
        raise LabelError(
            _("There is a collection named “{clean}” already.").format(clean=clean(label))
        ) from None


def delete(*those: Collection) -> None:
    """Drops the tables with every record, all their registry rows and their imports' files.

    Collections that point at each other must go together. Safe to repeat after it broke off.
    Raises `BusyError`, `FrozenError`.
    """
    schema = tenancy.current().schema
    left_over = [
        name
        for one in Import.objects.filter(collection__in=those)
        for name in (one.source_object, one.error_object)
    ]
    with tables.changing(schema) as raw:
        tables.drop(raw, [one.table_name for one in those])
    with transaction.atomic():
        Field.everything.filter(collection__in=those).delete()
        Collection.everything.filter(id__in=[one.id for one in those]).delete()
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
        raise LabelError(_("A name is needed."))
    if len(plain) > MAX_LABEL:
        raise LabelError(
            _("“{plain}…” is longer than {max_label} characters.").format(
                plain=plain[:30], max_label=MAX_LABEL
            )
        )
    return plain
