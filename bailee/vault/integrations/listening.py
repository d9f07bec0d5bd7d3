"""Hears of every change of records and writes down what webhooks are to be told.

Hears of lost roles too: only owners may set up tokens and webhooks, so those of somebody who is
no owner any more end with the role.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.people import losses
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.integrations import deliveries, tokens, webhooks
from bailee.vault.records import events, imports
from bailee.vault.records.models import Collection

MAKERS = (Role.OWNER,)


def begin() -> None:
    """From now on, in this process."""
    events.changed.connect(_changed, dispatch_uid="bailee.vault.integrations")
    losses.lost.connect(_lost, dispatch_uid="bailee.vault.integrations.lost")


def _changed(
    *,
    collection: Collection,
    kind: str,
    ids: Sequence[uuid.UUID] | None,
    by: Actor,
    now: datetime,
    **_: Any,
) -> None:
    deliveries.tell(kind, collection.id, ids, by=by, now=now)


def _lost(*, person: User, after: str, by: Actor, now: datetime, **_: Any) -> None:
    if not tenancy.current().in_vault or after in MAKERS:
        return
    revoked = tokens.revoke_all_of(person.id, by=by, now=now)
    imports.cancel_all_of(revoked, now=now)  # those that the tokens had started
    webhooks.switch_off_all_of(person.id, now=now)
