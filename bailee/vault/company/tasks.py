"""Jobs of the company's information: ids only."""

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from bailee.foundation import clock, logs, tenancy
from bailee.office.clients import cards
from bailee.office.clients.models import Client
from bailee.vault.company import announcing
from bailee.vault.company import exchange as exchanging

EVERY_HOUR, EVERY_TEN_MINUTES = "23 * * * *", "*/10 * * * *"


@app.periodic(cron=EVERY_HOUR)
@app.task(name="company.ask_all", queueing_lock="company.ask_all")
def ask_all(timestamp: int) -> None:
    """Asks for the exchange with each vault, once a day, and where one was lost on the way.

    Every hour, so that a day on which the worker was down for a while is not left out.
    """
    del timestamp
    for vault in cards.due(now=clock.now()):
        ask_exchange(vault)


@app.periodic(cron=EVERY_TEN_MINUTES)
@app.task(name="company.tell_staff", queueing_lock="company.tell_staff")
def tell_staff(timestamp: int) -> None:
    """Tells by mail of what has come to wait for confirmation, once."""
    del timestamp
    with tenancy.inside(tenancy.owner_seat()):
        announcing.tell_staff(now=clock.now())


@app.task(name="company.exchange", pass_context=False, retry=3)
def exchange(*, vault: str) -> None:
    """Takes decisions in, lays requests before the office, asks what is due, renews the card."""
    client = Client.objects.filter(schema_name=vault).first()
    if client is None:
        return  # gone meanwhile
    with logs.about(vault):
        exchanging.run(client, now=clock.now())


def ask_exchange(vault: str) -> None:
    """Asks for it, unless one waits already, which will see what is new as well."""
    lock = f"company:{vault}"
    with suppress(AlreadyEnqueued):
        exchange.configure(lock=lock, queueing_lock=lock).defer(vault=vault)
