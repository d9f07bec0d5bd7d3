"""When a client's owner has lost a device and no other owner can vouch: two of our staff do.

All of it lies in the client's vault; the office keeps nothing. Staff name the owner by address and
see of the vault only the resets that staff have asked for.
"""

import uuid
from datetime import datetime

from bailee.custody import lifecycle
from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.office.clients.models import Client
from bailee.people.models import User
from bailee.people.protection import resets
from bailee.people.protection.models import FactorReset
from bailee.people.protection.resets import ResetError
from bailee.people.roles import OWNERS
from bailee.vault.company import protection


def waiting(client: Client) -> list[FactorReset]:
    """What one member of staff has asked for and another has not decided."""
    with tenancy.inside(client.schema_name):
        return list(FactorReset.objects.waiting().select_related("person"))


def ask(client: Client, *, email: str, reason: str, by: Actor, now: datetime) -> FactorReset:
    """The first head. Raises `ResetError`, also where the address is no active owner's."""
    with tenancy.inside(client.schema_name):
        owner = User.objects.active().called(email).filter(role__in=OWNERS).first()
        if owner is None:
            raise ResetError("No active owner of this client has this address.")
        return protection.ask_reset(owner, reason=reason, by=by, url_of=_link_of(client), now=now)


def decide(client: Client, reset_id: uuid.UUID, *, approve: bool, by: Actor, now: datetime) -> None:
    """The second head. Raises `ResetError`."""
    with tenancy.inside(client.schema_name):
        reset = FactorReset.objects.waiting().filter(id=reset_id).first()
        if reset is None:
            raise ResetError("This has been decided already.")
        if approve:
            protection.approve_reset(reset, by=by, url_of=_link_of(client), now=now)
        else:
            resets.refuse(reset, by=by, now=now)


def _link_of(client: Client) -> protection.UrlOf:
    return lambda token: f"{lifecycle.portal_url(client)}/account/factor/reset/{token}/"
