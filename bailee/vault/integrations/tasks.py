"""Jobs of webhooks: ids only."""

import threading
import uuid
from contextlib import suppress

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from bailee.foundation import clock, tenancy
from bailee.vault.integrations import deliveries
from bailee.vault.integrations.deliveries import AgainError

_LATER = 3  # seconds until a place is free
_FAULTS = 3  # of our own, after which the sweep takes the delivery up again
# One at a time: an address that answers slowly must leave room for imports and mail.
_place = threading.Lock()


class Patience(BaseRetryStrategy):
    """As long as the delivery says; a fault of our own three times."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, AgainError):
            return RetryDecision(retry_in={"seconds": exception.pause})
        if job.attempts >= _FAULTS:
            return None
        return RetryDecision(retry_in={"seconds": 30})


@app.task(name="integrations.deliver_hook", retry=Patience(), priority=-10)
def deliver_hook(*, vault: str, delivery_id: str) -> None:
    """One try of one message."""
    if not _place.acquire(blocking=False):
        raise AgainError(_LATER)
    try:
        with tenancy.inside(vault), suppress(tenancy.FrozenError):  # frozen: it sends no more
            deliveries.deliver(uuid.UUID(delivery_id), now=clock.now())
    finally:
        _place.release()
