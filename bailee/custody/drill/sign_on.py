"""A provider of the client's own, somebody linked to it, somebody on the way, and what changed."""

from datetime import datetime

from bailee.custody.drill.canaries import DATABASE, INLINE, MAIL, VAULT, Canaries
from bailee.foundation import ids
from bailee.people.models import User
from bailee.vault.sign_on import arrivals, attempts, provider
from bailee.vault.sign_on.arrivals import Account
from bailee.vault.sign_on.attempts import Answer, Visitor
from bailee.vault.sign_on.claims import Claims
from bailee.vault.sign_on.provider import Wish

_IN_VAULT = (DATABASE, INLINE, VAULT)
_LINK = "https://drill.example/"


def connect(owner: User, canaries: Canaries, *, now: datetime) -> None:
    """Set up, changed, and used by the owner; nothing of it goes over a wire."""
    issuer = f"https://{canaries.take(*_IN_VAULT)}.drill.example"
    wish = Wish(
        label=f"Drill {canaries.take(*_IN_VAULT, MAIL)}",
        issuer=issuer,
        client=canaries.take(*_IN_VAULT),
        secret=ids.opaque(24),
        levels=[canaries.take(*_IN_VAULT)],
    )
    one = provider.set_up(wish, by=owner.actor, now=now, link=_LINK)
    visitor = Visitor("2001:db8::1", "drill")
    way = attempts.take(
        Answer(attempts.prepare(one, visitor=visitor, now=now)), visitor=visitor, now=now
    )
    claims = Claims(issuer, "drill", owner.email, verified=True, name="", amr=(), acr="", all={})
    attempts.wait(way, claims, strong=False, now=now)
    account = Account(issuer, canaries.take(*_IN_VAULT), owner.email, owner.name)
    arrivals.arrive(account, one, now=now, link=_LINK)
