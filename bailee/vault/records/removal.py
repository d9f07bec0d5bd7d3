"""Fields and collections that people removed: hidden at once, kept for some days, then dropped.

Until then they are in the archive and can be brought back with every value. A hidden column
asks nothing of new records, and its name is free.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from psycopg import Connection

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.vault.records import collections, events, search, tables
from bailee.vault.records.collections import MAX_FIELDS, MAX_LABEL
from bailee.vault.records.models import Collection, Field

DAYS = 30
KEPT_FOR = timedelta(days=DAYS)


class RemovalError(ValueError):
    """It cannot be removed or brought back; the message says what is in the way."""


def days_left(what: Field | Collection, now: datetime) -> int:
    """Days until it is dropped for good; a day that has begun counts."""
    removed: datetime = what.removed_at or now
    return max(-((now - removed - KEPT_FOR) // timedelta(days=1)), 0)


def field(one: Field, *, by: Actor, now: datetime) -> None:
    """Hides a field. Raises `BusyError`, `FrozenError`."""
    table = one.collection.table_name
    with tables.changing(tenancy.current().schema, table) as raw:
        _relax(raw, table, one.column_name)
        raw.execute(
            "UPDATE records_field SET removed_at = %s, removed_by = %s WHERE id = %s",
            [now, by.id, one.id],
        )
        search.rebuild(raw, table)
    events.tell(one.collection, "shape", ids=None, by=by, now=now)


def bring_field_back(one: Field, *, by: Actor, now: datetime) -> list[str]:
    """Shows a field again; returns sentences on what could not be as it was.

    Raises `RemovalError`, `BusyError`, `FrozenError`.
    """
    collection, said = one.collection, list[str]()
    if one.target is not None and one.target.removed_at is not None:
        raise RemovalError(
            _("It names records of “{label}”. Bring this back first.").format(
                label=one.target.label
            )
        )
    if collection.fields.count() >= MAX_FIELDS:
        raise RemovalError(
            _("A collection has up to {max_fields} fields. Remove one first.").format(
                max_fields=MAX_FIELDS
            )
        )
    taken = {label.casefold() for label in collection.fields.values_list("label", flat=True)}
    label = _free(one.label, taken)
    if label != one.label:
        said.append(_("It is now called “{label}”, because its name is taken.").format(label=label))
    table, column = collection.table_name, one.column_name
    with tables.changing(tenancy.current().schema, table) as raw:
        required = one.required and tables.holds(raw, tables.must, table, column)
        unique = one.unique and tables.holds(raw, tables.once, table, column)
        raw.execute(
            'UPDATE records_field SET removed_at = NULL, removed_by = NULL, "instead_id" = NULL,'
            ' label = %s, required = %s, "unique" = %s WHERE id = %s',
            [label, required, unique, one.id],
        )
        search.rebuild(raw, table)
    if required != one.required:
        said.append(_("It is no longer required: records without a value were added meanwhile."))
    if unique != one.unique:
        said.append(_("Its values may stand more than once: some do by now."))
    events.tell(collection, "shape", ids=None, by=by, now=now)
    return said


def collection(one: Collection, *, by: Actor, now: datetime) -> None:
    """Hides a collection. Raises `RemovalError` while fields of others name its records."""
    naming = Field.objects.filter(target=one, collection__removed_at=None).exclude(collection=one)
    if first := naming.select_related("collection").first():
        raise RemovalError(
            _(
                "“{label}” cannot be removed: the field “{field}” of “{collection}” names"
                " its records. Remove this field first."
            ).format(label=one.label, field=first.label, collection=first.collection.label)
        )
    one.removed_at, one.removed_by = now, by.id
    one.save(update_fields=["removed_at", "removed_by"])
    events.tell(one, "shape", ids=None, by=by, now=now)


def bring_collection_back(one: Collection, *, by: Actor, now: datetime) -> list[str]:
    """Shows a collection again; returns sentences on what could not be as it was.

    Raises `RemovalError`, `FrozenError`.
    """
    gone = Collection.everything.filter(
        referring_fields__in=one.fields.all(), removed_at__isnull=False
    ).exclude(id=one.id)
    if target := gone.first():
        raise RemovalError(
            _("It names records of “{label}”. Bring this back first.").format(label=target.label)
        )
    taken = {label.casefold() for label in Collection.objects.values_list("label", flat=True)}
    label = _free(one.label, taken)
    said = (
        [_("It is now called “{label}”, because its name is taken.").format(label=label)]
        if label != one.label
        else []
    )
    one.label, one.removed_at, one.removed_by = label, None, None
    one.save(update_fields=["label", "removed_at", "removed_by"])
    events.tell(one, "shape", ids=None, by=by, now=now)
    return said


def expire(*, now: datetime) -> int:
    """Drops for good what was removed before the last days; returns how much. Safe to repeat."""
    before = now - KEPT_FOR
    fields = list(Field.everything.filter(removed_at__lte=before).select_related("collection"))
    for one in fields:
        _drop(one)
    gone = _unnamed(list(Collection.everything.filter(removed_at__lte=before)))
    if gone:
        collections.delete(*gone)
    return len(fields) + len(gone)


def _unnamed(old: list[Collection]) -> list[Collection]:
    """Those that only fields among themselves name: the others wait until those are gone."""
    while True:
        outside = Field.everything.filter(target__in=old).exclude(collection__in=old)
        named = set(outside.values_list("target_id", flat=True))
        if not named:
            return old
        old = [one for one in old if one.id not in named]


def _drop(one: Field) -> None:
    """The column with its values, also those that the history and the trash remember."""
    with tables.changing(tenancy.current().schema) as raw:
        tables.drop_column(raw, one.collection.table_name, one.column_name)
        for query in (
            """UPDATE records_change SET before = before - %(column)s, after = after - %(column)s
               WHERE collection_id = %(of)s AND (before ? %(column)s OR after ? %(column)s)""",
            'UPDATE records_trashed SET "row" = "row" - %(column)s WHERE collection_id = %(of)s',
            "UPDATE records_import SET key_id = NULL WHERE key_id = %(field)s",
            "UPDATE records_field SET instead_id = NULL WHERE instead_id = %(field)s",
            "DELETE FROM records_field WHERE id = %(field)s",
        ):
            raw.execute(
                query, {"column": one.column_name, "of": one.collection_id, "field": one.id}
            )


def _relax(raw: Connection, table: str, column: str) -> None:
    tables.require(raw, table, column, required=False)
    tables.drop_once(raw, table, column)


def _free(label: str, taken: set[str]) -> str:
    found, number = label, 1
    while found.casefold() in taken:
        number += 1
        ending = f" ({number})"
        found = label[: MAX_LABEL - len(ending)] + ending
    return found
