"""Many records at once: added from rows, edited or moved to the trash by a selection.

Each verb is a few statements however many records there are, and does all or nothing.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from bailee.foundation import ids
from bailee.foundation.actors import Actor
from bailee.vault.records import changes, events, filters, room, rules, tables, texts
from bailee.vault.records.models import Collection
from bailee.vault.records.rows import Rows, judge, value
from bailee.vault.records.rules import Texts
from bailee.vault.records.texts import Reasons, RecordError
from bailee.vault.records.trash import LinkedError, put

__all__ = ["BulkError", "LinkedError", "RecordError", "Selection", "add", "edit", "trash"]

_AT_A_TIME = 2_000  # rows of one statement: their texts are in memory


class Selection(Protocol):
    """Which records: a condition on the columns of the collection's table."""

    def where(self, collection: Collection) -> sql.Composable: ...


class BulkError(ValueError):
    """Rows that were refused: `reasons` by the row's number (from 0), then by the field's id."""

    def __init__(self, reasons: dict[int, Reasons]) -> None:
        super().__init__(_("{count} rows cannot be kept.").format(count=len(reasons)))
        self.reasons = reasons


@transaction.atomic
def add(
    collection: Collection,
    rows: Sequence[Texts],
    *,
    by: Actor,
    now: datetime,
    exact: bool = False,
) -> list[uuid.UUID]:
    """Adds a record for each row of texts by field id, all or none. Returns their ids in order.

    Raises `BulkError` with every reason of every row, `BusyError`, `OverQuotaError`, `FrozenError`.
    """
    room.refuse_over_quota(len(rows))
    tables.hold(collection.table_name)
    fields = list(collection.fields.all())
    made = sorted(ids.new() for _ in rows)  # lists show the order of the ids
    refused: dict[int, Reasons] = {}
    for first in range(0, len(rows), _AT_A_TIME):
        some = rows[first : first + _AT_A_TIME]
        given = [texts.given(fields, row, exact=exact) for row in some]
        part = Rows(first, fields, given, made[first : first + _AT_A_TIME])
        refused |= judge(collection, part)
        if not refused:  # so that the next part is held against this one too
            _insert(collection, part, by=by, now=now)
    if refused:
        raise BulkError(refused)
    if made:
        events.tell(collection, "added", ids=made, by=by, now=now)
    return made


@transaction.atomic
def edit(
    collection: Collection, selection: Selection, values: Texts, *, by: Actor, now: datetime
) -> int:
    """Sets the same values (texts by field id; empty for no value) in all records selected.

    Returns how many differed before. Raises `RecordError`, `BusyError`, `FrozenError`, and what
    the selection raises.
    """
    tables.hold(collection.table_name)
    fields = [one for one in collection.fields.all() if str(one.id) in values]
    if not fields:
        return 0
    found = texts.checked(fields, {str(one.id): values[str(one.id)] or None for one in fields})
    setting = {one.column_name: rules.value(one, found[str(one.id)]) for one in fields}
    query = changes.setting(collection, selection.where(collection), setting, by=by, now=now)
    try:
        count, some, _ = filters.fetch(query)[0]
    except IntegrityError as error:
        raise RecordError(rules.broken(error, fields, found)) from None
    if count:
        events.tell(collection, "edited", ids=some, by=by, now=now)
    return int(count)


def trash(collection: Collection, selection: Selection, *, by: Actor, now: datetime) -> int:
    """Moves all records selected to the trash. Returns how many.

    Raises `LinkedError`, `BusyError`, `FrozenError`, and what the selection raises.
    """
    return put(collection, selection.where(collection), by=by, now=now)


def _insert(collection: Collection, part: Rows, *, by: Actor, now: datetime) -> None:
    columns = [sql.SQL(", {}").format(sql.Identifier(one.column_name)) for one in part.fields]
    values = [sql.SQL(", {}").format(value(one)) for one in part.fields]
    query = sql.SQL(
        "WITH made AS (INSERT INTO {table} (id, created_at, created_by, changed_at, changed_by{})"
        " SELECT id, {now}, {by}, {now}, {by}{} FROM {} ORDER BY n RETURNING 1)"
        " SELECT count(*) FROM made"
    ).format(
        *(sql.SQL("").join(columns), sql.SQL("").join(values), part.source()),
        table=sql.Identifier(collection.table_name),
        now=sql.Literal(now),
        by=sql.Literal(by.id),
    )
    try:
        filters.fetch(query)
    except IntegrityError as error:
        raise BulkError({part.first: rules.broken(error, part.fields, {})}) from None
