"""What is asked of values: by forms, of records that are there, and what cannot be asked."""

from datetime import datetime

import pytest

from bailee.vault.records import collections, fields, records
from bailee.vault.records.collections import LabelError, NewField
from bailee.vault.records.copies import as_asked
from bailee.vault.records.demands import DemandError
from bailee.vault.records.models import Collection
from bailee.vault.records.obstacles import ObstacleError
from bailee.vault.records.records import RecordError
from tests.cast import Vault
from tests.vault.records.conftest import as_text

SCHEMA = '{"type": "object", "required": ["flag"], "properties": {"flag": {"pattern": "^[A-Z]"}}}'


def why(vault: Vault, collection: Collection, label: str, text: str, now: datetime) -> str:
    """Why a record with this one value is refused, or nothing."""
    key = str(collection.fields.get(label=label).id)
    try:
        records.add(collection, {key: text}, by=vault.ben.actor, now=now)
    except RecordError as error:
        return error.reasons[key]
    return ""


@pytest.fixture
def bounded(acme: Vault, now: datetime) -> Collection:
    new = [
        NewField("Number", "text", unique=True, rules={"pattern": r"SO-[0-9]+"}),
        NewField("Crew", "integer", rules={"min": "1", "max": "12"}, default="3"),
        NewField("Fee", "decimal", rules={"max": "10.50"}),
        NewField("From", "date", rules={"min": "2026-01-01"}),
        NewField("At", "datetime", rules={"max": "2026-12-31T00:00:00Z"}),
        NewField("Code", "text", rules={"min_length": "2", "max_length": 3}),
        NewField("Papers", "json", rules={"schema": SCHEMA}),
    ]
    with acme.inside():
        return collections.create(label="Orders", fields=new, by=acme.ada.actor, now=now)


REFUSED = [
    ("Number", "SO-x", "does not fit the pattern SO-[0-9]+"),
    ("Crew", "0", "less than 1"),
    ("Crew", "13", "more than 12"),
    ("Crew", "9999999999999999999", "too large; “Decimal” has room for it"),
    ("Fee", "10.500001", "more than 10.50"),
    ("From", "2025-12-31", "before 2026-01-01"),
    ("At", "2027-01-01T00:00:00+02:00", "after 2026-12-31T00:00:00Z"),
    ("Code", "a", "shorter than 2 characters"),
    ("Code", "abcd", "longer than 3 characters"),
    ("Papers", "{}", "does not fit the schema: 'flag' is a required property"),
    (
        "Papers",
        '{"flag": "gb"}',
        "does not fit the schema at /flag: 'gb' does not match '^[A-Z]'",
    ),
]


@pytest.mark.parametrize(("label", "text", "reason"), REFUSED)
def test_value_beyond_a_rule_is_refused(
    acme: Vault, bounded: Collection, now: datetime, label: str, text: str, reason: str
) -> None:
    with acme.inside():
        assert why(acme, bounded, label, text, now) == reason


def test_value_within_the_rules_is_kept(acme: Vault, bounded: Collection, now: datetime) -> None:
    good = {"Number": "SO-7", "Crew": "12", "Fee": "10.5", "From": "2026-01-01", "Code": "été"}
    good |= {"At": "2026-12-31T00:00Z", "Papers": '{"flag": "GB"}'}
    with acme.inside():
        for label, text in good.items():
            assert why(acme, bounded, label, text, now) == ""


def test_default_fills_what_is_not_given(acme: Vault, bounded: Collection, now: datetime) -> None:
    with acme.inside():
        key = str(bounded.fields.get(label="Crew").id)
        records.add(bounded, {}, by=acme.ben.actor, now=now)
        records.add(bounded, {key: ""}, by=acme.ben.actor, now=now)
        assert [row[1] for row in as_text(bounded)] == ["3", None]


def test_unique_value_stands_once(acme: Vault, bounded: Collection, now: datetime) -> None:
    with acme.inside():
        assert why(acme, bounded, "Number", "SO-7", now) == ""
        said = "“SO-7” is there already in another record"
        assert why(acme, bounded, "Number", "SO-7", now) == said
        key = str(bounded.fields.get(label="Number").id)
        made = records.add(bounded, {key: "SO-8"}, by=acme.ben.actor, now=now)
        records.edit(bounded, made, {key: "SO-9"}, version=1, by=acme.ben.actor, now=now)
        with pytest.raises(RecordError) as refused:
            records.edit(bounded, made, {key: "SO-7"}, version=2, by=acme.ben.actor, now=now)
        assert refused.value.reasons == {key: said}


BAD = [
    (
        NewField("X", "integer", rules={"min": "x"}),
        "min",
        "a value of the field's own type",
    ),
    (NewField("X", "integer", rules={"min": "3", "max": "2"}), "max", "greatest is less than"),
    (NewField("X", "date", rules={"min": "2026-02-30"}), "min", "no such day"),
    (NewField("X", "text", rules={"max_length": "-1"}), "max_length", "Give a whole number"),
    (NewField("X", "text", rules={"pattern": "("}), "pattern", "parentheses"),
    (NewField("X", "text", rules={"pattern": r"(a)\1"}), "pattern", "refer back"),
    (NewField("X", "text", rules={"pattern": "a" * 201}), "pattern", "up to 200"),
    (NewField("X", "text", rules={"pattern": "((a{1,255}){1,255}){1,255}"}), "pattern", "pattern"),
    (NewField("X", "json", rules={"schema": "["}), "schema", "not JSON: line 1, column 2"),
    (NewField("X", "json", rules={"schema": '{"type": "x"}'}), "schema", "At type"),
    (NewField("X", "json", rules={"schema": '{"pattern": "("}'}), "schema", "At pattern"),
    (
        NewField("X", "json", rules={"schema": '{"$ref": "https://a"}'}),
        "schema",
        "elsewhere",
    ),
    (NewField("X", "integer", default="x"), "default", "not a whole number"),
    (NewField("X", "text", default="x", unique=True), "default", "cannot have a default"),
    (NewField("X", "choice", choices=[" "]), "choices", "at least one"),
    (NewField("X", "choice", choices=["a"], default="b"), "default", "not one of the choices"),
    (NewField("X", "relation"), "target", "Choose the collection"),
    (NewField("X", "spell"), "type", "no such type"),
]


@pytest.mark.parametrize(("asked", "name", "reason"), BAD)
def test_demand_that_cannot_be_is_refused(
    acme: Vault, fleet: Collection, now: datetime, asked: NewField, name: str, reason: str
) -> None:
    with acme.inside():
        with pytest.raises(DemandError) as refused:
            fields.add(fleet, asked, by=acme.ada.actor, now=now)
        assert list(refused.value.reasons) == [name]
        assert reason in refused.value.reasons[name]


def test_new_demand_names_the_records_in_its_way(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    with acme.inside():
        name, built, papers = (fleet.fields.get(label=one) for one in ("Name", "Built", "Papers"))
        for text, year in (("Heron", "1998"), ("Heron", ""), ("Tern", "2020")):
            values = {str(name.id): text, str(built.id): year, str(papers.id): "[1]"}
            records.add(fleet, values, by=acme.ada.actor, now=now)
        asked = {
            name: NewField("Name", "text", required=True, unique=True),
            built: NewField("Built", "integer", required=True),
            papers: NewField("Papers", "json", rules={"schema": '{"type": "object"}'}),
        }
        found = {}
        for field, new in asked.items():
            with pytest.raises(ObstacleError, match="in the way") as refused:
                fields.change(field, new)
            first = [(one.value, one.reason) for one in refused.value.first]
            found[field.label] = (refused.value.total, first)
        assert found == {
            "Name": (2, [("Heron", "stands more than once")] * 2),
            "Built": (1, [(None, "has no value")]),
            "Papers": (3, [("[1]", "does not fit the schema: [1] is not of type 'object'")] * 3),
        }
        with pytest.raises(ObstacleError) as refused:
            fields.change(built, NewField("Built", "integer", rules={"min": "2000"}))
        assert [one.value for one in refused.value.first] == ["1998"]


def test_changed_field_asks_it_of_new_records(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    with acme.inside():
        built = fleet.fields.get(label="Built")
        fields.change(
            built, NewField("Year", "integer", unique=True, description="Keel", default=None)
        )
        assert (built.label, built.unique, built.description) == ("Year", True, "Keel")
        assert as_asked(built).indexed is False


def test_fields_are_put_in_order(acme: Vault, fleet: Collection) -> None:
    with acme.inside():
        one = {field.label: field.id for field in fleet.fields.all()}
        fields.order(fleet, [one["State"], one["Name"]])
        labels = [field.label for field in fleet.fields.all()]
        assert labels == ["State", "Name", "Built", "Length", "Papers"]


def test_required_field_with_a_default_fills_the_records_that_are_there(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    with acme.inside():
        key = str(fleet.fields.get(label="Name").id)
        records.add(fleet, {key: "Heron"}, by=acme.ada.actor, now=now)
        new = NewField("Flag", "text", required=True, default="GB")
        fields.add(fleet, new, by=acme.ada.actor, now=now)
        assert as_text(fleet)[0][-1] == "GB"


def test_collection_takes_no_more_than_its_limit(acme: Vault, now: datetime) -> None:
    by = acme.ada.actor
    new = [NewField(f"F {number}", "text") for number in range(501)]
    with acme.inside():
        with pytest.raises(LabelError, match="up to 500 fields"):
            collections.create(label="Wide", fields=new, by=by, now=now)
        wide = collections.create(label="Wide", fields=new[:500], by=by, now=now)
        with pytest.raises(LabelError, match="up to 500 fields"):
            fields.add(wide, new[500], by=by, now=now)
