"""Giving a field another type: a dry run that shows what does not fit, the conversion, its undoing.

The new values go into a new column. The old one stays hidden as a removed field (`removal.py`)
until its days are over; undoing takes it back. People read on while a conversion runs; who
writes waits, and then meets the new type.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _
from psycopg import Connection, errors, sql

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.people import languages
from bailee.vault.records import copies, demands, events, relations, search, tables, types
from bailee.vault.records.demands import MAX_CHOICES, NewField
from bailee.vault.records.models import Field
from bailee.vault.records.obstacles import ObstacleError, as_text

PAGE = 50  # values that do not fit, shown at a time
_SHOWN = 200  # characters of each


@dataclass(frozen=True)
class Lost:
    """One value that the new type cannot keep."""

    id: uuid.UUID
    value: str
    reason: str


@dataclass(frozen=True)
class DryRun:
    """What a conversion would do: `lost` of `filled` values do not fit. `next` begins a page."""

    filled: int
    lost: int
    page: Sequence[Lost]
    next: str


def choices_of(field: Field) -> tuple[str, ...]:
    """The different values of a field as texts: the choices that it could become.

    One more than a choice may have says that there are too many.
    """
    query = sql.SQL("SELECT DISTINCT {0} FROM {1} WHERE {0} <> '' ORDER BY 1 LIMIT {2}").format(
        as_text(field.type, sql.Identifier(field.column_name)),
        sql.Identifier(field.collection.table_name),
        sql.Literal(MAX_CHOICES + 1),
    )
    with tenancy.owner(tenancy.current().schema) as raw:
        return tuple(text for (text,) in raw.execute(query).fetchall())


def try_out(field: Field, asked: NewField, *, after: str = "") -> DryRun:
    """What would be lost; changes nothing. Raises `DemandError`."""
    asked = demands.clean(asked)
    table = sql.Identifier(field.collection.table_name)
    with tenancy.owner(tenancy.current().schema) as raw:
        way = _way(raw, _standing(field), asked, field)
        count = sql.SQL("SELECT count({}), count(*) FILTER (WHERE {} IS NOT NULL) FROM {}").format(
            way.column, way.reason, table
        )
        filled, lost = raw.execute(count).fetchone() or (0, 0)
        beyond = uuid.UUID(after) if after else uuid.UUID(int=0)
        page = sql.SQL(
            "SELECT id, left({}, {}), {} FROM {} WHERE id > {} AND {} IS NOT NULL"
            " ORDER BY id LIMIT {}"
        ).format(
            *(way.text, sql.Literal(_SHOWN), way.reason, table, sql.Literal(beyond), way.reason),
            sql.Literal(PAGE + 1),
        )
        found = [Lost(*row) for row in raw.execute(page).fetchall()]
        raw.rollback()
    more = str(found[PAGE - 1].id) if len(found) > PAGE else ""
    return DryRun(filled, lost, found[:PAGE], more)


def convert(field: Field, asked: NewField, *, leave_empty: bool, by: Actor, now: datetime) -> int:
    """Converts; returns how many values do not fit and are left empty, if that is agreed.

    Raises `DemandError`, `BusyError`, `FrozenError`, and `ObstacleError` for values that do not
    fit without `leave_empty`, or that a demand on the new field is in the way of.
    """
    schema, collection = tenancy.current().schema, field.collection
    asked = demands.clean(replace(asked, label=field.label))
    with tables.changing(schema, collection.table_name) as raw:
        copy = copies.begin(raw, field, asked, by=by, now=now)
    try:
        with tables.changing(schema, collection.table_name) as raw:
            lost = _fill(raw, field, asked, copy.column, leave_empty=leave_empty)
            _fill_trash(raw, field, asked, copy.column)
            copies.take(raw, field, copy, by=by, now=now)
            search.rebuild(raw, collection.table_name)
    except BaseException as error:
        with tables.changing(schema, collection.table_name) as raw:
            copies.give_up(raw, collection, copy)
        if isinstance(error, errors.NotNullViolation | errors.UniqueViolation):
            raise ObstacleError(gettext(_IN_THE_WAY)) from None
        raise
    field.refresh_from_db()
    events.tell(collection, "shape", ids=None, by=by, now=now)
    return lost


def undo(copy: Field, *, by: Actor, now: datetime) -> int:
    """Takes the old column back in place of the one that it was converted to.

    What was written since is converted back where it fits; returns how many values do not. They
    stay in the other column, hidden in its turn. Raises `BusyError`, `FrozenError`.
    """
    field, collection = copy.instead, copy.collection
    if field is None or copy.removed_at is None:
        raise ValueError("this is no field's copy from before a conversion")
    with tables.changing(tenancy.current().schema, collection.table_name) as raw:
        lost = _take_back(raw, field, copy)
        _take_back_trash(raw, field, copy)
        copies.swap(raw, field, copy, by=by, now=now)
        search.rebuild(raw, collection.table_name)
    events.tell(collection, "shape", ids=None, by=by, now=now)
    return lost


@dataclass(frozen=True)
class _Values:
    """Where values of a field are read: a column in SQL, and the rows that have it."""

    column: sql.Composable
    rows: sql.Composable


def _standing(field: Field) -> _Values:
    table = field.collection.table_name
    return _Values(sql.Identifier(table, field.column_name), sql.Identifier(table))


def _lying(field: Field) -> _Values:
    """What the trash keeps of the field, as the values that they were."""
    column = sql.SQL("(x.row ->> {})::{}").format(
        sql.Literal(field.column_name), sql.SQL(field.kind.column)
    )
    rows = sql.SQL("(SELECT * FROM records_trashed WHERE collection_id = {}) AS x")
    return _Values(column, rows.format(sql.Literal(field.collection_id)))


@dataclass(frozen=True)
class _Way:
    """From a column to another type, as SQL: its text, why it does not fit, the new value."""

    column: sql.Composable
    text: sql.Composable
    reason: sql.Composable
    value: sql.Composable


_IN_THE_WAY = gettext_noop(
    "Some values would stand twice, or some records would have none, and the field does"
    " not allow it. Take “unique” or “required” away from it first."
)


def _way(
    raw: Connection[Any], values: _Values, asked: NewField, field: Field, mark: str = "a"
) -> _Way:
    """`mark` tells two ways of one transaction apart."""
    text = _text(field.type, values.column, asked.type, field)
    if asked.type in relations.LINKS and field.type not in relations.LINKS:
        texts = sql.SQL("SELECT {} AS text FROM {}").format(text, values.rows)
        there = relations.target(asked.type, asked.target)
        named = relations.named(raw, f"named_{mark}", texts, there)
        return _Way(values.column, text, named.reason(text, required=False), named.value(text))
    why = types.reason(
        asked.kind, text, required=False, options=list(asked.choices), rules=asked.rules
    )
    return _Way(values.column, text, why, asked.kind.cast(text))


def _text(kind: str, name: sql.Composable, to: str, field: Field) -> sql.Composable:
    """The value as a text that the other type reads; exact, or as what it is and so refused."""
    plain = as_text(kind, name)
    if kind in relations.LINKS and to not in relations.LINKS:
        return sql.SQL("(SELECT t.title FROM ({}) t WHERE t.id = {})").format(
            relations.all_titles(field), name
        )
    if kind == "decimal" and to == "integer":
        return sql.SQL("CASE WHEN {0} = trunc({0}) THEN trunc({0})::text ELSE {1} END").format(
            name, plain
        )
    if kind == "datetime" and to == "date":
        day = sql.SQL("({} AT TIME ZONE 'UTC')").format(name)
        return sql.SQL("CASE WHEN {0} = {0}::date THEN {0}::date::text ELSE {1} END").format(
            day, plain
        )
    if kind == "boolean" and to in {"integer", "decimal"}:
        return sql.SQL("{}::integer::text").format(name)
    return plain


def _fill(
    raw: Connection[Any], field: Field, asked: NewField, into: str, *, leave_empty: bool
) -> int:
    """Writes the converted values; returns how many do not fit. Raises `ObstacleError`."""
    table = field.collection.table_name
    way = _way(raw, _standing(field), asked, field)
    counted = sql.SQL("SELECT count(*) FILTER (WHERE {} IS NOT NULL) FROM {}").format(
        way.reason, sql.Identifier(table)
    )
    (lost,) = raw.execute(counted).fetchone() or (0,)
    if lost and not leave_empty:
        raise ObstacleError(
            _("{lost} values do not fit.").format(lost=languages.usual().number(lost)), lost
        )
    raw.execute(
        sql.SQL("UPDATE {} SET {} = {} WHERE {} IS NOT NULL AND {} IS NULL").format(
            sql.Identifier(table), sql.Identifier(into), way.value, way.column, way.reason
        )
    )
    return int(lost)


def _fill_trash(raw: Connection[Any], field: Field, asked: NewField, into: str) -> None:
    """The same for what lies in the trash; a value that does not fit stays in the old column."""
    way = _way(raw, _lying(field), asked, field, "t")
    there = sql.SQL("{} IS NOT NULL AND {} IS NULL").format(way.column, way.reason)
    _write_trash(raw, field, into, way.value, there)


def _take_back(raw: Connection[Any], field: Field, copy: Field) -> int:
    """Converts what was written since into the old column; returns how many values do not fit."""
    since, back = _since(raw, field, copy, _standing)
    table = sql.Identifier(field.collection.table_name)
    count = sql.SQL("SELECT count({}) FROM {} WHERE {}").format(back.reason, table, since)
    (lost,) = raw.execute(count).fetchone() or (0,)
    raw.execute(
        sql.SQL("UPDATE {} SET {} = {} WHERE {}").format(
            table, sql.Identifier(copy.column_name), _where_it_fits(back), since
        )
    )
    return int(lost)


def _take_back_trash(raw: Connection[Any], field: Field, copy: Field) -> None:
    since, back = _since(raw, field, copy, _lying)
    _write_trash(raw, field, copy.column_name, _where_it_fits(back), since)


def _since(
    raw: Connection[Any], field: Field, copy: Field, place: Callable[[Field], _Values]
) -> tuple[sql.Composed, _Way]:
    """Which rows were written since the conversion, and the way back of their values."""
    mark = place.__name__
    there = _way(raw, place(copy), copies.as_asked(field), copy, f"there{mark}")
    back = _way(raw, place(field), copies.as_asked(copy), field, f"back{mark}")
    since = sql.SQL("{} IS DISTINCT FROM CASE WHEN {} IS NULL THEN {} END")
    return since.format(back.column, there.reason, there.value), back


def _where_it_fits(way: _Way) -> sql.Composed:
    return sql.SQL("CASE WHEN {} IS NULL THEN {} END").format(way.reason, way.value)


def _write_trash(
    raw: Connection[Any],
    field: Field,
    into: str,
    value: sql.Composable,
    condition: sql.Composable,
) -> None:
    """Sets one column of the rows in the trash, as text (`changes.kept`)."""
    raw.execute(
        sql.SQL(
            "UPDATE records_trashed AS x SET row = x.row || jsonb_build_object({}, ({})::text)"
            " WHERE x.collection_id = {} AND {}"
        ).format(sql.Literal(into), value, sql.Literal(field.collection_id), condition)
    )
