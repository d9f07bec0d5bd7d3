"""Rare words in large tables are looked for from end to end, common ones by walking an index."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bailee.vault.records import bulk, listing, scarcity
from bailee.vault.records.listing import Filter, Query
from bailee.vault.records.models import Collection
from tests.cast import Vault

SETTING = "SET LOCAL enable_indexscan = off"


@pytest.mark.parametrize(
    ("large", "query", "whole"),
    [  # PostgreSQL says -1 rows of a table that it has not looked at yet
        (-1, Query(search="albatross"), True),
        (-1, Query(search="heron"), False),
        (10_000, Query(search="albatross"), False),
        (-1, Query(), False),
    ],
)
def test_table_is_read_whole_only_for_rare_words(
    large: int,
    query: Query,
    whole: bool,  # noqa: FBT001 - a case of the table
    acme: Vault,
    fleet: Collection,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scarcity, "LARGE", large)
    monkeypatch.setattr(scarcity, "SAMPLED", 100)
    with acme.inside():
        name = str(fleet.fields.get(label="Name").id)
        bulk.add(fleet, [{name: f"Heron {n}"} for n in range(5)], by=acme.ada.actor, now=now)
        with CaptureQueriesContext(connection) as queries:
            listing.page(fleet, query)
        assert any(one["sql"] == SETTING for one in queries) is whole
        with connection.cursor() as cursor:
            cursor.execute("SHOW enable_indexscan")
            assert cursor.fetchone() == ("on",)


def test_search_looks_into_choices_too(acme: Vault, fleet: Collection, now: datetime) -> None:
    with acme.inside():
        name, rig = (fleet.fields.get(label=label) for label in ("Name", "State"))
        rows = [{str(name.id): "Heron", str(rig.id): choice} for choice in rig.choices]
        bulk.add(fleet, rows, by=acme.ada.actor, now=now)
        word = rig.choices[0][1:].upper()
        found = listing.page(fleet, Query(search=word)).rows
        wanted = [choice for choice in rig.choices if word.lower() in choice.lower()]
        assert len(found) == len(wanted)
        lacking = Filter(str(name.id), "contains", "ERON")
        assert listing.page(fleet, Query(filter=lacking)).total == len(rig.choices)
