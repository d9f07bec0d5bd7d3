"""Second factors of the drill's people: an app, a lost device with its reason, a rule."""

from datetime import datetime

from bailee.custody.drill.canaries import DATABASE, INLINE, VAULT, Canaries
from bailee.people.models import User
from bailee.people.protection import authenticator_app, resets, rules


def protect(owner: User, colleague: User, canaries: Canaries, *, now: datetime) -> None:
    """The owner vouches for a colleague; the reason holds a canary, here and in the history."""
    authenticator_app.give(colleague, now=now)
    reason = f"Telephone lost {canaries.take(DATABASE, INLINE, VAULT)}"
    resets.ask(colleague, reason=reason, by=owner.actor, now=now)
    rules.make(roles=["reader"], starts_on=now.date(), grace_days=14, by=owner.actor, now=now)
