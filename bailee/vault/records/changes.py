"""Writing down what became of records: SQL that rides along with the statement that does it.

Values are kept as the texts PostgreSQL writes for them, by column name: every digit, an empty
text beside no value, a JSON null beside no JSON. Any such text, cast back, is the same value.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import LiteralString

from psycopg import sql

from bailee.foundation.actors import Actor
from bailee.vault.records import filters
from bailee.vault.records.events import NAMED
from bailee.vault.records.models import Collection, Field


def kept(columns: Iterable[str], row: str) -> sql.Composable:
    """SQL for those columns of the row (an alias) as JSON: column name → text, null for none."""
    listed = [
        sql.SQL("{0}.{1}::text AS {1}").format(sql.Identifier(row), sql.Identifier(name))
        for name in columns
    ]
    if not listed:
        return sql.SQL("'{{}}'::jsonb").format()
    return sql.SQL("(SELECT to_jsonb(kept) FROM (SELECT {}) AS kept)").format(
        sql.SQL(", ").join(listed)
    )


def write(
    collection: Collection,
    kind: LiteralString,
    source: sql.Composable,
    *,
    by: Actor,
    now: datetime,
    by_import: object = None,
) -> sql.Composed:
    """An INSERT of one `Change` per row of `source`, fit for a WITH clause.

    `source`: a FROM item with the columns id, version (that the step made), before, after (as
    `kept` gives them). Only what differs is kept of the latter two.
    """
    return sql.SQL(
        "INSERT INTO records_change (id, collection_id, record_id, version, kind, before, after,"
        " at, by_kind, by_id, by_import_id)"
        " SELECT gen_random_uuid(), {collection}, id, version, {kind}, {before}, {after},"
        " {now}, {by_kind}, {by_id}::uuid, {by_import}::uuid FROM {source}"
    ).format(
        collection=sql.Literal(collection.id),
        kind=sql.Literal(kind),
        before=_differing("before", "after"),
        after=_differing("after", "before"),
        now=sql.Literal(now),
        by_kind=sql.Literal(by.kind),
        by_id=sql.Literal(by.id),
        by_import=sql.Literal(by_import),
        source=source,
    )


def setting(
    collection: Collection,
    condition: sql.Composable,
    values: Mapping[str, sql.Composable],
    *,
    kind: LiteralString = "edited",
    by: Actor,
    now: datetime,
) -> sql.Composed:
    """One statement that locks the records of the condition, sets values by column, notes it.

    Records that hold these values already are left alone. Its one row: how many were set, the
    ids of some (one more than are named), the highest version.
    """
    return sql.SQL(
        "WITH old AS (SELECT t.id, {kept} AS before FROM {table} AS t WHERE {condition}"
        " AND ROW({columns}) IS DISTINCT FROM ROW({values}) FOR UPDATE),"
        " new AS (UPDATE {table} AS t SET version = version + 1, changed_at = {now},"
        " changed_by = {by}, ({columns}) = ROW({values}) FROM old WHERE t.id = old.id"
        " RETURNING t.id, t.version, old.before, {kept} AS after),"
        " noted AS ({note} RETURNING record_id, version)"
        " SELECT count(*), (array_agg(record_id))[1:{most}], max(version) FROM noted"
    ).format(
        kept=kept(values, "t"),
        table=sql.Identifier(collection.table_name),
        condition=condition,
        columns=sql.SQL(", ").join([sql.Identifier(name) for name in values]),
        values=sql.SQL(", ").join(list(values.values())),
        now=sql.Literal(now),
        by=sql.Literal(by.id),
        note=write(collection, kind, sql.SQL("new"), by=by, now=now),
        most=sql.Literal(NAMED + 1),
    )


def shown(field: Field, kept: str) -> str:
    """The kept text as a form shows the value; as it is where the field has another type now."""
    try:
        if field.type == "boolean":
            return {"true": "yes", "false": "no"}.get(kept, kept)
        if field.type == "datetime":
            return datetime.fromisoformat(kept).isoformat()
        if field.type == "json":
            pretty = sql.SQL(
                "SELECT CASE WHEN pg_input_is_valid({0}, 'jsonb')"
                " THEN jsonb_pretty({0}::jsonb) ELSE {0} END"
            )
            return str(filters.fetch(pretty.format(sql.Literal(kept)))[0][0])
    except ValueError:  # the field has been converted since
        return kept
    return kept


def _differing(one: LiteralString, other: LiteralString) -> sql.Composed:
    return sql.SQL(
        "(SELECT coalesce(jsonb_object_agg(key, value), '{{}}') FROM jsonb_each({0})"
        " WHERE value IS DISTINCT FROM {1} -> key)"
    ).format(sql.Identifier(one), sql.Identifier(other))
