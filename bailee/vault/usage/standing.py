"""How much of each quota is used, and telling the owners once when little room is left."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from bailee.office.clients.quotas import Quota
from bailee.people import preferences
from bailee.people.models import Invitation, User
from bailee.people.roles import Role
from bailee.vault import allowance
from bailee.vault.allowance import WARNED_FROM, Kind
from bailee.vault.company.team import portal
from bailee.vault.mail import outbox
from bailee.vault.usage.measuring import Measured
from bailee.vault.usage.models import QuotaWarning

_FORGOTTEN_BELOW = 70  # per cent: a warning is over, the next crossing is told again
LABELS: dict[Kind, str] = {
    "records": gettext_noop("Records"),
    "file_bytes": gettext_noop("Files"),
    "users": gettext_noop("People"),
}
_INSIDE: dict[Kind, str] = {  # the same within a sentence
    "records": gettext_noop("records"),
    "file_bytes": gettext_noop("files"),
    "users": gettext_noop("people"),
}


@dataclass(frozen=True)
class Standing:
    """One quota: what is used of it; `limit` None: nothing is agreed."""

    kind: Kind
    used: int
    limit: int | None

    @property
    def label(self) -> str:
        return gettext(LABELS[self.kind])

    @property
    def percent(self) -> int:
        """Of the quota, rounded down; above 100 where the quota was lowered."""
        return 100 * self.used // max(self.limit, 1) if self.limit is not None else 0

    @property
    def short(self) -> bool:
        """Whether little room is left."""
        return self.limit is not None and self.percent >= WARNED_FROM

    @property
    def full(self) -> bool:
        return self.limit is not None and self.used >= self.limit


def of(measured: Measured, quota: Quota) -> list[Standing]:
    """Each quota with what is used; invitations that are open hold a place."""
    return [
        Standing("records", measured.records, quota.records),
        Standing("file_bytes", measured.file_bytes, quota.file_bytes),
        Standing("users", measured.users + measured.invited, quota.users),
    ]


def places(*, now: datetime) -> int:
    """How many may sign in, with those who are invited."""
    return User.objects.active().count() + Invitation.objects.open(now).count()


@transaction.atomic
def warn(standings: list[Standing], *, link: str, now: datetime) -> int:
    """Posts `quota_warning` to owners who want it, once for each quota; says how many mails.

    `link` leads to the usage page of the portal.
    """
    posted = 0
    for one in standings:
        warned = QuotaWarning.objects.filter(kind=one.kind)
        if one.limit is None or one.percent < _FORGOTTEN_BELOW:
            warned.delete()
        elif one.short and not warned.filter(quota=one.limit).exists():
            QuotaWarning.objects.update_or_create(
                kind=one.kind, defaults={"quota": one.limit, "warned_at": now}
            )
            posted += _post(one, one.limit, link, now)
    return posted


def _post(standing: Standing, limit: int, link: str, now: datetime) -> int:
    owners = User.objects.active().filter(role=Role.OWNER)
    wanting = [owner for owner in owners if preferences.wants(owner, "quota_warning")]
    for owner in wanting:
        outbox.post(
            "quota_warning",
            to=owner.email,
            context={
                "portal": lambda _: portal(),
                "name": owner.name,
                "what": lambda _: gettext(_INSIDE[standing.kind]),
                "percent": str(standing.percent),
                "used": lambda _: allowance.words(standing.kind, standing.used),
                "limit": lambda _: allowance.words(standing.kind, limit),
                "link": link,
            },
            now=now,
        )
    return len(wanting)
