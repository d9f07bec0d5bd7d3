"""How much the drill's client keeps: a quota agreed, a day noted, owners warned, office told."""

from datetime import datetime

from bailee.foundation.actors import Actor
from bailee.office.clients import quotas
from bailee.office.clients.models import Client
from bailee.office.clients.quotas import Quota
from bailee.vault.usage import tasks


def measure(client: Client, *, by: Actor, now: datetime) -> None:
    """All numbers: no canary fits, but a purge that forgot the rows would leave the client's id."""
    quotas.agree(client, Quota(records=1), by=by, now=now)
    tasks.measure(vault=client.schema_name)
    quotas.agree(client, Quota(), by=by, now=now)
