"""The trash: rows moved out of their collection's table, whole, and brought back unchanged.

What lies here is in no list, no filter, no unique value and no link. Days later it is gone.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from psycopg import errors, sql

from bailee.foundation.actors import Actor
from bailee.vault.records import changes, events, filters, tables, untrashing
from bailee.vault.records.models import Attachment, Change, Collection, Comment, Field, Trashed
from bailee.vault.records.tables import SYSTEM

DAYS: int = settings.TRASH_DAYS
KEPT_FOR = timedelta(days=DAYS)
_AT_A_TIME = 5_000  # records of one transaction


class LinkedError(Exception):
    """Records that must have a link point at what was to go: `fields` says which fields."""

    def __init__(self, fields: Sequence[Field]) -> None:
        named = ", ".join(
            _("“{label}” of “{label_2}”").format(label=one.label, label_2=one.collection.label)
            for one in fields
        )
        super().__init__(
            _(
                "Records link to it by {named}, where a link is required. Change those"
                " records first, or make the field not required."
            ).format(named=named)
        )
        self.fields = list(fields)


@dataclass(frozen=True)
class Pointing:
    """How many records point at what is to go, by one field."""

    field: Field
    count: int


@dataclass
class Restored:
    """Which came back, and why others did not: reasons by record."""

    done: list[uuid.UUID] = field(default_factory=list)
    refused: dict[uuid.UUID, list[str]] = field(default_factory=dict)


def put(collection: Collection, condition: sql.Composable, *, by: Actor, now: datetime) -> int:
    """Moves the records of the condition here and takes the links to them away.

    Returns how many. Raises `LinkedError`, `BusyError`, `FrozenError`; then all is as before.
    """
    with transaction.atomic():
        tables.hold(collection.table_name)
        count, ids = _take(collection, condition, by=by, now=now)
        if not count:
            return 0
        for one in referring(collection):
            _unlink(one, collection, by=by, now=now)
        gone = sql.SQL("DELETE FROM {} AS t USING records_trashed AS x WHERE {} AND t.id = {}")
        _run(
            gone.format(
                sql.Identifier(collection.table_name),
                _batch(collection, now),
                sql.SQL("x.record_id"),
            )
        )
        events.tell(collection, "trashed", ids=ids, by=by, now=now)
    return count


def pointing_at(collection: Collection, condition: sql.Composable) -> list[Pointing]:
    """Which fields of which records link to those of the condition, and how many."""
    query = sql.SQL("SELECT count(*) FROM {} AS r WHERE r.{} IN (SELECT id FROM {} WHERE {})")
    found = [
        Pointing(
            one,
            filters.fetch(
                query.format(
                    sql.Identifier(one.collection.table_name),
                    sql.Identifier(one.column_name),
                    sql.Identifier(collection.table_name),
                    condition,
                )
            )[0][0],
        )
        for one in referring(collection)
    ]
    return [one for one in found if one.count]


def referring(collection: Collection) -> list[Field]:
    """The fields that link to this collection, also those that were removed and can come back."""
    found = Field.everything.filter(type="relation", target=collection)
    return list(found.select_related("collection"))


def restore(
    collection: Collection, which: Sequence[uuid.UUID], *, by: Actor, now: datetime
) -> Restored:
    """Brings records back as they were, with the links that pointed at them where still empty.

    What the fields would refuse by now stays, with its reasons. Raises `BusyError`, `FrozenError`.
    """
    with transaction.atomic():
        tables.hold(collection.table_name)
        there = Trashed.objects.select_for_update().filter(
            collection=collection, record_id__in=which
        )
        ids = list(there.order_by("record_id").values_list("record_id", flat=True))
        refused = untrashing.reasons(collection, ids)
        done = [one for one in ids if one not in refused]
        try:
            with transaction.atomic():
                untrashing.run(collection, done, by=by, now=now)
        except IntegrityError:
            if len(done) == 1:
                return Restored([], refused | {done[0]: [gettext(untrashing.TAKEN_MEANWHILE)]})
            return _one_by_one(collection, done, refused, by=by, now=now)
        if done:
            events.tell(collection, "untrashed", ids=done, by=by, now=now)
    return Restored(done, refused)


def restore_all(collection: Collection, *, by: Actor, now: datetime) -> Restored:
    """Brings back all that lies here, some at a time. Raises `BusyError`, `FrozenError`."""
    together = Restored()
    lying = Trashed.objects.filter(collection=collection).order_by("record_id")
    ids = list(lying.values_list("record_id", flat=True))
    for first in range(0, len(ids), _AT_A_TIME):
        part = restore(collection, ids[first : first + _AT_A_TIME], by=by, now=now)
        together.done += part.done
        together.refused |= part.refused
    return together


def empty(collection: Collection, which: Sequence[uuid.UUID] | None = None) -> int:
    """Deletes those records for good, or all that lie here, with their history and comments.

    Returns how many. Raises `FrozenError`.
    """
    found = Trashed.objects.filter(collection=collection)
    return _empty(found if which is None else found.filter(record_id__in=which))


def empty_over(*, now: datetime) -> int:
    """Deletes for good what has lain here longer than it may, in the whole vault."""
    return _empty(Trashed.objects.filter(trashed_at__lt=now - KEPT_FOR))


def _empty(found: QuerySet[Trashed]) -> int:
    """Some at a time, each in a transaction of its own: an index finds what belongs to them."""
    count = 0
    while ids := list(found.values_list("record_id", flat=True)[:_AT_A_TIME]):
        with transaction.atomic():
            for model in (Change, Comment, Attachment):
                model.objects.filter(record_id__in=ids).delete()
            count += Trashed.objects.filter(record_id__in=ids).delete()[0]
    return count


def _one_by_one(
    collection: Collection,
    which: Sequence[uuid.UUID],
    refused: dict[uuid.UUID, list[str]],
    *,
    by: Actor,
    now: datetime,
) -> Restored:
    """Two of them cannot be there both: the first stays, the second says why not."""
    together = Restored([], dict(refused))
    for one in which:
        alone = restore(collection, [one], by=by, now=now)
        together.done += alone.done
        together.refused |= alone.refused
    return together


def _take(
    collection: Collection, condition: sql.Composable, *, by: Actor, now: datetime
) -> tuple[int, list[uuid.UUID]]:
    """Copies the rows here, locked; how many, and the ids of the first."""
    fields = Field.everything.filter(collection=collection)
    columns = [*SYSTEM, *fields.values_list("column_name", flat=True)]
    query = sql.SQL(
        "WITH taken AS (SELECT * FROM {table} AS t WHERE {condition} FOR UPDATE),"
        " placed AS (INSERT INTO records_trashed"
        " (record_id, collection_id, row, links, trashed_at, by_kind, by_id)"
        " SELECT id, {collection}, {row}, '{{}}', {now}, {by_kind}, {by_id}::uuid FROM taken"
        " RETURNING record_id)"
        " SELECT count(*), (array_agg(record_id))[1:{most}] FROM placed"
    ).format(
        table=sql.Identifier(collection.table_name),
        condition=condition,
        collection=sql.Literal(collection.id),
        row=changes.kept(columns, "taken"),
        now=sql.Literal(now),
        by_kind=sql.Literal(by.kind),
        by_id=sql.Literal(by.id),
        most=sql.Literal(events.NAMED + 1),
    )
    count, ids = filters.fetch(query)[0]
    return count, ids or []


def _unlink(one: Field, collection: Collection, *, by: Actor, now: datetime) -> None:
    """Takes the field's links to the batch away, and keeps in the trash which they were."""
    itself = one.collection_id == collection.id
    query = sql.SQL(
        "WITH batch AS (SELECT record_id FROM records_trashed AS x WHERE {batch}),"
        " old AS (SELECT t.id, t.{column} AS target, {kept} AS before FROM {table} AS t"
        " WHERE t.{column} IN (SELECT record_id FROM batch){itself} FOR UPDATE),"
        " new AS (UPDATE {table} AS t SET {column} = NULL, version = version + 1,"
        " changed_at = {now}, changed_by = {by} FROM old WHERE t.id = old.id"
        " RETURNING t.id, t.version, old.target, old.before, {kept} AS after),"
        " noted AS ({note})"
        " UPDATE records_trashed AS x SET links = links || jsonb_build_object({name}, found.ids)"
        " FROM (SELECT target, jsonb_agg(id) AS ids FROM new GROUP BY target) AS found"
        " WHERE x.record_id = found.target"
    ).format(
        batch=_batch(collection, now),
        column=sql.Identifier(one.column_name),
        name=sql.Literal(one.column_name),
        kept=changes.kept([one.column_name], "t"),
        table=sql.Identifier(one.collection.table_name),
        itself=sql.SQL(" AND t.id NOT IN (SELECT record_id FROM batch)" if itself else ""),
        now=sql.Literal(now),
        by=sql.Literal(by.id),
        note=changes.write(one.collection, "unlinked", sql.SQL("new"), by=by, now=now),
    )
    try:
        _run(query)
    except IntegrityError as error:
        if isinstance(error.__cause__, errors.NotNullViolation):
            raise LinkedError([one]) from None
        raise


def _batch(collection: Collection, now: datetime) -> sql.Composed:
    """What was put here by this very step: an index finds it."""
    return sql.SQL("x.collection_id = {} AND x.trashed_at = {}").format(
        sql.Literal(collection.id), sql.Literal(now)
    )


def _run(query: sql.Composed) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.rowcount)
