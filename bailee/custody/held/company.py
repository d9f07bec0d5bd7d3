"""What is held of a whole company: every table of its vault, its files, its backups."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from psycopg import sql

from bailee.custody import backup
from bailee.custody.held import kinds
from bailee.foundation import tenancy
from bailee.foundation.held import Held, Text
from bailee.vault.activity.models import SignIn, Use
from bailee.vault.files import held as files
from bailee.vault.files.held import Held as Files

COUNTED = 50_000  # rows of a table up to which they are counted; above, estimated
DAYS = 30  # of the charts
_SIZES = """
    SELECT c.relname, pg_total_relation_size(c.oid),
           greatest(c.reltuples, pg_stat_get_live_tuples(c.oid), 0)::bigint
      FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
"""


@dataclass
class Share:
    """One kind of data. `size`: bytes of its tables with their indexes."""

    title: Text
    held: Held
    tables: int = 0
    rows: int = 0
    exact: bool = True
    size: int = 0
    next_end: datetime | None = None


@dataclass(frozen=True)
class Backups:
    """`size`: bytes of all together."""

    count: int
    size: int
    newest: datetime | None


@dataclass(frozen=True)
class Company:
    shares: list[Share]
    files: Files
    backups: Backups
    sign_ins: list[tuple[date, int]] = field(default_factory=list)
    uses: list[tuple[date, int]] = field(default_factory=list)


def of(*, now: datetime) -> Company:
    """Everything in the vault of the current seat."""
    return Company(
        shares=_shares(),
        files=files.everything(),
        backups=_backups(tenancy.current().schema),
        sign_ins=sign_ins_by_day(now=now),
        uses=uses_by_day(now=now),
    )


def sign_ins_by_day(*, now: datetime) -> list[tuple[date, int]]:
    """The last days with the number of sign-ins, also those without any. Days are UTC's."""
    rows = SignIn.objects.filter(at__gte=now - timedelta(days=DAYS)).order_by()
    counted = rows.annotate(day=TruncDate("at")).values_list("day").annotate(n=Count("id"))
    return _every_day(dict(counted), now)


def uses_by_day(*, now: datetime) -> list[tuple[date, int]]:
    """The same for pages used."""
    rows = Use.objects.filter(day__gt=(now - timedelta(days=DAYS)).date()).order_by()
    return _every_day(dict(rows.values_list("day").annotate(n=Sum("times"))), now)


def _every_day(counted: dict[date, int], now: datetime) -> list[tuple[date, int]]:
    first = now.date() - timedelta(days=DAYS - 1)
    days = (first + timedelta(days=number) for number in range(DAYS))
    return [(day, counted.get(day, 0)) for day in days]


def _shares() -> list[Share]:
    """By title, in the order in which the packages declare; collections are one kind together."""
    declared = kinds.here()
    with connection.cursor() as cursor:
        cursor.execute(_SIZES)
        sizes = {name: (size, rows) for name, size, rows in cursor.fetchall()}
    small = [one for one in declared if sizes.get(one.table, (0, 0))[1] <= COUNTED]
    counted = _counted(small)
    found: dict[str, Share] = {}
    for one in declared:
        title = one.group or one.title
        share = found.setdefault(str(title), Share(title, one))
        size, estimated = sizes.get(one.table, (0, 0))
        rows, ends = counted.get(one.table, (estimated, None))
        share.tables += 1
        share.rows += rows
        share.size += size
        share.exact = share.exact and one.table in counted
        share.next_end = min(filter(None, (share.next_end, ends)), default=None)
    return list(found.values())


def _counted(declared: Iterable[Held]) -> dict[str, tuple[int, datetime | None]]:
    """Rows, and when the next of them goes."""
    queries = [
        sql.SQL("SELECT {name}, count(*), min({ends}) FROM {table}").format(
            name=sql.Literal(one.table), ends=kinds.ends(one), table=sql.Identifier(one.table)
        )
        for one in declared
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(queries))
        return {name: (rows, ends) for name, rows, ends in cursor.fetchall()}


def _backups(schema: str) -> Backups:
    found = backup.list_of(schema)
    return Backups(
        count=len(found),
        size=sum(one.size for one in found),
        newest=found[-1].made_at if found else None,
    )
