"""Telling each client's owners by mail, once, that a new version of the policy holds (1.1)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from bailee.custody import lifecycle, tombstones
from bailee.foundation import ids, tenancy
from bailee.office.clients.models import Client
from bailee.people.models import Consent, PolicyNotice, User
from bailee.people.roles import Role
from bailee.policy import versions
from bailee.vault.company.team import portal
from bailee.vault.mail import outbox

PAGE = "/account/policy/"


def tell_all(*, now: datetime) -> int:
    """Posts the mails that are due in all vaults; says how many. Safe to repeat."""
    return sum(
        tell(client, now=now)
        for client in Client.objects.all()
        if not client.frozen and not tombstones.stands(client.schema_name)
    )


def tell(client: Client, *, now: datetime) -> int:
    """Posts to each owner of one client, if somebody there had agreed to an older version."""
    version = versions.in_force()
    with tenancy.inside(client.schema_name), transaction.atomic():
        older = Consent.objects.exclude(policy_sha256=version.sha256)
        told = PolicyNotice.objects.filter(policy_sha256=version.sha256)
        if told.exists() or not older.filter(accepted=True).exists():
            return 0
        PolicyNotice.objects.create(id=ids.new(), policy_sha256=version.sha256, told_at=now)
        context: dict[str, outbox.Said] = {
            "portal": lambda _: portal(),
            "company": settings.COMPANY_NAME,
            "dated": version.dated,
            "link": lifecycle.portal_url(client) + PAGE,
        }
        owners = list(User.objects.active().filter(role=Role.OWNER))
        for owner in owners:
            outbox.post(
                "policy_changed", to=owner.email, context={**context, "name": owner.name}, now=now
            )
    return len(owners)
