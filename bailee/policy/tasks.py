"""Jobs of the policy."""

from procrastinate.contrib.django import app

from bailee.foundation import clock
from bailee.policy import announcing

EVERY_HOUR = "23 * * * *"


@app.periodic(cron=EVERY_HOUR)
@app.task(name="policy.announce", queueing_lock="policy.announce")
def announce(timestamp: int) -> None:
    """Tells owners of a new version."""
    del timestamp
    announcing.tell_all(now=clock.now())
