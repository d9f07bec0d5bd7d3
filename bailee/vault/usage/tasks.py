"""Jobs of usage: ids only."""

from contextlib import suppress
from datetime import datetime

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from bailee.foundation import clock, logs, tenancy
from bailee.office.clients import quotas, registry
from bailee.office.clients.models import Client
from bailee.vault.usage import days, standing

EVERY_HOUR = "41 * * * *"
PAGE = "/usage/"  # of the portal


@app.periodic(cron=EVERY_HOUR)
@app.task(name="usage.ask_all", queueing_lock="usage.ask_all")
def ask_all(timestamp: int) -> None:
    """Asks for the measuring of each vault that was not measured today.

    Every hour, so that a day on which the worker was down for a while is not left out.
    """
    del timestamp
    for vault in due(now=clock.now()):
        with suppress(AlreadyEnqueued):
            measure.configure(queueing_lock=f"usage:{vault}").defer(vault=vault)


@app.task(name="usage.measure", pass_context=False)
def measure(*, vault: str) -> None:
    """Notes what one vault keeps, warns its owners, and tells the office the totals."""
    now = clock.now()
    client = Client.objects.filter(schema_name=vault, frozen_at=None).first()
    if client is None:
        return  # frozen or gone meanwhile
    with logs.about(vault):
        with tenancy.inside(vault):
            found = days.note(now=now)
            link = registry.portal_url(client) + PAGE
            standing.warn(standing.of(found, quotas.of(client)), link=link, now=now)
        quotas.note_usage(
            client,
            records=found.records,
            file_bytes=found.file_bytes,
            table_bytes=found.table_bytes,
            users=found.users,
            now=now,
        )


def due(*, now: datetime) -> list[str]:
    """Vaults without a measurement of today; a frozen one does not change any more."""
    running = Client.objects.filter(frozen_at=None)
    measured = running.filter(usage__measured_at__date=now.date())
    return list(running.exclude(pk__in=measured.values("pk")).values_list("schema_name", flat=True))
