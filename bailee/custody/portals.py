"""“My portals”: each portal where an address has an account writes to it, on its own.

The public site keeps a keyed fingerprint of the address that was typed, as the throttle does, and
looks nothing up. The worker asks vault after vault whether somebody there has that fingerprint;
no vault learns of another, and the mail leaves from the vault's own outbox.
"""

import uuid
from datetime import datetime

from bailee.custody.handback import sweeping
from bailee.foundation import tenancy
from bailee.office.clients import registry
from bailee.office.clients.models import Client
from bailee.people import throttle
from bailee.people.models import Throttle, User
from bailee.people.throttled import Purpose
from bailee.vault.company import team
from bailee.vault.mail import outbox


def asked(email: str) -> uuid.UUID:
    """The id by which a job finds what was asked for; the throttle has just counted it."""
    return Throttle.objects.get(
        purpose=Purpose.PORTALS, account=throttle.hashed(email), address=""
    ).id


def tell(ask: uuid.UUID, *, now: datetime) -> int:
    """Posts a mail in each vault with an active person of that address; says how many.

    Raises `ExceptionGroup` at the end, if a vault has failed; the others have been asked.
    """
    row = Throttle.objects.filter(id=ask, purpose=Purpose.PORTALS).first()
    if row is None:
        return 0
    office, told = tenancy.current().schema, 0

    def ask_here() -> None:
        nonlocal told
        for person in User.objects.active():
            if throttle.hashed(person.email, schema=office) == row.account:
                _tell(person, now=now)
                told += 1

    sweeping.in_each(sweeping.vaults(), ask_here)
    return told


def _tell(person: User, *, now: datetime) -> None:
    client = Client.objects.get(schema_name=tenancy.current().schema)
    outbox.post(
        "your_portal",
        to=person.email,
        context={
            "portal": lambda _: team.portal(),
            "name": person.name,
            "link": f"{registry.portal_url(client)}/",
        },
        now=now,
    )
