"""Finding work that nobody is about to do, because a process was killed before it could ask."""

from datetime import datetime, timedelta

from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import sql

from bailee.custody.handback import jobs
from bailee.custody.models import ArchiveBuild, HandBack, Kind, Tombstone
from bailee.custody.purge.work import LAST
from bailee.foundation import tenancy
from bailee.foundation.tenancy.seats import OFFICE_SCHEMA
from bailee.office.clients.models import Client
from bailee.vault.mail.tasks import deliver

_GRACE = timedelta(minutes=2)  # younger things are still being asked for by themselves
_FRESH = timedelta(days=1)
_UNSENT = """
    SELECT {place}, id FROM {table}
    WHERE sent_at IS NULL AND given_up_at IS NULL AND posted_at < %(before)s
"""


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


def _unsent(*, before: datetime) -> list[tuple[str, str]]:
    """Vault and id of each mail that waits; one query over all vaults, as owner."""
    closed = Tombstone.objects.values("vault")
    vaults = Client.objects.exclude(schema_name__in=closed).values_list("schema_name", flat=True)
    queries = [
        sql.SQL(_UNSENT).format(
            place=sql.Literal(schema), table=sql.Identifier(schema, "mail_message")
        )
        for schema in (OFFICE_SCHEMA, *vaults)
    ]
    with tenancy.owner() as raw:
        rows = raw.execute(sql.SQL(" UNION ALL ").join(queries), {"before": before}).fetchall()
    return [(str(vault), str(message_id)) for vault, message_id in rows]
