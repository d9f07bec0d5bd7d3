"""Adding, naming and ordering the fields of a collection, and what is asked of their values."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _
from psycopg import Connection, errors
from psycopg.types.json import Jsonb

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.vault.records import collections, copies, demands, obstacles, search, tables
from bailee.vault.records.collections import MAX_FIELDS, LabelError, NewField
from bailee.vault.records.models import Collection, Field
from bailee.vault.records.obstacles import ObstacleError


def add(collection: Collection, field: NewField, *, by: Actor, now: datetime) -> Field:
    """Adds a field and its column; records that are there get its default.

    Raises `LabelError`, `DemandError`, `ObstacleError`, `BusyError`, `FrozenError`.
    """
    schema, table = tenancy.current().schema, collection.table_name
    asked = replace(demands.clean(field), label=collections.clean(field.label))
    with tables.changing(schema, table) as raw:
        places = raw.execute(
            "SELECT count(*) FILTER (WHERE removed_at IS NULL), coalesce(max(position), -1) + 1"
            " FROM records_field WHERE collection_id = %s",
            [collection.id],
        ).fetchone()
        if places is None or places[0] >= MAX_FIELDS:
            raise LabelError(
                _("A collection has up to {max_fields} fields. Remove one first.").format(
                    max_fields=MAX_FIELDS
                )
            )
        try:
            shape = collections.register(raw, collection.id, asked, places[1], by=by, now=now)
            tables.add_column(raw, table, shape)
            search.rebuild(raw, table)
        except errors.UniqueViolation:
            raise LabelError(
                _("There is a field named “{label}” already.").format(label=asked.label)
            ) from None
        except errors.TooManyColumns:
            raise LabelError(_(tables.WORN_OUT)) from None
        except errors.NotNullViolation:
            raise ObstacleError(
                _(
                    "A required field cannot be added while there are records without a"
                    " value for it. Give it a default, which they get, or make it required"
                    " later."
                )
            ) from None
    return collection.fields.get(column_name=shape.column)


def rename(field: Field, *, label: str) -> None:
    """Changes the label; the column keeps its name. Raises `LabelError`, `FrozenError`."""
    field.label = collections.clean(label)
    try:
        field.save(update_fields=["label"])
    except IntegrityError:
        raise LabelError(
            _("There is a field named “{label}” already.").format(label=field.label)
        ) from None


def change(field: Field, asked: NewField) -> None:
    """Changes the name and everything that is asked of the values, but neither type nor choices.

    Raises `LabelError`, `DemandError`, `ObstacleError` for records that are in the way,
    `BusyError`, `FrozenError`.
    """
    schema, table = tenancy.current().schema, field.collection.table_name
    asked = demands.clean(
        replace(asked, type=field.type, target=field.target_id, choices=field.choices)
    )
    label = collections.clean(asked.label)
    with tables.changing(schema, table) as raw:
        before = collections.shape_of(raw, field.collection_id, field.column_name)
        obstacles.refuse(raw, field, asked)
        try:
            raw.execute(
                'UPDATE records_field SET label = %s, description = %s, required = %s, "unique" ='
                ' %s, indexed = %s, "default" = %s, rules = %s WHERE id = %s',
                [
                    *(label, asked.description, asked.required, asked.unique, asked.indexed),
                    *(asked.default, Jsonb(dict(asked.rules)), field.id),
                ],
            )
        except errors.UniqueViolation:
            raise LabelError(
                _("There is a field named “{label}” already.").format(label=label)
            ) from None
        after = collections.shape_of(raw, field.collection_id, field.column_name)
        _reshape(raw, table, before, after)
    field.refresh_from_db()


def index(field: Field, *, indexed: bool) -> None:
    """Builds or drops the field's index. Raises `ValueError` for a type without one."""
    if indexed and not field.kind.indexable:
        raise ValueError(f"{field.kind.label} cannot be indexed.")
    change(field, replace(copies.as_asked(field), indexed=indexed))


def order(collection: Collection, ids: Sequence[uuid.UUID]) -> None:
    """Puts the named fields first, in this order; fields not named keep theirs after them."""
    fields = list(collection.fields.all())
    places = {which: place for place, which in enumerate(ids)}
    fields.sort(key=lambda one: places.get(one.id, len(places)))
    for position, one in enumerate(fields):
        one.position = position
    Field.objects.bulk_update(fields, ["position"])


def _reshape(raw: Connection[Any], table: str, before: tables.Shape, after: tables.Shape) -> None:
    """The column follows what the registry says of it."""
    column = after.column
    if after.required != before.required:
        tables.require(raw, table, column, required=after.required)
    if after.unique != before.unique:
        (tables.once if after.unique else tables.drop_once)(raw, table, column)
    if after.indexed != before.indexed:
        (tables.index if after.indexed else tables.drop_index)(raw, table, column)
    if after.default != before.default:
        tables.begin_with(raw, table, after)
