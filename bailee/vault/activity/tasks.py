"""Jobs of activity: ids only."""

from procrastinate.contrib.django import app

from bailee.foundation import clock, tenancy
from bailee.office.clients.models import Client
from bailee.vault.activity import retention

EVERY_HOUR = "43 * * * *"


@app.periodic(cron=EVERY_HOUR)
@app.task(name="activity.keep", queueing_lock="activity.keep")
def keep(timestamp: int) -> None:
    """Deletes what is kept long enough, in the office and in every vault."""
    del timestamp
    for schema in [*Client.objects.values_list("schema_name", flat=True)]:
        with tenancy.inside(schema):
            retention.keep(clock.now())
    with tenancy.inside(tenancy.owner_seat()):
        retention.keep(clock.now())
