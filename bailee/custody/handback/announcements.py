"""Telling the client's owners by mail, in their own vault: once for each step."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from bailee.custody import lifecycle, tombstones
from bailee.custody.handback.progress import client_of
from bailee.custody.models import ArchiveBuild, HandBack, Kind, Step
from bailee.foundation import tenancy
from bailee.office.clients import contracts
from bailee.office.clients.models import Client
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.company.team import portal
from bailee.vault.mail import outbox
from bailee.vault.mail.models import Message
from bailee.vault.mail.outbox import Said

_MAIL = {
    Kind.NOTICE: "notice",
    Kind.DELIVERED: "archive_ready",
    Kind.REMINDED: "archive_ready",
}
PAGE = "/archive/"  # of the portal: how far the hand-back is, the archive, the code
_FRESH = timedelta(days=1)  # later than this nobody is told of a step any more


def tell(handback: HandBack, *, now: datetime) -> int:
    """Posts what has not been posted yet to each active owner; says how many mails. Repeatable.

    Raises `TombstonedError` in a purge.
    """
    tombstones.refuse(handback.vault)
    steps = list(handback.steps.filter(kind__in=_MAIL, at__gt=now - _FRESH))
    client = client_of(handback)
    shared: dict[str, Said] = {
        "company": settings.COMPANY_NAME,
        "link": lifecycle.portal_url(client) + PAGE,
        "ends_on": handback.ends_on,
        "waived_end": _waived_end(client, handback),
    }
    build = handback.archive_builds.filter(built_at__isnull=False).first()
    with tenancy.inside(handback.vault), transaction.atomic():
        owners = list(User.objects.active().filter(role=Role.OWNER))
        shared["portal"] = lambda _: portal()
        if build is not None:
            shared |= _particulars(build)
        return sum(_post(step, owner, shared, now=now) for step in steps for owner in owners)


def _post(step: Step, owner: User, context: dict[str, Said], *, now: datetime) -> bool:
    kind = _MAIL[Kind(step.kind)]
    if Message.objects.filter(kind=kind, to=owner.email, posted_at__gte=step.at).exists():
        return False
    outbox.post(
        kind, to=owner.email, context={**context, "name": owner.name}, now=max(now, step.at)
    )
    return True


def _waived_end(client: Client, handback: HandBack) -> date | str:
    """The day on which the notice period would have been over; empty if it was kept."""
    contract = client.contracts.filter(ends_on=handback.ends_on).first()
    if contract is None or contract.notice_at is None:
        return ""  # withdrawn meanwhile
    kept_until = contracts.earliest_end(contract, now=contract.notice_at)
    return kept_until if handback.ends_on < kept_until else ""


def _particulars(build: ArchiveBuild) -> dict[str, Said]:
    return {
        "size": lambda formats: formats.size(build.size or 0),
        "sha256": build.sha256,
        "valid_until": build.available_until or "",
    }
