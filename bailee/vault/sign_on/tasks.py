"""Jobs of single sign-on: ids only."""

from procrastinate.contrib.django import app

from bailee.foundation import clock, tenancy
from bailee.office.clients.models import Client
from bailee.vault.sign_on import attempts

EVERY_HOUR = "13 * * * *"


@app.periodic(cron=EVERY_HOUR)
@app.task(name="sign_on.forget", queueing_lock="sign_on.forget")
def forget(timestamp: int) -> None:
    """Deletes the ways in that have run out, in every vault."""
    del timestamp
    for schema in [*Client.objects.values_list("schema_name", flat=True)]:
        with tenancy.inside(schema):
            attempts.forget(clock.now())
