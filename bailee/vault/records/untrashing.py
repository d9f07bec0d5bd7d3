"""How rows come back out of the trash: what stands against it, and the statements that do it."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext, gettext_noop
from psycopg import sql

from bailee.foundation.actors import Actor
from bailee.vault.records import changes, filters, relations
from bailee.vault.records.models import Collection, Field

TAKEN_MEANWHILE = gettext_noop(
    "one of its values stands in another record by now, and may stand only once"
)
_REQUIRED = gettext_noop("is required by now, and this record has no value for it")
_UNFIT = gettext_noop("has another type by now, which the value does not fit")
_UNIQUE = gettext_noop(
    "holds a value that stands in another record by now, and may stand only once"
)


def reasons(collection: Collection, which: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Why those records cannot come back, for each that cannot."""
    fields = _fields(collection)
    if not fields or not which:
        return {}
    query = sql.SQL("SELECT record_id, {} FROM records_trashed AS x WHERE {}").format(
        sql.SQL(", ").join([_against(one, which) for one in fields]), _those(which)
    )
    found = {}
    for record, *against in filters.fetch(query):
        why = zip(fields, against, strict=True)
        if named := [f"“{one.label}” {text}." for one, text in why if text]:
            found[record] = named
    return found


def run(collection: Collection, which: Sequence[uuid.UUID], *, by: Actor, now: datetime) -> None:
    """Moves the rows back, notes both steps, sets links again, and forgets them here.

    Raises `IntegrityError` if two of them cannot be there both.
    """
    if not which:
        return
    _insert(collection, which, by=by, now=now)
    _note(collection, which, by=by, now=now)
    for one in _fields(collection):
        if one.type == "relation":
            _remember_missing(one, which)
    for one in Field.everything.filter(type="relation", target=collection):
        _link(one, which, by=by, now=now)
        _link_in_trash(one, which)
    _run(sql.SQL("DELETE FROM records_trashed AS x WHERE {}").format(_those(which)))


def _fields(collection: Collection) -> list[Field]:
    found = Field.everything.filter(collection=collection)
    return list(found.select_related("collection"))


def _those(which: Sequence[uuid.UUID]) -> sql.Composed:
    return sql.SQL("x.record_id = ANY({})").format(sql.Literal(list(which)))


def _text(one: Field) -> sql.Composed:
    """The text kept for the field; where one is required and none was kept, its default."""
    kept = sql.SQL("(x.row ->> {})").format(sql.Literal(one.column_name))
    if one.required and one.removed_at is None and one.default is not None:
        return sql.SQL("coalesce({}, {})").format(kept, sql.Literal(one.default))
    return sql.SQL("{}").format(kept)


def _value(one: Field, which: Sequence[uuid.UUID]) -> sql.Composed:
    """The kept value; of a link only if its record is there, or comes back by the same step."""
    cast = sql.SQL("{}::{}").format(_text(one), sql.SQL(one.kind.column))
    if one.type not in relations.LINKS:
        return cast
    return sql.SQL(
        "CASE WHEN {cast} = ANY({which}) OR EXISTS (SELECT FROM {target} AS other"
        " WHERE other.id = {cast}) THEN {cast} END"
    ).format(
        cast=cast,
        which=sql.Literal(list(which) if one.target_id == one.collection_id else []),
        target=relations.of(one).table,
    )


def _against(one: Field, which: Sequence[uuid.UUID]) -> sql.Composed:
    """SQL for what the field has against the row `x` of the trash; NULL when nothing."""
    text, live = _text(one), one.removed_at is None
    cases = [
        sql.SQL("WHEN NOT pg_input_is_valid({}, {}) THEN {}").format(
            text, sql.Literal(one.kind.column), sql.Literal(gettext(_UNFIT))
        )
    ]
    if one.required and live:
        missing = sql.SQL("WHEN {} IS NULL THEN {}")
        cases.append(missing.format(_value(one, which), sql.Literal(gettext(_REQUIRED))))
    if one.unique and live:
        cases.append(
            sql.SQL("WHEN EXISTS (SELECT FROM {} AS t WHERE t.{} = {}::{}) THEN {}").format(
                sql.Identifier(one.collection.table_name),
                sql.Identifier(one.column_name),
                *(text, sql.SQL(one.kind.column), sql.Literal(gettext(_UNIQUE))),
            )
        )
    return sql.SQL("CASE {} END").format(sql.SQL(" ").join(cases))


def _insert(
    collection: Collection, which: Sequence[uuid.UUID], *, by: Actor, now: datetime
) -> None:
    """The version leaps over the two steps, so that a form opened before finds it changed."""
    fields = _fields(collection)
    query = sql.SQL(
        "INSERT INTO {} (id, version, created_at, created_by, changed_at, changed_by, import_id{})"
        " SELECT record_id, (x.row ->> 'version')::integer + 2,"
        " (x.row ->> 'created_at')::timestamptz, (x.row ->> 'created_by')::uuid, {}, {}::uuid,"
        " (x.row ->> 'import_id')::uuid{} FROM records_trashed AS x WHERE {}"
    ).format(
        sql.Identifier(collection.table_name),
        _all([sql.SQL(", {}").format(sql.Identifier(one.column_name)) for one in fields]),
        *(sql.Literal(now), sql.Literal(by.id)),
        _all([sql.SQL(", {}").format(_value(one, which)) for one in fields]),
        _those(which),
    )
    _run(query)


def _note(collection: Collection, which: Sequence[uuid.UUID], *, by: Actor, now: datetime) -> None:
    """Both steps into the history: into the trash by whoever did it then, and out of it now."""
    query = sql.SQL(
        "INSERT INTO records_change (id, collection_id, record_id, version, kind, before, after,"
        " at, by_kind, by_id) SELECT gen_random_uuid(), {collection}, record_id,"
        " (x.row ->> 'version')::integer + step.number, step.kind, '{{}}', '{{}}', step.at,"
        " step.by_kind, step.by_id FROM records_trashed AS x CROSS JOIN LATERAL (VALUES"
        " (1, 'trashed', x.trashed_at, x.by_kind, x.by_id),"
        " (2, 'untrashed', {now}, {by_kind}, {by}::uuid)"
        ") AS step (number, kind, at, by_kind, by_id) WHERE {those}"
    ).format(
        collection=sql.Literal(collection.id),
        now=sql.Literal(now),
        by_kind=sql.Literal(by.kind),
        by=sql.Literal(by.id),
        those=_those(which),
    )
    _run(query)


def _remember_missing(one: Field, which: Sequence[uuid.UUID]) -> None:
    """A link to a record that lies in the trash itself is set when that one comes back."""
    query = sql.SQL(
        "UPDATE records_trashed AS other SET links = links || jsonb_build_object({name},"
        " coalesce(links -> {name}, '[]') || found.ids) FROM (SELECT x.row ->> {name} AS target,"
        " jsonb_agg(x.record_id) AS ids FROM records_trashed AS x WHERE {those} GROUP BY 1)"
        " AS found WHERE other.record_id = found.target::uuid"
        " AND other.record_id <> ALL({which})"
    ).format(
        name=sql.Literal(one.column_name),
        those=_those(which),
        which=sql.Literal(list(which)),
    )
    _run(query)


_LINKS = """(SELECT x.record_id AS target, jsonb_array_elements_text(x.links -> {name})::uuid AS id
    FROM records_trashed AS x WHERE {those}) AS found"""


def _link(one: Field, which: Sequence[uuid.UUID], *, by: Actor, now: datetime) -> None:
    """Sets the links again that were taken away, where nothing else was set meanwhile."""
    query = sql.SQL(
        "WITH old AS (SELECT t.id, found.target, {kept} AS before FROM {table} AS t JOIN {links}"
        " ON t.id = found.id WHERE t.{column} IS NULL),"
        " new AS (UPDATE {table} AS t SET {column} = old.target, version = version + 1,"
        " changed_at = {now}, changed_by = {by}::uuid FROM old WHERE t.id = old.id"
        " AND t.{column} IS NULL RETURNING t.id, t.version, old.before, {kept} AS after) {note}"
    ).format(
        kept=changes.kept([one.column_name], "t"),
        table=sql.Identifier(one.collection.table_name),
        links=sql.SQL(_LINKS).format(name=sql.Literal(one.column_name), those=_those(which)),
        column=sql.Identifier(one.column_name),
        now=sql.Literal(now),
        by=sql.Literal(by.id),
        note=changes.write(one.collection, "linked", sql.SQL("new"), by=by, now=now),
    )
    _run(query)


def _link_in_trash(one: Field, which: Sequence[uuid.UUID]) -> None:
    """The same for records that went to the trash themselves after their link was taken."""
    query = sql.SQL(
        "UPDATE records_trashed AS t SET row = t.row || jsonb_build_object({name}, found.target)"
        " FROM {links} WHERE t.record_id = found.id AND t.row ->> {name} IS NULL"
    ).format(
        name=sql.Literal(one.column_name),
        links=sql.SQL(_LINKS).format(name=sql.Literal(one.column_name), those=_those(which)),
    )
    _run(query)


def _all(parts: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL("").join(parts)


def _run(query: sql.Composed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query)
