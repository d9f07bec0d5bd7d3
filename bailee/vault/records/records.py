"""Single records: read, add, edit, delete, under the vault's own login.

Values come as the texts of a form, and are checked by the same rules as an import's.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from psycopg import sql

from bailee.foundation.actors import Actor
from bailee.vault.records import filters, rules, tables
from bailee.vault.records.models import Collection, Field


class RecordError(ValueError):
    """Values that their fields refuse: `reasons` by the field's id."""

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__("Some values cannot be kept.")
        self.reasons = reasons


class RecordGoneError(Exception):
    """There is no such record (any more)."""


class RecordChangedError(Exception):
    """Somebody changed the record meanwhile: their version is newer than the one edited."""


@dataclass(frozen=True)
class Record:
    """One record; `texts` holds each value as a form shows it, None for no value."""

    id: uuid.UUID
    version: int
    created_at: datetime
    changed_at: datetime
    changed_by: uuid.UUID | None
    texts: dict[str, str | None]


def find(collection: Collection, which: uuid.UUID) -> Record:
    """Raises `RecordGoneError`."""
    fields = list(collection.fields.all())
    # JSON stays text: read as Python values its numbers would lose digits.
    columns = [
        sql.SQL("jsonb_pretty({})" if one.type == "json" else "{}").format(
            sql.Identifier(one.column_name)
        )
        for one in fields
    ]
    query = sql.SQL("SELECT {} FROM {} WHERE id = {}").format(
        sql.SQL(", ").join([sql.SQL("id, version, created_at, changed_at, changed_by"), *columns]),
        sql.Identifier(collection.table_name),
        sql.Literal(which),
    )
    found = filters.fetch(query)
    if not found:
        raise RecordGoneError(which)
    record, version, created_at, changed_at, changed_by, *values = found[0]
    texts = {
        str(one.id): None if value is None else filters.text(value)
        for one, value in zip(fields, values, strict=True)
    }
    return Record(record, version, created_at, changed_at, changed_by, texts)


@transaction.atomic
def add(
    collection: Collection, values: Mapping[str, str], *, by: Actor, now: datetime
) -> uuid.UUID:
    """Adds a record of the texts by field id; an empty text is no value.

    A field that is not among them gets its default. Raises `RecordError`, `BusyError`,
    `FrozenError`.
    """
    tables.hold(collection.table_name)
    fields = list(collection.fields.all())
    given = {
        key: (values[key] or None) if key in values else one.default
        for one in fields
        for key in [str(one.id)]
    }
    texts = _checked(fields, given)
    query = sql.SQL(
        "INSERT INTO {} (created_at, created_by, changed_at, changed_by{})"
        " VALUES ({}, {}, {}, {}{}) RETURNING id"
    ).format(
        sql.Identifier(collection.table_name),
        _all(sql.SQL(", {}").format(sql.Identifier(one.column_name)) for one in fields),
        *(sql.Literal(now), sql.Literal(by.id), sql.Literal(now), sql.Literal(by.id)),
        _all(sql.SQL(", {}").format(rules.value(one, texts[str(one.id)])) for one in fields),
    )
    made: uuid.UUID = _written(query, fields, texts)[0][0]
    return made


@transaction.atomic
def edit(
    collection: Collection,
    which: uuid.UUID,
    values: Mapping[str, str],
    *,
    version: int,
    by: Actor,
    now: datetime,
) -> None:
    """Changes the values whose text differs from what the record shows; leaves all others.

    So a form cannot alter what it cannot carry (line ends, empty text beside no value).
    Raises `RecordError`, `RecordGoneError`, `RecordChangedError`, `BusyError`, `FrozenError`.
    """
    tables.hold(collection.table_name)
    changed = _changed(find(collection, which), values)
    fields = [one for one in collection.fields.all() if str(one.id) in changed]
    texts = _checked(fields, changed, besides=which)
    sets = _all(
        sql.SQL(", {} = {}").format(
            sql.Identifier(one.column_name), rules.value(one, texts[str(one.id)])
        )
        for one in fields
    )
    query = sql.SQL(
        "UPDATE {} SET version = version + 1, changed_at = {}, changed_by = {}{}"
        " WHERE id = {} AND version = {} RETURNING id"
    ).format(
        sql.Identifier(collection.table_name),
        *(sql.Literal(now), sql.Literal(by.id), sets, sql.Literal(which), sql.Literal(version)),
    )
    if not _written(query, fields, texts):
        raise RecordChangedError(which)


def delete(collection: Collection, which: uuid.UUID) -> None:
    """Removes a record. Raises `RecordGoneError`, `FrozenError`."""
    query = sql.SQL("DELETE FROM {} WHERE id = {} RETURNING id").format(
        sql.Identifier(collection.table_name), sql.Literal(which)
    )
    if not filters.fetch(query):
        raise RecordGoneError(which)


def _changed(before: Record, values: Mapping[str, str]) -> dict[str, str | None]:
    """The texts that differ from what a form showed; browsers send CRLF for every line end."""
    return {
        key: text or None
        for key, text in values.items()
        if key in before.texts and _lines(text) != _lines(before.texts[key] or "")
    }


def _checked(
    fields: list[Field], given: rules.Texts, *, besides: uuid.UUID | None = None
) -> rules.Texts:
    """The texts to store. Raises `RecordError` with every reason at once."""
    texts, reasons = rules.judge(fields, given, besides=besides)
    if reasons:
        raise RecordError(reasons)
    return texts


def _written(query: sql.Composed, fields: list[Field], texts: rules.Texts) -> list[Any]:
    """What the query returns. Raises `RecordError` when somebody else was first."""
    try:
        return filters.fetch(query)
    except IntegrityError as error:
        raise RecordError(rules.broken(error, fields, texts)) from None


def _all(parts: Iterable[sql.Composable]) -> sql.Composable:
    return sql.SQL("").join(parts)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
