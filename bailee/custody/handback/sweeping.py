"""Finding work that nobody is about to do, because a process was killed before it could ask."""

import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import sql

from bailee.custody.handback import jobs
from bailee.custody.models import ArchiveBuild, HandBack, Kind, Tombstone
from bailee.custody.purge.work import LAST
from bailee.foundation import logs, tenancy
from bailee.foundation.tenancy.seats import OFFICE_SCHEMA
from bailee.office.clients.models import Client
from bailee.vault.mail.tasks import deliver
from bailee.vault.records import queue, removal, running, trash
from bailee.vault.records.imports import UNDER_WAY
from bailee.vault.records.tables import BusyError
from bailee.vault.records.tasks import check_import, run_import, undo_import

_GRACE = timedelta(minutes=2)  # younger things are still being asked for by themselves
_FRESH = timedelta(days=1)
_UNSENT = """
    SELECT {place}, id FROM {table}
    WHERE sent_at IS NULL AND given_up_at IS NULL AND posted_at < %(before)s
"""
_UNDER_WAY = "SELECT {place}, id, state FROM {table} WHERE state = ANY(%(states)s)"
_REMOVED = "SELECT {place} WHERE EXISTS (SELECT FROM {table} WHERE removed_at <= %(over)s)"
_OVER = "SELECT {place} WHERE EXISTS (SELECT FROM {table} WHERE trashed_at < %(over)s)"


def ask_again(*, now: datetime) -> None:
    """For archives asked for, purges begun and steps not told yet. Safe to repeat."""
    early = now - _GRACE
    for build in ArchiveBuild.objects.filter(built_at=None, failed_at=None, asked_at__lt=early):
        if not jobs.is_asked("build_archive", build.vault):
            jobs.ask_build(build)
    standing = HandBack.objects.standing()
    begun = standing.filter(steps__kind=Kind.PURGE_BEGAN).exclude(purge_steps__name=LAST)
    for handback in begun:
        if not jobs.is_asked("purge", handback.vault):
            jobs.ask_purge(handback)
    told = (Kind.NOTICE, Kind.DELIVERED, Kind.REMINDED)
    recent = standing.filter(steps__kind__in=told, steps__at__gt=now - _FRESH, steps__at__lt=early)
    for handback in recent.exclude(steps__kind=Kind.PURGE_BEGAN).distinct():
        if not jobs.is_asked("announce", handback.vault):
            jobs.ask_announce(handback)


def ask_for_mails(*, now: datetime) -> int:
    """Asks for the delivery of every unsent mail, of all vaults and the office; says how many."""
    waiting = ProcrastinateJob.objects.filter(
        task_name=deliver.name, status__in=["todo", "doing"]
    ).values_list("args", flat=True)
    asked = {arguments["message_id"] for arguments in waiting}
    lost = [row for row in _unsent(before=now - _GRACE) if row[1] not in asked]
    for vault, message_id in lost:
        deliver.defer(vault=vault, message_id=message_id)
    return len(lost)


def ask_for_imports(*, now: datetime) -> int:
    """Asks for every import that is under way without a job; says how many.

    One at which the worker has given up is ended instead: it would fail for ever.
    """
    under_way = _under_way()
    jobs_of = ProcrastinateJob.objects.filter(
        task_name__in=[check_import.name, run_import.name, undo_import.name],
        status__in=["todo", "doing", "failed"],
        args__import_id__in=[which for _, which, _ in under_way],
    ).values_list("args__import_id", "status")
    states: dict[str, set[str]] = {}
    for which, status in jobs_of:
        states.setdefault(which, set()).add(status)
    lost = [row for row in under_way if not states.get(row[1], set()) & {"todo", "doing"}]
    for vault, which, state in lost:
        with tenancy.inside(vault):
            if which in states:
                running.give_up(uuid.UUID(which), now=now)
            else:
                queue.take_up(uuid.UUID(which), state=state)
    return len(lost)


def vaults(**those: object) -> list[str]:
    """All vaults but those that are being purged: they may be half gone. `those` narrows down."""
    closed = Tombstone.objects.values("vault")
    clients = Client.objects.filter(**those).exclude(schema_name__in=closed)
    return list(clients.values_list("schema_name", flat=True))


def vaults_in_use() -> list[str]:
    """The vaults that may be written to: neither frozen nor being purged."""
    return vaults(frozen_at=None)


def in_each(schemas: Iterable[str], work: Callable[[], object]) -> None:
    """Does the work inside each vault, as that vault. One that fails holds back no other.

    Raises `ExceptionGroup` at the end, if any has failed.
    """
    failures = []
    for vault in schemas:
        try:
            with logs.about(vault), tenancy.inside(vault):
                work()
        except Exception as failure:  # noqa: BLE001 - raised below: the other vaults come first
            failures.append(failure)
    if failures:
        raise ExceptionGroup("not done in some vaults", failures)


def empty_trash(*, now: datetime) -> int:
    """Deletes for good what has lain in the trash longer than it may; says how many records.

    Of every vault that can be written: what is handed back is handed back with its trash.
    """
    over = now - trash.KEPT_FOR
    over_in = _rows_of_each(vaults_in_use(), _OVER, "records_trashed", over=over)
    emptied = 0
    for (vault,) in over_in:
        with tenancy.inside(vault), suppress(tenancy.FrozenError):  # frozen between the two looks
            emptied += trash.empty_over(now=now)
    return emptied


def drop_removed(*, now: datetime) -> int:
    """Drops for good the fields and collections whose days are over; says how many.

    Of every vault that can be written: what is handed back is handed back with them. A vault
    whose collections are in use just now is left to the next time.
    """
    over = now - removal.KEPT_FOR
    found_in = {
        vault
        for table in ("records_collection", "records_field")
        for (vault,) in _rows_of_each(vaults_in_use(), _REMOVED, table, over=over)
    }
    dropped = 0
    for vault in sorted(found_in):
        with tenancy.inside(vault), suppress(BusyError, tenancy.FrozenError):
            dropped += removal.expire(now=now)
    return dropped


def _unsent(*, before: datetime) -> list[tuple[str, ...]]:
    """Vault and id of each mail that waits."""
    return _rows_of_each([OFFICE_SCHEMA, *vaults()], _UNSENT, "mail_message", before=before)


def _under_way() -> list[tuple[str, ...]]:
    """Vault, id and state of each import that is checked or run; a frozen vault takes none."""
    return _rows_of_each(vaults_in_use(), _UNDER_WAY, "records_import", states=[*UNDER_WAY])


def _rows_of_each(
    schemas: Iterable[str], query: str, table: str, **values: object
) -> list[tuple[str, ...]]:
    """The rows of all these schemas, as text; one query, as owner."""
    queries = [
        sql.SQL(query).format(place=sql.Literal(schema), table=sql.Identifier(schema, table))
        for schema in schemas
    ]
    if not queries:
        return []
    with tenancy.owner() as raw:
        rows = raw.execute(sql.SQL(" UNION ALL ").join(queries), values).fetchall()
    return [tuple(map(str, row)) for row in rows]
