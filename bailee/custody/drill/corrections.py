"""Somebody who corrects their address, and somebody who is removed."""

from datetime import datetime

from bailee.custody.drill.canaries import DATABASE, INLINE, VAULT, Canaries
from bailee.custody.held import removal
from bailee.foundation.actors import Actor
from bailee.people import email_changes
from bailee.people.models import User


def ask_address(person: User, canaries: Canaries, *, now: datetime) -> None:
    """Inside the vault: a new address, asked for and not yet confirmed."""
    asked = f"{canaries.take(DATABASE, INLINE, VAULT)}@drill.example"
    email_changes.ask(person, asked, now=now)


def remove(person: User, *, by: Actor, now: datetime) -> None:
    """Inside the vault: whoever goes leaves no canary, for none was laid in what is theirs."""
    removal.remove(person, by=by, now=now)
