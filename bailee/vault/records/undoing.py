"""Undoing an import: what it added goes, what it changed gets its values back; what somebody has
changed since is theirs, and they are asked.

Runs as the vault's own login in one transaction, with the import's last state in it.
"""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _
from psycopg import sql

from bailee.foundation.actors import Actor
from bailee.vault.records import changes, events, filters, removal, tables, trash
from bailee.vault.records.models import Collection, Field, Import
from bailee.vault.records.removal import RemovalError

SHOWN = 50  # changed records that are listed
KEEP, TRASH = "keep", "trash"  # what becomes of added records that somebody has changed since
TAKEN = gettext_noop(
    "A value that was there before stands in another record by now, and may stand only"
    " once. Nothing was undone. Change that record first."
)


class UndoError(Exception):
    """The import cannot be undone as things are; the message says why."""


@dataclass(frozen=True)
class Preview:
    """What an undo would do now, in records: `added` go, `reverting` get values back.

    `touched`: added ones that somebody has changed, spoken of or linked to since; `some` of them.
    `staying`: changed by the import, and since then again.
    """

    added: int
    touched: int
    some: list[uuid.UUID]
    reverting: int
    staying: int
    whole_collection: bool


def preview(one: Import) -> Preview:
    """What an undo would do now. Counts, so mind a million records (a second)."""
    collection = _collection(one)
    table, touched = sql.Identifier(collection.table_name), _touched(one, collection)
    mine = sql.SQL("t.import_id = {}").format(sql.Literal(one.id))
    counted = sql.SQL(
        "SELECT count(*) FILTER (WHERE {0}), count(*), (SELECT count(*) FROM {1} AS t"
        " WHERE t.import_id IS DISTINCT FROM {3}) FROM {1} AS t WHERE {2}"
    ).format(touched, table, mine, sql.Literal(one.id))
    changed, added, others = filters.fetch(counted)[0]
    some = filters.fetch(
        sql.SQL("SELECT t.id FROM {} AS t WHERE {} AND {} ORDER BY t.id LIMIT {}").format(
            table, mine, touched, sql.Literal(SHOWN)
        )
    )
    reverting, staying = _steps(one, collection)
    return Preview(
        added - changed,
        changed,
        [which for (which,) in some],
        reverting,
        staying,
        whole_collection=one.made_collection and not others,
    )


def run(one: Import, *, now: datetime) -> None:
    """Undoes it as was asked when it was enqueued. Raises `UndoError`, `FrozenError`."""
    collection = _collection(one)
    by = Actor(one.undo["by_kind"], one.undone_by)
    try:
        with transaction.atomic():
            held = Import.objects.select_for_update().filter(id=one.id, state="undoing")
            if not held:
                return
            done = _undone(one, collection, by, now)
            held.update(state="undone", undone_at=now, progress=100, undo={**one.undo, **done})
            events.tell(collection, "undone", ids=None, by=by, now=now)
    except IntegrityError:
        raise UndoError(gettext(TAKEN)) from None
    if one.undo.get("collection"):
        _remove_if_empty(one, collection, by, now)


def _undone(one: Import, collection: Collection, by: Actor, now: datetime) -> dict[str, int]:
    tables.hold(collection.table_name)
    touched, table = _touched(one, collection), sql.Identifier(collection.table_name)
    mine = sql.SQL("t.import_id = {}").format(sql.Literal(one.id))
    kept = trashed = 0
    if one.undo["changed"] == TRASH:
        trashed = trash.put(collection, mine + sql.SQL(" AND ") + touched, by=by, now=now)
    removed = filters.fetch(
        sql.SQL(
            "WITH gone AS (DELETE FROM {} AS t WHERE {} AND NOT ({}) RETURNING 1)"
            " SELECT count(*) FROM gone"
        ).format(table, mine, touched)
    )[0][0]
    kept = filters.fetch(sql.SQL("SELECT count(*) FROM {} AS t WHERE {}").format(table, mine))[0][0]
    _, staying = _steps(one, collection)
    [(reverted,)] = filters.fetch(_reverting(one, collection, by, now))
    return {
        "removed": removed,
        "trashed": trashed,
        "kept": kept,
        "reverted": reverted,
        "staying": staying,
    }


def _touched(one: Import, collection: Collection) -> sql.Composable:
    """SQL on `t`: somebody has changed, spoken of, or linked to the record since."""
    conditions: list[sql.Composable] = [
        sql.SQL("t.version > 1"),
        sql.SQL("EXISTS (SELECT FROM records_comment c WHERE c.record_id = t.id)"),
        sql.SQL("EXISTS (SELECT FROM records_attachment a WHERE a.record_id = t.id)"),
    ]
    for field in trash.referring(collection):
        own = field.collection_id == collection.id
        also = sql.SQL(" AND o.import_id IS DISTINCT FROM {}").format(sql.Literal(one.id))
        conditions.append(
            sql.SQL("EXISTS (SELECT FROM {} AS o WHERE o.{} = t.id{})").format(
                sql.Identifier(field.collection.table_name),
                sql.Identifier(field.column_name),
                also if own else sql.SQL(""),
            )
        )
    return sql.SQL("({})").format(sql.SQL(" OR ").join(conditions))


def _steps(one: Import, collection: Collection) -> tuple[int, int]:
    """How many records that the import changed hold all its values still, and how many do not."""
    fields = list(collection.fields.all())
    query = sql.SQL(
        "SELECT count(*) FILTER (WHERE {0}), count(*) FILTER (WHERE NOT ({0}))"
        " FROM records_change AS c JOIN {1} AS t ON t.id = c.record_id"
        " WHERE c.by_import_id = {2} AND c.kind = 'imported'"
    ).format(
        sql.SQL(" AND ").join([sql.SQL("true"), *(_same(field) for field in fields)]),
        sql.Identifier(collection.table_name),
        sql.Literal(one.id),
    )
    reverting, staying = filters.fetch(query)[0]
    return reverting, staying


def _reverting(one: Import, collection: Collection, by: Actor, now: datetime) -> sql.Composed:
    """Each value that the import set and nobody has changed since becomes what it was."""
    fields = list(collection.fields.all())
    names = [field.column_name for field in fields]
    differs = sql.SQL(" OR ").join([sql.SQL("false"), *(_ours(field) for field in fields)])
    sets = sql.SQL("").join(
        sql.SQL(", {0} = CASE WHEN {1} THEN (c.before ->> {2})::{3} ELSE t.{0} END").format(
            sql.Identifier(field.column_name),
            _ours(field),
            sql.Literal(field.column_name),
            sql.SQL(field.kind.column),
        )
        for field in fields
    )
    return sql.SQL(
        "WITH old AS (SELECT t.id, {kept} AS was, c.before, c.after FROM records_change AS c"
        " JOIN {table} AS t ON t.id = c.record_id WHERE c.by_import_id = {import_id}"
        " AND c.kind = 'imported' AND ({differs}) FOR UPDATE OF t),"
        " back AS (UPDATE {table} AS t SET version = t.version + 1, changed_at = {now},"
        " changed_by = {by}::uuid{sets} FROM old AS c WHERE t.id = c.id"
        " RETURNING t.id, t.version, c.was AS before, {kept} AS after),"
        " noted AS ({note} RETURNING 1) SELECT count(*) FROM noted"
    ).format(
        kept=changes.kept(names, "t"),
        table=sql.Identifier(collection.table_name),
        import_id=sql.Literal(one.id),
        differs=differs,
        now=sql.Literal(now),
        by=sql.Literal(by.id),
        sets=sets,
        note=changes.write(
            collection, "restored", sql.SQL("back"), by=by, now=now, by_import=one.id
        ),
    )


def _ours(field: Field) -> sql.Composed:
    """SQL on `c` and `t`: the import set this value, and it is there still."""
    return sql.SQL("(c.after ? {0} AND t.{1}::text IS NOT DISTINCT FROM c.after ->> {0})").format(
        sql.Literal(field.column_name), sql.Identifier(field.column_name)
    )


def _same(field: Field) -> sql.Composed:
    return sql.SQL("(NOT c.after ? {} OR {})").format(sql.Literal(field.column_name), _ours(field))


def _remove_if_empty(one: Import, collection: Collection, by: Actor, now: datetime) -> None:
    """The collection that the import made, unless somebody has put something into it since."""
    table = sql.Identifier(collection.table_name)
    [(filled,)] = filters.fetch(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(table))
    if one.made_collection and not filled:
        with suppress(RemovalError):  # a field of another collection names it: it stays
            removal.collection(collection, by=by, now=now)


def _collection(one: Import) -> Collection:
    if one.collection is None or one.collection.removed_at:
        raise UndoError(_("The collection of this import is gone, and its records with it."))
    return one.collection


def asked(changed: str, *, collection: bool, by: Actor) -> dict[str, Any]:
    """What a person chose, as the import keeps it until the worker comes to it."""
    return {
        "changed": TRASH if changed == TRASH else KEEP,
        "collection": collection,
        "by_kind": by.kind,
    }
