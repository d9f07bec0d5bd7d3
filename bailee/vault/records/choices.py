"""The choices of a field: added, renamed with the values in the records, put in order, removed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg import sql

from bailee.foundation.actors import Actor
from bailee.people import languages
from bailee.vault.records import changes, conversion, copies, demands, events, filters, tables
from bailee.vault.records.demands import DemandError
from bailee.vault.records.models import Field
from bailee.vault.records.obstacles import ObstacleError


@dataclass(frozen=True)
class Choice:
    """One line of the list to be: what it was called, "" if it is new, and what it is called."""

    before: str
    after: str


def used(field: Field) -> dict[str, int]:
    """How many records have each choice."""
    query = sql.SQL("SELECT {0}, count(*) FROM {1} WHERE {0} IS NOT NULL GROUP BY 1").format(
        sql.Identifier(field.column_name), sql.Identifier(field.collection.table_name)
    )
    return dict(filters.fetch(query))


def change(
    field: Field, wanted: Sequence[Choice], *, leave_empty: bool, by: Actor, now: datetime
) -> int:
    """Makes the list so; returns how many records lost a choice that was removed.

    They are left without a value if that is agreed, and what they had is kept as a removed field.
    Raises `DemandError`, `BusyError`, `FrozenError`, and `ObstacleError` for records that have a
    removed choice without `leave_empty`.
    """
    cleaned = [Choice(one.before, " ".join(one.after.split())) for one in wanted]
    names = [one.after for one in cleaned]
    asked = demands.clean(replace(copies.as_asked(field), choices=names))
    if len(asked.choices) < len(names):
        raise DemandError({"choices": _("Two choices have the same name, or one has none.")})
    renamed = {one.before: one.after for one in cleaned if one.before not in {"", one.after}}
    if not set(renamed) <= set(field.choices):
        raise DemandError({"choices": _("Somebody changed the list meanwhile. Look at it anew.")})
    removed = [one for one in field.choices if one not in {kept.before for kept in cleaned}]
    lost = sum(count for one, count in used(field).items() if one in removed)
    if lost and not leave_empty:
        raise ObstacleError(_in_use(lost), lost)
    _rename(field, renamed, [*names, *removed], by=by, now=now)
    if lost:
        lost = conversion.convert(field, asked, leave_empty=True, by=by, now=now)
    field.choices = names
    field.save(update_fields=["choices"])
    events.tell(field.collection, "shape", ids=None, by=by, now=now)
    return lost


def _rename(
    field: Field, renamed: dict[str, str], names: Sequence[str], *, by: Actor, now: datetime
) -> None:
    """All at once: two choices may exchange their names. Each record keeps the step."""
    with transaction.atomic():
        tables.hold(field.collection.table_name)
        field.choices = list(dict.fromkeys(names))
        if field.default in renamed:
            field.default = renamed[field.default]
        field.save(update_fields=["choices", "default"])
        if renamed:
            column = sql.Identifier("t", field.column_name)
            cases = [
                sql.SQL("WHEN {} THEN {}").format(sql.Literal(old), sql.Literal(new))
                for old, new in renamed.items()
            ]
            value = sql.SQL("CASE {} {} END").format(column, sql.SQL(" ").join(cases))
            condition = sql.SQL("{} = ANY({})").format(column, sql.Literal(list(renamed)))
            values = {field.column_name: value}
            filters.fetch(changes.setting(field.collection, condition, values, by=by, now=now))


def _in_use(lost: int) -> str:
    words = ngettext(
        "{count} record has a choice that you removed.",
        "{count} records have a choice that you removed.",
        lost,
    )
    return words.format(count=languages.usual().number(lost))
