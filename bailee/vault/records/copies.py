"""The two columns of a converted field in the registry: the one in use and the hidden copy."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from psycopg import Connection, errors
from psycopg.types.json import Jsonb

from bailee.foundation import ids
from bailee.foundation.actors import Actor
from bailee.vault.records import collections, tables
from bailee.vault.records.collections import LabelError
from bailee.vault.records.demands import NewField
from bailee.vault.records.models import Collection, Field

_OF_A_COLUMN = (
    'column_name, type, required, "unique", indexed, "default", choices, rules, target_id'
)


@dataclass(frozen=True)
class Begun:
    """A new column, registered as a removed field: a crash leaves nothing that stays."""

    column: str
    shape: tables.Shape


def as_asked(field: Field) -> NewField:
    """The field as it would be asked for."""
    return NewField(
        label=field.label,
        type=field.type,
        required=field.required,
        indexed=field.indexed,
        choices=tuple(field.choices),
        unique=field.unique,
        description=field.description,
        default=field.default,
        rules=dict(field.rules),
        target=field.target_id,
    )


def begin(
    raw: Connection[Any], field: Field, asked: NewField, *, by: Actor, now: datetime
) -> Begun:
    """Adds the empty column. Raises `LabelError` when the table takes no more."""
    column, of = tables.new_column_name(), field.collection_id
    raw.execute(
        f"INSERT INTO records_field (id, collection_id, label, description, position, created_at,"
        f" by_kind, by_id, removed_at, removed_by, instead_id, {_OF_A_COLUMN})"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            *(ids.new(), of, field.label, field.description, field.position, now),
            *(by.kind, by.id, now, by.id, field.id),
            *(column, asked.type, asked.required, asked.unique, asked.indexed, asked.default),
            *(Jsonb(list(asked.choices)), Jsonb(dict(asked.rules)), asked.target),
        ],
    )
    shape = collections.shape_of(raw, of, column)
    try:
        tables.add_column(raw, field.collection.table_name, tables.Shape(column, asked.type))
    except errors.TooManyColumns:
        raise LabelError(gettext(tables.WORN_OUT)) from None
    return Begun(column, shape)


def take(
    raw: Connection[Any],
    field: Field,
    begun: Begun,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """The field is the filled column from now on, and asks what was agreed of it."""
    table = field.collection.table_name
    row = raw.execute(
        "SELECT id FROM records_field WHERE collection_id = %s AND column_name = %s",
        [field.collection_id, begun.column],
    ).fetchone()
    assert row is not None  # noqa: S101 - `begin` has written it
    _exchange(raw, str(field.id), str(row[0]), by=by, now=now)
    tables.require(raw, table, field.column_name, required=False)
    tables.drop_once(raw, table, field.column_name)
    tables.finish(raw, table, begun.shape)
    tables.begin_with(raw, table, begun.shape)
    if begun.shape.required:
        tables.require(raw, table, begun.column, required=True)


def swap(raw: Connection[Any], field: Field, copy: Field, *, by: Actor, now: datetime) -> None:
    """The copy's column is the field's again; demands that records do not meet are let go."""
    table = field.collection.table_name
    tables.require(raw, table, field.column_name, required=False)
    tables.drop_once(raw, table, field.column_name)
    required = copy.required and tables.holds(raw, tables.must, table, copy.column_name)
    unique = copy.unique and tables.holds(raw, tables.once, table, copy.column_name)
    raw.execute(
        'UPDATE records_field SET required = %s, "unique" = %s WHERE id = %s',
        [required, unique, copy.id],
    )
    _exchange(raw, str(field.id), str(copy.id), by=by, now=now)


def give_up(raw: Connection[Any], collection: Collection, begun: Begun) -> None:
    """Drops the new column again: nothing was converted."""
    raw.execute(
        "DELETE FROM records_field WHERE collection_id = %s AND column_name = %s",
        [collection.id, begun.column],
    )
    tables.drop_column(raw, collection.table_name, begun.column)


def _exchange(raw: Connection[Any], field: str, copy: str, *, by: Actor, now: datetime) -> None:
    """What the two rows say of a column changes places; ids, names and order stay."""
    rows = {
        str(which): said
        for which, *said in raw.execute(
            f"SELECT id, {_OF_A_COLUMN} FROM records_field WHERE id IN (%s, %s)", [field, copy]
        ).fetchall()
    }
    # No two rows may have the same column, not even for a moment.
    raw.execute(
        "UPDATE records_field SET column_name = %s WHERE id = %s", [tables.new_column_name(), copy]
    )
    for which, said in ((field, rows[copy]), (copy, rows[field])):
        *plain, choices, rules, target = said
        raw.execute(
            f"UPDATE records_field SET ({_OF_A_COLUMN}) = ROW (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " WHERE id = %s",
            [*plain, Jsonb(choices), Jsonb(rules), target, which],
        )
    raw.execute(
        "UPDATE records_field SET removed_at = %s, removed_by = %s WHERE id = %s",
        [now, by.id, copy],
    )
