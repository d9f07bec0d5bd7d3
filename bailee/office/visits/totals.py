"""Totals in the present seat: added to, made coarser after their day, ended after their days."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum

from bailee.foundation import ids
from bailee.office.visits.models import OF_ARRIVALS, OTHER, REFERRER, UNSAID, Total
from bailee.office.visits.tally import Count

KEPT = timedelta(days=settings.KEEP_VISITS_DAYS)
FEWEST = 3  # arrivals of a day that one value needs to be named
MOST = (
    100  # values of one kind, face and day that are named; the referrer is whatever somebody says
)
# What a crash takes of these is as lost as what was still in memory.
_ADD = """
    WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO visits_total AS kept (id, day, face, kind, value, times)
    SELECT new.* FROM quick, unnest(
        %s::uuid[], %s::date[], %s::varchar[], %s::varchar[], %s::varchar[], %s::integer[]
    ) AS new
    ON CONFLICT (day, face, kind, value) DO UPDATE SET times = kept.times + EXCLUDED.times
"""


def add(counts: Mapping[Count, int]) -> None:
    """Adds what was counted. Of values that are new on a full day, only their sum is kept."""
    if not counts:
        return
    found = sorted(_bounded(counts).items())  # in one order, so that two writers do not deadlock
    columns = zip(*((ids.new(), *count, times) for count, times in found), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [list(column) for column in columns])


def keep(now: datetime) -> int:
    """Deletes days that are over, and makes the rare nameless once a day has ended.

    Says how many rows that were. Safe to repeat.
    """
    today = now.astimezone(UTC).date()
    over, _ = Total.objects.filter(day__lt=today - KEPT).delete()
    rare = Total.objects.filter(day__lt=today, kind__in=OF_ARRIVALS, times__lt=FEWEST)
    return over + _make_nameless(rare.exclude(value__in=(OTHER, UNSAID)))


def forget_hosts(is_theirs: Callable[[str], bool]) -> int:
    """Makes the referrers of somebody who has left nameless; says how many rows that were."""
    known = Total.objects.filter(kind=REFERRER).exclude(value__in=(OTHER, UNSAID))
    hosts = filter(is_theirs, known.order_by().values_list("value", flat=True).distinct())
    return _make_nameless(known.filter(value__in=list(hosts)))


def of_days(kind: str, *, since: date, until: date) -> list[tuple[date, int]]:
    """The sum of a kind for each day from `since` to `until`; 0 for a day without."""
    rows = Total.objects.filter(kind=kind, day__range=(since, until)).values_list("day")
    sums = dict(rows.annotate(Sum("times")).order_by())
    length = (until - since).days + 1
    days = [since + timedelta(days=number) for number in range(length)]
    return [(day, sums.get(day, 0)) for day in days]


def of_values(kind: str, *, since: date, until: date) -> list[tuple[str, str, int]]:
    """Face, value and sum of a kind from `since` to `until`, the most frequent first.

    What is rare on its day goes by no name here either, today's included.
    """
    sums: Counter[tuple[str, str]] = Counter()
    rows = Total.objects.filter(kind=kind, day__range=(since, until))
    for face, value, times in rows.values_list("face", "value", "times"):
        rare = kind in OF_ARRIVALS and times < FEWEST and value != UNSAID
        sums[face, OTHER if rare else value] += times
    return [(face, value, times) for (face, value), times in sums.most_common()]


def _bounded(counts: Mapping[Count, int]) -> Counter[Count]:
    """The counts, those beyond `MOST` values of their day under `OTHER`."""
    named: defaultdict[tuple[date, str, str], set[str]] = defaultdict(set)
    days = {count.day for count in counts}
    for *place, value in Total.objects.filter(day__in=days).values_list(*Count._fields):
        named[tuple(place)].add(value)
    found: Counter[Count] = Counter()
    for count, times in counts.items():
        values = named[count.day, count.face, count.kind]
        if count.value not in values and len(values) >= MOST:
            found[count._replace(value=OTHER)] += times
        else:
            values.add(count.value)
            found[count] += times
    return found


def _make_nameless(rows: Iterable[Total]) -> int:
    """Moves these rows' counts to `OTHER` of the same day, face and kind."""
    with transaction.atomic():
        found = list(rows)
        moved = Counter[Count]()
        for row in found:
            moved[Count(row.day, row.face, row.kind, OTHER)] += row.times
        Total.objects.filter(id__in=[row.id for row in found]).delete()
        add(moved)
    return len(found)
