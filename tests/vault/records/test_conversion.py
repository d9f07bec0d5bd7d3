"""Another type for a field: nothing is lost unseen, and everything comes back."""

import uuid
from datetime import datetime

import pytest
from django.db import connection

from bailee.vault.records import (
    collections,
    conversion,
    fields,
    listing,
    records,
    removal,
    search,
    trash,
)
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Collection, Field
from bailee.vault.records.obstacles import ObstacleError
from tests.cast import Vault
from tests.vault.records.conftest import as_text


def keep(vault: Vault, now: datetime, kind: str, *texts: str, **more: object) -> Field:
    """The one field of a new collection with these values."""
    new = NewField("Value", kind, **more)  # type: ignore[arg-type]  # as each test needs it
    made = collections.create(label="Things", fields=[new], by=vault.ada.actor, now=now)
    field = made.fields.get()
    for text in texts:
        records.add(made, {str(field.id): text}, by=vault.ben.actor, now=now)
    return field


def values(field: Field) -> list[str | None]:
    return [row[0] for row in as_text(field.collection)]


FITTING = [
    ("text", "integer", "12", "12"),
    ("integer", "text", "12", "12"),
    ("decimal", "integer", "5.00", "5"),
    ("integer", "decimal", "5", "5"),
    ("text", "boolean", "yes", "true"),
    ("boolean", "text", "yes", "yes"),
    ("boolean", "integer", "no", "0"),
    ("datetime", "date", "2026-05-01T00:00:00Z", "2026-05-01"),
    ("datetime", "text", "2026-05-01T12:30:00.5Z", "2026-05-01T12:30:00.5+00"),
    ("date", "datetime", "2026-05-01", None),
    ("text", "long_text", "plain", "plain"),
    ("json", "text", '{"a": 1.50}', '{"a": 1.50}'),
    ("text", "json", "[1, 2]", "[1, 2]"),
]


@pytest.mark.parametrize(("kind", "to", "text", "converted"), FITTING)
def test_value_is_converted_or_shown_as_lost(
    acme: Vault, now: datetime, kind: str, to: str, text: str, converted: str | None
) -> None:
    by = acme.ada.actor
    with acme.inside():
        field = keep(acme, now, kind, text)
        dry = conversion.try_out(field, NewField("Value", to))
        assert (dry.filled, dry.lost) == (1, 0 if converted else 1)
        conversion.convert(field, NewField("Value", to), leave_empty=True, by=by, now=now)
        assert (field.type, values(field)) == (to, [converted])


def test_dry_run_lists_every_value_that_would_be_lost(acme: Vault, now: datetime) -> None:
    with acme.inside():
        field = keep(acme, now, "text", "1", "007", *(f"no {place}" for place in range(60)))
        first = conversion.try_out(field, NewField("Value", "integer"))
        rest = conversion.try_out(field, NewField("Value", "integer"), after=first.next)
        assert (first.filled, first.lost, len(first.page)) == (62, 61, 50)
        assert [one.value for one in (*first.page, *rest.page)] == [
            "007",
            *(f"no {place}" for place in range(60)),
        ]
        assert rest.next == ""
        assert first.page[0].reason == "not a whole number (digits only, no leading zero)"
        assert (field.type, values(field)[:2]) == ("text", ["1", "007"])


def test_conversion_that_loses_is_refused_until_agreed(acme: Vault, now: datetime) -> None:
    by = acme.ada.actor
    with acme.inside():
        field = keep(acme, now, "text", "1", "one")
        with pytest.raises(ObstacleError, match="1 values do not fit"):
            conversion.convert(
                field, NewField("Value", "integer"), leave_empty=False, by=by, now=now
            )
        field.refresh_from_db()
        assert (field.type, values(field)) == ("text", ["1", "one"])
        assert Field.everything.count() == 1
        lost = conversion.convert(
            field, NewField("Value", "integer"), leave_empty=True, by=by, now=now
        )
        assert (lost, field.type, values(field)) == (1, "integer", ["1", None])


def test_required_field_is_not_left_empty(acme: Vault, now: datetime) -> None:
    by = acme.ada.actor
    with acme.inside():
        field = keep(acme, now, "text", "one", required=True)
        asked = NewField("Value", "integer", required=True)
        with pytest.raises(ObstacleError, match="Take “unique” or “required” away"):
            conversion.convert(field, asked, leave_empty=True, by=by, now=now)
        field.refresh_from_db()
        assert (field.type, values(field), Field.everything.count()) == ("text", ["one"], 1)


def test_undone_conversion_has_the_old_values_and_the_new_ones(acme: Vault, now: datetime) -> None:
    by = acme.ada.actor
    with acme.inside():
        field = keep(acme, now, "text", "1", "one", "3", unique=True)
        asked = NewField("Value", "integer", unique=True, indexed=True)
        conversion.convert(field, asked, leave_empty=True, by=by, now=now)
        key = str(field.id)
        records.add(field.collection, {key: "4"}, by=by, now=now)
        [third] = [one for one in _ids(field.collection) if one[1] == "3"]
        records.edit(field.collection, third[0], {key: "30"}, version=1, by=by, now=now)
        copy = Field.everything.get(instead=field)
        assert (copy.type, copy.removed_at) == ("text", now)
        assert conversion.undo(copy, by=by, now=now) == 0
        field.refresh_from_db()
        assert (field.type, field.unique) == ("text", True)
        assert values(field) == ["1", "one", "30", "4"]
        hidden = Field.everything.get(instead=field)
        assert hidden.type == "integer"


def _ids(collection: Collection) -> list[tuple[uuid.UUID, str | None]]:
    rows = listing.page(collection, listing.Query()).rows
    return [(row.id, None if row.values[0] is None else str(row.values[0])) for row in rows]


def test_texts_become_links_and_links_titles(acme: Vault, fleet: Collection, now: datetime) -> None:
    by = acme.ada.actor
    with acme.inside():
        name = str(fleet.fields.get(label="Name").id)
        heron = records.add(fleet, {name: "Heron"}, by=by, now=now)
        field = keep(acme, now, "text", "Heron", "Gull", "")
        asked = NewField("Value", "relation", target=fleet.id)
        dry = conversion.try_out(field, asked)
        assert [(one.value, one.reason) for one in dry.page] == [
            ("Gull", "there is no record in “Fleet” that is called so")
        ]
        conversion.convert(field, asked, leave_empty=True, by=by, now=now)
        assert values(field) == [str(heron), None, None]
        conversion.convert(field, NewField("Value", "text"), leave_empty=False, by=by, now=now)
        assert values(field) == ["Heron", None, None]


def test_few_texts_become_choices(acme: Vault, now: datetime) -> None:
    by = acme.ada.actor
    with acme.inside():
        field = keep(acme, now, "text", "open", "paid", "open")
        found = conversion.choices_of(field)
        asked = NewField("Value", "choice", choices=found)
        assert conversion.convert(field, asked, leave_empty=False, by=by, now=now) == 0
        assert (field.choices, values(field)) == (["open", "paid"], ["open", "paid", "open"])


def test_copy_of_a_conversion_can_come_back_beside_the_field(acme: Vault, now: datetime) -> None:
    by = acme.ada.actor
    with acme.inside():
        field = keep(acme, now, "text", "1", "one")
        conversion.convert(field, NewField("Value", "integer"), leave_empty=True, by=by, now=now)
        said = removal.bring_field_back(Field.everything.get(instead=field), by=by, now=now)
        assert said == ["It is now called “Value (2)”, because its name is taken."]
        assert as_text(field.collection) == [("1", "1"), (None, "one")]


def test_record_in_the_trash_is_converted_with_the_others(acme: Vault, now: datetime) -> None:
    by = acme.ada.actor
    with acme.inside():
        field = keep(acme, now, "text", "12", "many")
        collection = field.collection
        ids = [row.id for row in listing.page(collection, listing.Query()).rows]
        for one in ids:
            records.trash(collection, one, by=by, now=now)
        conversion.convert(field, NewField("Value", "integer"), leave_empty=True, by=by, now=now)
        trash.restore(collection, ids, by=by, now=now)
        assert values(field) == ["12", None]
        for one in ids:
            records.trash(collection, one, by=by, now=now)
        conversion.undo(copy_of(field), by=by, now=now)
        trash.restore(collection, ids, by=by, now=now)
        field.refresh_from_db()
        assert (field.type, values(field)) == ("text", ["12", "many"])


def test_value_changed_since_and_trashed_is_taken_back_as_it_was_last(
    acme: Vault, now: datetime
) -> None:
    by = acme.ada.actor
    with acme.inside():
        field = keep(acme, now, "text", "12")
        collection = field.collection
        conversion.convert(field, NewField("Value", "integer"), leave_empty=True, by=by, now=now)
        (row,) = listing.page(collection, listing.Query()).rows
        records.edit(collection, row.id, {str(field.id): "13"}, version=row.version, by=by, now=now)
        records.trash(collection, row.id, by=by, now=now)
        conversion.undo(copy_of(field), by=by, now=now)
        trash.restore(collection, [row.id], by=by, now=now)
        field.refresh_from_db()
        assert values(field) == ["13"]


def test_fast_search_follows_a_converted_field(acme: Vault, now: datetime) -> None:
    by = acme.ada.actor
    with acme.inside():
        field = keep(acme, now, "text", "12", "13")
        fields.add(field.collection, NewField("Name", "text"), by=by, now=now)
        search.index(field.collection, searched=True)
        whole = indexed(field.collection)
        conversion.convert(field, NewField("Value", "integer"), leave_empty=False, by=by, now=now)
        assert indexed(field.collection) != whole
        conversion.undo(copy_of(field), by=by, now=now)
        assert indexed(field.collection) == whole


def copy_of(field: Field) -> Field:
    """The hidden column from before the conversion."""
    return Field.everything.get(instead=field)


def indexed(collection: Collection) -> str:
    """What the index for fast search covers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s",
            [f"{collection.table_name}_search"],
        )
        found: str = cursor.fetchone()[0]
    return found
