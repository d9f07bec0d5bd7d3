"""Single records: read, add, edit, delete, under the vault's own login.

Values come as the texts of a form, and are checked by the same rules as an import's.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from psycopg import sql

from bailee.foundation.actors import Actor
from bailee.vault.records import filters, types
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


def add(
    collection: Collection, values: Mapping[str, str], *, by: Actor, now: datetime
) -> uuid.UUID:
    """Adds a record of the texts by field id; an empty text is no value.

    Raises `RecordError`, `FrozenError`.
    """
    fields = list(collection.fields.all())
    given = {str(one.id): values.get(str(one.id)) or None for one in fields}
    _check(fields, given)
    query = sql.SQL(
        "INSERT INTO {} (created_at, created_by, changed_at, changed_by{})"
        " VALUES ({}, {}, {}, {}{}) RETURNING id"
    ).format(
        sql.Identifier(collection.table_name),
        _all(sql.SQL(", {}").format(sql.Identifier(one.column_name)) for one in fields),
        *(sql.Literal(now), sql.Literal(by.id), sql.Literal(now), sql.Literal(by.id)),
        _all(sql.SQL(", {}").format(_value(one, given[str(one.id)])) for one in fields),
    )
    made: uuid.UUID = filters.fetch(query)[0][0]
    return made


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
    Raises `RecordError`, `RecordGoneError`, `RecordChangedError`, `FrozenError`.
    """
    changed = _changed(find(collection, which), values)
    fields = [one for one in collection.fields.all() if str(one.id) in changed]
    _check(fields, changed)
    sets = _all(
        sql.SQL(", {} = {}").format(
            sql.Identifier(one.column_name), _value(one, changed[str(one.id)])
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
    if not filters.fetch(query):
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


def _check(fields: list[Field], given: Mapping[str, str | None]) -> None:
    """Raises `RecordError` with every reason at once."""
    if not fields:
        return
    nul = {key: "holds a NUL character" for key, text in given.items() if text and "\x00" in text}
    if nul:
        raise RecordError(nul)
    reasons = [
        types.reason(
            one.kind,
            sql.SQL("{}::text").format(sql.Literal(given[str(one.id)])),
            required=one.required,
            options=one.choices,
        )
        for one in fields
    ]
    found = filters.fetch(sql.SQL("SELECT {}").format(sql.SQL(", ").join(reasons)))[0]
    refused = {
        str(one.id): _exact(one, given[str(one.id)] or "", why)
        for one, why in zip(fields, found, strict=True)
        if why
    }
    if refused:
        raise RecordError(refused)


def _exact(field: Field, text: str, why: str) -> str:
    """For JSON also the place of the first error."""
    if field.type == "json":
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            return f"{why}: line {error.lineno}, column {error.colno}: {error.msg}"
        except RecursionError:
            return f"{why}: too deep"
    return why


def _value(field: Field, text: str | None) -> sql.Composable:
    return field.kind.cast(sql.SQL("{}::text").format(sql.Literal(text)))


def _all(parts: Iterable[sql.Composable]) -> sql.Composable:
    return sql.SQL("").join(parts)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
