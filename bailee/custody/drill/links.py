"""A host that somebody trusts, with a canary for a name."""

from datetime import datetime

from bailee.custody.drill.canaries import DATABASE, INLINE, VAULT, Canaries
from bailee.people.models import User
from bailee.vault.links import trust


def trust_one(person: User, canaries: Canaries, *, now: datetime) -> None:
    """Inside the vault: the person asks not to be asked about a host."""
    host = f"{canaries.take(DATABASE, INLINE, VAULT)}.drill.example"
    trust.trust(host, person=person, now=now)
