"""Jobs of mail: ids only."""

import uuid
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from bailee.foundation import clock, tenancy
from bailee.foundation.tenancy.seats import OFFICE_SCHEMA
from bailee.vault.mail import delivery


class NotOutYetError(Exception):
    """The mail is still in the outbox: try again later."""


@app.task(
    name="mail.deliver",
    retry=RetryStrategy(max_attempts=delivery.ATTEMPTS, exponential_wait=3),
    pass_context=False,
)
def deliver(*, vault: str, message_id: str) -> None:
    """Sends one mail from the outbox of `vault` (`public`: of the office)."""
    place: Any = tenancy.owner_seat() if vault == OFFICE_SCHEMA else vault
    with tenancy.inside(place):
        if not delivery.deliver(uuid.UUID(message_id), now=clock.now()):
            raise NotOutYetError(message_id)
