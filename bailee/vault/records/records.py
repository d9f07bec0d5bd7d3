"""Single records: read, add, edit, move to the trash, under the vault's own login.

Values come as the texts of a form, and are checked by the same rules as an import's.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from django.db import IntegrityError, transaction
from psycopg import sql

from bailee.foundation.actors import Actor
from bailee.vault.records import changes, events, filters, room, rules, tables
from bailee.vault.records.models import Collection, Field
from bailee.vault.records.rules import Texts
from bailee.vault.records.texts import RecordError, checked, given
from bailee.vault.records.trash import LinkedError, put

__all__ = [
    "LinkedError",
    "Record",
    "RecordChangedError",
    "RecordError",
    "RecordGoneError",
    "add",
    "beside",
    "edit",
    "find",
    "trash",
]


class RecordGoneError(Exception):
    """There is no such record (any more)."""


@dataclass(frozen=True)
class Record:
    """One record; `values` as PostgreSQL gives them (JSON as text), by the field's id.

    `texts` holds each value as a form shows it, None for no value.
    """

    id: uuid.UUID
    version: int
    created_at: datetime
    created_by: uuid.UUID | None
    changed_at: datetime
    changed_by: uuid.UUID | None
    import_id: uuid.UUID | None
    values: dict[str, Any]
    texts: dict[str, str | None]


class RecordChangedError(Exception):
    """Somebody changed the record meanwhile: `present` is the record as it is now."""

    def __init__(self, present: Record) -> None:
        super().__init__(present.id)
        self.present = present


_HEAD = ("id", "version", "created_at", "created_by", "changed_at", "changed_by", "import_id")


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
        sql.SQL(", ").join([*map(sql.Identifier, _HEAD), *columns]),
        sql.Identifier(collection.table_name),
        sql.Literal(which),
    )
    found = filters.fetch(query)
    if not found:
        raise RecordGoneError(which)
    head, row = dict(zip(_HEAD, found[0], strict=False)), found[0][len(_HEAD) :]
    values = {str(one.id): value for one, value in zip(fields, row, strict=True)}
    shown = {key: None if value is None else filters.text(value) for key, value in values.items()}
    return Record(**head, values=values, texts=shown)


def beside(collection: Collection, which: uuid.UUID) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """The records before and after it in order of entry."""
    query = sql.SQL(
        "SELECT (SELECT id FROM {0} WHERE id < {1} ORDER BY id DESC LIMIT 1),"
        " (SELECT id FROM {0} WHERE id > {1} ORDER BY id LIMIT 1)"
    ).format(sql.Identifier(collection.table_name), sql.Literal(which))
    before, after = filters.fetch(query)[0]
    return before, after


@transaction.atomic
def add(
    collection: Collection, values: Texts, *, by: Actor, now: datetime, exact: bool = False
) -> uuid.UUID:
    """Adds a record of the texts by field id; an empty text is no value, unless `exact`.

    A field that is not among them gets its default. Raises `RecordError`, `BusyError`,
    `OverQuotaError`, `FrozenError`.
    """
    room.refuse_over_quota(1)
    tables.hold(collection.table_name)
    fields = list(collection.fields.all())
    texts = checked(fields, given(fields, values, exact=exact))
    query = sql.SQL(
        "INSERT INTO {} (created_at, created_by, changed_at, changed_by{})"
        " VALUES ({now}, {by}, {now}, {by}{}) RETURNING id"
    ).format(
        sql.Identifier(collection.table_name),
        _all([sql.SQL(", {}").format(sql.Identifier(one.column_name)) for one in fields]),
        _all([sql.SQL(", {}").format(rules.value(one, texts[str(one.id)])) for one in fields]),
        now=sql.Literal(now),
        by=sql.Literal(by.id),
    )
    made: uuid.UUID = _written(query, fields, texts)[0][0]
    events.tell(collection, "added", ids=[made], by=by, now=now)
    return made


@transaction.atomic
def edit(
    collection: Collection,
    which: uuid.UUID,
    values: Texts,
    *,
    version: int,
    by: Actor,
    now: datetime,
    exact: bool = False,
) -> int:
    """Changes the values whose text differs from what the record shows; leaves all others.

    So a form cannot alter what it cannot carry (line ends, empty text beside no value), unless
    `exact`. Returns the record's version afterwards: the same if nothing differs.
    Raises `RecordError`, `RecordGoneError`, `RecordChangedError`, `BusyError`, `FrozenError`.
    """
    tables.hold(collection.table_name)
    present = find(collection, which)
    if present.version != version:
        raise RecordChangedError(present)
    changed = _changed(present, values, exact=exact)
    fields = [one for one in collection.fields.all() if str(one.id) in changed]
    if not fields:
        return version
    texts = checked(fields, changed, besides=which)
    return write(collection, which, fields, texts, version=version, by=by, now=now)


def write(
    collection: Collection,
    which: uuid.UUID,
    fields: Sequence[Field],
    texts: Texts,
    *,
    version: int,
    kind: LiteralString = "edited",
    by: Actor,
    now: datetime,
) -> int:
    """Sets checked texts, writes the step down, tells it. Returns the new version.

    Raises `RecordError`, `RecordGoneError`, `RecordChangedError`.
    """
    condition = sql.SQL("id = {} AND version = {}").format(sql.Literal(which), sql.Literal(version))
    values = {one.column_name: rules.value(one, texts[str(one.id)]) for one in fields}
    query = changes.setting(collection, condition, values, kind=kind, by=by, now=now)
    count, _, made = _written(query, fields, texts)[0]
    if count:
        events.tell(collection, "edited", ids=[which], by=by, now=now)
        return int(made)
    present = find(collection, which)
    if present.version != version:
        raise RecordChangedError(present)
    return version  # written otherwise, the same: nothing was changed


def trash(collection: Collection, which: uuid.UUID, *, by: Actor, now: datetime) -> None:
    """Moves a record to the trash, and takes away the links to it.

    Raises `RecordGoneError`, `LinkedError`, `FrozenError`.
    """
    condition = sql.SQL("id = {}").format(sql.Literal(which))
    if not put(collection, condition, by=by, now=now):
        raise RecordGoneError(which)


def _written(query: sql.Composed, fields: Sequence[Field], texts: Texts) -> list[tuple[Any, ...]]:
    """What the query returns. Raises `RecordError` when somebody else was first."""
    try:
        return filters.fetch(query)
    except IntegrityError as error:
        raise RecordError(rules.broken(error, fields, texts)) from None


def _changed(before: Record, values: Texts, *, exact: bool) -> dict[str, str | None]:
    """The texts that differ from what a form showed; browsers send CRLF for every line end."""
    known = {key: text for key, text in values.items() if key in before.texts}
    if exact:
        return {key: text for key, text in known.items() if text != before.texts[key]}
    return {
        key: text or None
        for key, text in known.items()
        if _lines(text or "") != _lines(before.texts[key] or "")
    }


def _all(parts: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL("").join(parts)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
