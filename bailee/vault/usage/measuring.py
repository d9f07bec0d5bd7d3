"""Measuring the vault of the current seat: catalog, indexes of files and people; never a value."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db import connection
from django.db.models import Sum

from bailee.people.models import Invitation, User
from bailee.vault.files import held
from bailee.vault.integrations.models import Use
from bailee.vault.mail.models import Message
from bailee.vault.records import room
from bailee.vault.records.models import Change, Collection, Trashed

type Tables = dict[str, tuple[int, int]]  # name → bytes, rows by the statistics

COUNTED = 50_000  # records of a collection up to which they are counted; above, estimated
_TABLES = """
    SELECT c.relname, pg_total_relation_size(c.oid),
           greatest(c.reltuples, pg_stat_get_live_tuples(c.oid), 0)::bigint
      FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
"""


@dataclass(frozen=True)
class Kept:
    """One collection: its records, whether they were counted, bytes of its table and indexes."""

    id: uuid.UUID
    label: str
    records: int
    exact: bool
    size: int


@dataclass(frozen=True)
class Measured:
    """What a vault keeps. All sizes in bytes."""

    collections: list[Kept]
    trashed: int
    changes: int  # steps of the history; PostgreSQL's estimate
    file_count: int
    file_bytes: int
    table_bytes: int
    users: int
    invited: int
    mails: int
    requests: int  # to the API, in the last 30 days

    @cached_property
    def records(self) -> int:
        return sum(one.records for one in self.collections)

    @cached_property
    def exact(self) -> bool:
        """Whether every record was counted, none estimated."""
        return all(one.exact for one in self.collections)


def measure(*, now: datetime) -> Measured:
    """Everything at once; large tables are estimated from PostgreSQL's statistics."""
    tables = _tables()
    files = held.everything()
    return Measured(
        collections=[_kept(one, tables) for one in Collection.objects.all()],
        trashed=Trashed.objects.count(),
        changes=tables.get(Change._meta.db_table, (0, 0))[1],
        file_count=files.count,
        file_bytes=files.size,
        table_bytes=sum(size for size, _ in tables.values()),
        users=User.objects.active().count(),
        invited=Invitation.objects.open(now).count(),
        mails=Message.objects.count(),
        requests=_requests(now - timedelta(days=30)),
    )


def _requests(since: datetime) -> int:
    found = Use.objects.filter(minute__gte=since).aggregate(n=Sum("count"))
    return found["n"] or 0


def collections(first: int) -> list[Kept]:
    """The first collections in the order of the client's list."""
    tables = _tables()
    return [_kept(one, tables) for one in Collection.objects.all()[:first]]


def _tables() -> Tables:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return {name: (size, rows) for name, size, rows in cursor.fetchall()}


def _kept(collection: Collection, tables: Tables) -> Kept:
    size, rows = tables.get(collection.table_name, (0, 0))
    exact = rows <= COUNTED
    records = room.count_of(collection) if exact else rows
    return Kept(collection.id, collection.label, records, exact, size)
