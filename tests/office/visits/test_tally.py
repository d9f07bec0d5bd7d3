"""Counting in memory, and writing what was counted."""

import threading
from datetime import datetime

import pytest
from django.db import DatabaseError

from bailee.foundation import tenancy
from bailee.office.visits import tally, totals, writing
from bailee.office.visits.models import OTHER, Total
from bailee.office.visits.tally import Arrival, Count, Tally, Visit
from tests.cast import Vault

SEAT = tenancy.Seat("v_abcdefgh", "r_abcdefgh")
ARRIVAL = Arrival("search.example", "GB", "Firefox")


def visit(now: datetime, **given: object) -> Visit:
    return Visit(now.date(), "portal", "/account/login/", **given)  # type: ignore[arg-type]  # as the test says


def test_facts_of_one_visit_are_counted_apart(now: datetime) -> None:
    counted = Tally()
    counted.note(SEAT, visit(now, arrival=ARRIVAL))
    counted.note(SEAT, visit(now))
    counted.note(SEAT, visit(now, error="404"))
    day = now.date()
    assert counted.take() == {
        SEAT: {
            Count(day, "portal", "page", "/account/login/"): 2,
            Count(day, "portal", "error", "404"): 1,
            Count(day, "portal", "referrer", "search.example"): 1,
            Count(day, "portal", "country", "GB"): 1,
            Count(day, "portal", "browser", "Firefox"): 1,
        }
    }
    assert counted.take() == {}


def test_made_up_values_fill_no_memory(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "MOST", 5)
    counted = Tally()
    for number in range(50):
        counted.note(SEAT, visit(now, arrival=Arrival(f"a{number}.example", "GB", "Firefox")))
    counts = counted.take()[SEAT]
    assert len(counts) == 6
    assert counts[Count(now.date(), "portal", "referrer", OTHER)] == 48


def test_no_count_is_lost_between_threads(now: datetime) -> None:
    counted, taken = Tally(), []

    def count() -> None:
        for _ in range(500):
            counted.note(SEAT, visit(now))

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        taken.append(counted.take())
    taken.append(counted.take())
    assert sum(sum(one[SEAT].values()) for one in taken if SEAT in one) == 4_000


def test_counts_are_written_where_they_belong_and_a_lost_vault_holds_back_no_other(
    acme: Vault, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Tally()
    monkeypatch.setattr(writing, "pending", counted)
    counted.note(SEAT, visit(now))  # there is no such vault
    counted.note(tenancy.vault_seat(acme.schema), visit(now, arrival=ARRIVAL))
    writing.write()
    with acme.inside():
        found = Total.objects.order_by("kind").values_list("kind", "value", "times")
        assert list(found) == [
            ("browser", "Firefox", 1),
            ("country", "GB", 1),
            ("page", "/account/login/", 1),
            ("referrer", "search.example", 1),
        ]
    assert counted.take() == {}


def test_site_may_add_to_the_totals_of_the_office_and_delete_none(now: datetime) -> None:
    counted = Count(now.date(), "site", "page", "/only/in/this/test")
    with tenancy.inside(tenancy.site_seat()):
        totals.add({counted: 1})
        totals.add({counted: 2})
        found = Total.objects.filter(value=counted.value)
        assert found.get().times == 3
        with pytest.raises(DatabaseError, match="permission denied"):
            found.delete()
    with tenancy.inside(tenancy.owner_seat()):
        found.delete()
