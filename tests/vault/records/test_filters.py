"""Filters: whatever tree of conditions is asked, the list holds what a plain reading says."""

import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bailee.vault.records import collections, filters, listing, records
from bailee.vault.records.collections import NewField
from bailee.vault.records.filters import Filter, Group, ListingError, Part
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Collection
from tests.cast import Vault

WORDS = ["Heron", "grey HERON", "Ärger", "ÄRGER", "100%", "a_b", "back\\slash", "жук", "ЖУК", ""]
DAYS = ["2024-02-28", "2024-02-29", "2024-03-01"]
MOMENTS = ["2024-02-29T00:00:00Z", "2024-02-29T23:59:59.999999Z", "2024-03-01T00:00:00Z"]
TREES = 400


@pytest.fixture
def log(acme: Vault, now: datetime) -> Collection:
    """Sixty records with values of every kind, a third of them without."""
    choose = random.Random(7)  # noqa: S311 - the same every time
    fields = [
        NewField("Name", "text"),
        NewField("Count", "integer"),
        NewField("Sum", "decimal"),
        NewField("Day", "date"),
        NewField("At", "datetime"),
        NewField("Open", "boolean"),
        NewField("State", "choice", choices=["afloat", "laid up"]),
        NewField("Papers", "json"),
    ]
    with acme.inside():
        made = collections.create(label="Log", fields=fields, by=acme.ada.actor, now=now)
        ids = [str(one.id) for one in made.fields.all()]
        for _ in range(60):
            texts = [
                choose.choice(WORDS),
                choose.choice(["1", "2", "30", ""]),
                choose.choice(["1.50", "-2", "1e3", ""]),
                choose.choice([*DAYS, ""]),
                choose.choice([*MOMENTS, ""]),
                choose.choice(["yes", "no", ""]),
                choose.choice(["afloat", "laid up", ""]),
                choose.choice(['{"a": "Ä"}', "[1]", ""]),
            ]
            records.add(made, dict(zip(ids, texts, strict=True)), by=acme.ada.actor, now=now)
        return made


def read(label: str, text: str) -> Any:
    """The value that a text means in that column, as Python has it."""
    if label == "Count":
        return int(text)
    if label == "Sum":
        return Decimal(text)
    if label == "Open":
        return text == "yes"
    if label == "Day":
        return datetime.fromisoformat(text).date()
    return datetime.fromisoformat(text) if label == "At" else text


SAMPLES = {
    "Name": ["heron", "Heron", "är", "ÄRGER", "%", "_", "\\", "жу", "nobody"],
    "Count": ["1", "2", "17"],
    "Sum": ["1.5", "-2.0", "1000"],
    "Day": DAYS,
    "At": MOMENTS,
    "Open": ["yes", "no"],
    "State": ["afloat", "laid up"],
    "Papers": ['"a"', "ä", "["],
}
ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "min": lambda a, b: a >= b,
    "max": lambda a, b: a <= b,
    "above": lambda a, b: a > b,
    "below": lambda a, b: a < b,
}
PARTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda a, b: b in a,
    "lacks": lambda a, b: b not in a,
    "starts": lambda a, b: a.startswith(b),
    "ends": lambda a, b: a.endswith(b),
}


def holds(one: Filter, label: str, value: Any) -> bool:
    """The plain reading of one condition."""
    nothing = value is None or value == ""
    if one.operator in {"empty", "filled"}:
        return nothing == (one.operator == "empty")
    if value is None:
        return one.operator in {"isnot", "lacks", "none"}
    if one.operator in PARTS:
        return PARTS[one.operator](str(value).lower(), one.value.lower())
    if one.operator in {"any", "none"}:
        return (value in [read(label, text) for text in one.values]) == (one.operator == "any")
    return compared(one, value, read(label, one.value), read(label, one.upper or one.value))


def compared(one: Filter, value: Any, lower: Any, upper: Any) -> bool:
    """The plain reading of a comparison."""
    if one.operator == "between":
        return bool(lower <= value <= upper)
    if one.operator in ORDERED:
        return ORDERED[one.operator](value, lower)
    return bool((value == lower) == (one.operator == "is"))


def fits(part: Part, names: dict[str, str], row: dict[str, Any]) -> bool:
    """The plain reading of a tree."""
    if isinstance(part, Filter):
        return holds(part, names[part.field], row[names[part.field]])
    said = [fits(one, names, row) for one in part.parts if any(filters.flat(one))]
    return all(said) if part.every else any(said) or not said


def grow(choose: random.Random, names: dict[str, str], kinds: dict[str, Any], depth: int) -> Part:
    """Some tree."""
    if depth == 0 or choose.random() < 0.3:
        key = choose.choice(list(names))
        operator = choose.choice([o for o in kinds[key].operators if o not in {"last", "next"}])
        samples = SAMPLES[names[key]]
        if operator in {"empty", "filled"}:
            return Filter(key, operator)
        if operator in {"any", "none"}:
            return Filter(key, operator, values=tuple(choose.sample(samples, 2)))
        upper = choose.choice(samples) if operator == "between" else ""
        return Filter(key, operator, choose.choice(samples), upper)
    parts = tuple(grow(choose, names, kinds, depth - 1) for _ in range(choose.randint(0, 3)))
    return Group(choose.random() < 0.5, parts)


def test_any_tree_leaves_what_a_plain_reading_says(acme: Vault, log: Collection) -> None:
    choose = random.Random(11)  # noqa: S311 - the same every time
    with acme.inside():
        fields = list(log.fields.all())
        names = {str(one.id): one.label for one in fields}
        kinds = {str(one.id): one.kind for one in fields}
        everything = listing.page(log, Query(size=200)).rows
        rows = {row.id: dict(zip(names.values(), row.values, strict=True)) for row in everything}
        seen = set()
        for _ in range(TREES):
            part = grow(choose, names, kinds, 2)
            if len(list(filters.flat(part))) > filters.MAX_FILTERS:
                continue
            asked = json.loads(json.dumps(filters.to_json(part)))
            found = listing.page(log, Query(filters.from_json(asked), size=200)).rows
            wished = {key for key, row in rows.items() if fits(part, names, row)}
            assert {row.id for row in found} == wished, part
            seen.add(len(wished))
        assert len(seen) > 20


def test_day_stands_for_all_its_moments(acme: Vault, log: Collection) -> None:
    with acme.inside():
        at = str(log.fields.get(label="At").id)
        moments = [row.values[4] for row in listing.page(log, Query(size=200)).rows]
        days = [None if one is None else one.date().isoformat() for one in moments]

        def count(operator: str, value: str, upper: str = "") -> int:
            return listing.page(log, Query(Filter(at, operator, value, upper), size=200)).total

        day = "2024-02-29"
        assert count("is", day) == days.count(day) > 0
        assert count("isnot", day) == len(days) - days.count(day)
        assert count("max", day) == days.count(day)
        assert count("above", day) == days.count("2024-03-01")
        assert count("below", day) == 0
        assert count("between", day, day) == days.count(day)
        assert count("is", "2024-02-29T00:00:00Z", "2024-02-29") == moments.count(
            datetime.fromisoformat("2024-02-29T00:00:00Z")
        )


def test_last_days_count_back_from_now(acme: Vault, log: Collection, now: datetime) -> None:
    with acme.inside():
        day = str(log.fields.get(label="Day").id)
        which = listing.page(log, Query()).rows[0].id
        version = records.find(log, which).version
        yesterday = (now - timedelta(days=1)).date().isoformat()
        by = acme.ada.actor
        records.edit(log, which, {day: yesterday}, version=version, by=by, now=now)
        for operator, days, wished in (("last", "1", 0), ("last", "3", 1), ("next", "9", 0)):
            assert listing.page(log, Query(Filter(day, operator, days))).total == wished
        assert listing.page(log, Query(Filter("created_at", "last", "1"))).total == 60
        for wrong in ("", "0", "-1", "x", "99999999"):
            with pytest.raises(ListingError, match="number of days"):
                listing.page(log, Query(Filter(day, "last", wrong)))


def test_search_finds_every_word_anywhere(acme: Vault, log: Collection) -> None:
    with acme.inside():
        names = [row.values[0] or "" for row in listing.page(log, Query(size=200)).rows]
        for asked in ("heron", "GREY her", "heron grey", "är", "ЖУК", "100%", "a_b", "\\", "xyz"):
            words = asked.lower().split()
            wished = sum(all(word in name.lower() for word in words) for name in names)
            assert listing.page(log, Query(search=asked)).total == wished, asked
        assert listing.page(log, Query(search="afloat heron")).total == sum(
            "heron" in (row.values[0] or "").lower() and row.values[6] == "afloat"
            for row in listing.page(log, Query(size=200)).rows
        )
