"""What may still be added to a vault: every part asks here, and this asks none of them.

What is kept is counted by whoever keeps it. Nothing is counted while no limit is agreed, and far
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from the limit an estimate is enough: `docs/adr/0010-quotas.md` says how far off it may be.
"""

from collections.abc import Callable
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from bailee.office.clients import quotas
from bailee.people import languages

type Kind = Literal["records", "file_bytes", "users"]
type Count = Callable[[], int]

WARNED_FROM = 80  # per cent
MARGIN = 1_000  # of an estimate, at least; it may lag behind by what was written in seconds
_NEAR = 98  # per cent: from here on nothing is estimated
_MEND = {
    "records": gettext_noop("Delete records that you no longer need"),
    "file_bytes": gettext_noop("Delete files or old versions that you no longer need"),
    "users": gettext_noop("Deactivate somebody or withdraw an invitation"),
}


class OverQuotaError(ValueError):
    """It would be more than agreed; the message says how much is left and what to do."""


def refuse_over(kind: Kind, *, more: int, count: Count, estimate: Count | None = None) -> None:
    """Raises `OverQuotaError` if `more` of a kind do not fit beside what is kept already.

    `estimate` is asked first where counting is slow. What is kept above a lowered quota stays.
    """
    limit: int | None = getattr(quotas.here(), kind)
    if limit is None or more <= 0:
        return
    if estimate is not None and estimate() + more + MARGIN <= limit * _NEAR // 100:
        return
    used = count()
    if used + more > limit:
        raise OverQuotaError(_sentence(kind, limit, used, more))


def words(kind: Kind, amount: int) -> str:
    """An amount of a kind as the house writes it."""
    if kind == "file_bytes":
        return languages.usual().size(amount)
    shown = languages.usual().number(amount)
    if kind == "records":
        return ngettext("{count} record", "{count} records", amount).format(count=shown)
    return ngettext("{count} person", "{count} people", amount).format(count=shown)


def _sentence(kind: Kind, limit: int, used: int, more: int) -> str:
    left = max(limit - used, 0)
    return _(
        "There is no room for {more} more: {limit} agreed, {used} kept, {left} left. {mend}, or ask"
        " {company} for more."
    ).format(
        more=words(kind, more),
        limit=words(kind, limit),
        used=words(kind, used),
        left=words(kind, left) if left else _("nothing"),
        mend=_(_MEND[kind]),
        company=settings.COMPANY_NAME,
    )
