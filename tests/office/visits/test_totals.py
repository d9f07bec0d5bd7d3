"""Daily totals: summed, bounded, nameless where they are rare, and ended."""

from datetime import date, datetime, timedelta

import pytest

from bailee.office.visits import totals
from bailee.office.visits.models import (
    BROWSER,
    COUNTRY,
    ERROR,
    OTHER,
    PAGE,
    REFERRER,
    UNSAID,
    Total,
)
from bailee.office.visits.tally import Count
from tests.cast import Vault


def rows(kind: str) -> list[tuple[str, int]]:
    found = Total.objects.filter(kind=kind).order_by("day", "-times", "value")
    return list(found.values_list("value", "times"))


def of(kind: str, day: date, **times: int) -> dict[Count, int]:
    return {Count(day, "portal", kind, value): number for value, number in times.items()}


def test_counts_of_one_day_are_added_up(acme: Vault, now: datetime) -> None:
    day = now.date()
    with acme.inside():
        totals.add(of(BROWSER, day, Firefox=4, Safari=1))
        totals.add(of(BROWSER, day, Firefox=2) | of(COUNTRY, day, GB=7))
        totals.add({})
        assert (rows(BROWSER), rows(COUNTRY)) == ([("Firefox", 6), ("Safari", 1)], [("GB", 7)])


def test_values_beyond_the_most_of_a_day_are_kept_as_one_sum(
    acme: Vault, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(totals, "MOST", 3)
    day = now.date()
    with acme.inside():
        totals.add(of(REFERRER, day, a=1, b=1))
        totals.add(of(REFERRER, day, a=1, c=1, d=1, e=5))
        assert rows(REFERRER) == [(OTHER, 6), ("a", 2), ("b", 1), ("c", 1)]
        totals.add(of(REFERRER, day - timedelta(days=1), e=1))
        assert Total.objects.filter(value="e").count() == 1


def test_rare_value_goes_by_no_name_once_its_day_is_over(acme: Vault, now: datetime) -> None:
    yesterday = now.date() - timedelta(days=1)
    with acme.inside():
        totals.add(of(BROWSER, yesterday, Firefox=3, Safari=2, Opera=1))
        totals.add({Count(yesterday, "portal", COUNTRY, UNSAID): 1})
        totals.add(of(PAGE, yesterday, home=1) | of(ERROR, yesterday, gone=1))
        totals.add(of(BROWSER, now.date(), Vivaldi=1))
        assert totals.keep(now) == 2
        assert rows(BROWSER) == [("Firefox", 3), (OTHER, 3), ("Vivaldi", 1)]
        assert [rows(kind) for kind in (COUNTRY, PAGE, ERROR)] == [
            [(UNSAID, 1)],
            [("home", 1)],
            [("gone", 1)],
        ]
        assert totals.keep(now) == 0
        assert totals.keep(now + timedelta(days=1)) == 1
        assert rows(BROWSER)[2:] == [(OTHER, 1)]


def test_rare_value_of_today_is_not_shown_by_name(acme: Vault, now: datetime) -> None:
    day = now.date()
    with acme.inside():
        totals.add(of(BROWSER, day, Firefox=5, Safari=2, Opera=1))
        shown = totals.of_values(BROWSER, since=day, until=day)
        assert shown == [("portal", "Firefox", 5), ("portal", OTHER, 3)]


@pytest.mark.parametrize(("days", "left"), [(396, 1), (397, 0)])
def test_day_is_kept_its_days(acme: Vault, now: datetime, days: int, left: int) -> None:
    with acme.inside():
        totals.add(of(BROWSER, now.date() - timedelta(days=days), Firefox=9))
        totals.keep(now)
        assert Total.objects.count() == left


def test_day_without_a_visit_counts_nought(acme: Vault, now: datetime) -> None:
    today = now.date()
    days = [today - timedelta(days=number) for number in (2, 1, 0)]
    with acme.inside():
        totals.add(of(BROWSER, days[0], Firefox=9, Safari=1) | of(COUNTRY, days[1], GB=4))
        counted = totals.of_days(BROWSER, since=days[0], until=today)
    assert counted == list(zip(days, (10, 0, 0), strict=True))


def test_hosts_of_somebody_who_left_are_forgotten_and_their_sum_stays(
    acme: Vault, now: datetime
) -> None:
    day = now.date()
    hosts = {"www.acme.example": 4, "search.example": 3, OTHER: 1}
    with acme.inside():
        totals.add({Count(day, "site", REFERRER, host): n for host, n in hosts.items()})
        assert totals.forget_hosts(lambda host: host.endswith("acme.example")) == 1
        assert rows(REFERRER) == [(OTHER, 5), ("search.example", 3)]
