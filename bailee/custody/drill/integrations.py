"""Tokens, their uses and answers, webhooks and what was sent to them."""

import uuid
from datetime import datetime

from bailee.custody.drill.canaries import DATABASE, INLINE, VAULT, Canaries
from bailee.foundation.actors import Actor
from bailee.vault.integrations import attempts, deliveries, tokens, uses, webhooks
from bailee.vault.integrations.attempts import Answer
from bailee.vault.integrations.uses import Request
from bailee.vault.integrations.webhooks import Wish

_IN_VAULT = (DATABASE, INLINE, VAULT)


def connect(canaries: Canaries, *, by: Actor, now: datetime) -> None:
    """A program comes, is used, and goes; a webhook hears of something."""
    token, _ = tokens.make(
        name=f"Warehouse {canaries.take(*_IN_VAULT)}",
        verbs=["read", "add"],
        collections=None,
        addresses=["192.0.2.0/24"],
        expires_at=None,
        by=by,
        now=now,
    )
    route = f"/collections/{canaries.take(*_IN_VAULT)}"
    uses.note(token, Request("GET", route, uuid.uuid4(), "192.0.2.7", 200), now=now)
    begun = attempts.begin(token, key=canaries.take(*_IN_VAULT), fingerprint="drill", now=now)
    if not isinstance(begun, Answer):
        text = f'{{"id": "{canaries.take(*_IN_VAULT)}"}}'
        attempts.end(begun, status=201, headers={}, body=text, now=now)
    wish = Wish(
        name=f"Ledger {canaries.take(*_IN_VAULT)}",
        url=f"https://hooks.drill.example/{canaries.take(*_IN_VAULT)}",
        events=["added"],
    )
    hook, _ = webhooks.add(wish, by=by, now=now)
    webhooks.switch_off(hook, by=by, now=now, reason="The drill sends nothing.")
    deliveries.test(hook, by=by, now=now)
    tokens.revoke(token, by=by, now=now)
