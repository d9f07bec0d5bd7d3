"""What may still be added to a vault: every part asks here, and this asks none of them.

What is kept is counted by whoever keeps it. Nothing is counted while no limit is agreed, and far
from the limit an estimate is enough: `docs/adr/0010-quotas.md` says how far off it may be.
"""

from collections.abc import Callable
from typing import Literal

from django.conf import settings

from bailee.office.clients import quotas
from bailee.people import languages

type Kind = Literal["records", "file_bytes", "users"]
type Count = Callable[[], int]

WARNED_FROM = 80  # per cent
MARGIN = 1_000  # of an estimate, at least; it may lag behind by what was written in seconds
_NEAR = 98  # per cent: from here on nothing is estimated
_MEND = {
    "records": "Delete records that you no longer need",
    "file_bytes": "Delete files or old versions that you no longer need",
    "users": "Deactivate somebody or withdraw an invitation",
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
    noun = {"records": "record", "users": "person"}[kind]
    plural = {"records": "records", "users": "people"}[kind]
    return f"{languages.usual().number(amount)} {noun if amount == 1 else plural}"


def _sentence(kind: Kind, limit: int, used: int, more: int) -> str:
    left = max(limit - used, 0)
    room = "nothing is left" if left == 0 else f"{words(kind, left)} left"
    mend = f"{_MEND[kind]}, or ask {settings.COMPANY_NAME} for more"
    return (
        f"There is no room for {words(kind, more)} more: {words(kind, limit)} agreed,"
        f" {words(kind, used)} kept, {room}. {mend}."
    )
