"""Two different staff say yes; then the purge begins."""

from datetime import datetime

from django.db import router, transaction

from bailee.custody.handback import jobs
from bailee.custody.handback.errors import HandBackError, OrderError
from bailee.custody.handback.progress import record, require
from bailee.custody.models import APPROVALS, HandBack, Kind
from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.people import roles
from bailee.people.models import User


def approve(handback: HandBack, *, by: Actor, now: datetime) -> int:
    """One staff member's yes to the purge. Returns how many there are now.

    Raises `HandBackError` for one who may not (again), `OrderError` and `HeldError`. The database
    refuses a second yes of the same person, and one by anybody but staff.
    """
    require(handback, Kind.APPROVED)
    if tenancy.current().in_vault or not _is_active_staff(by):
        raise HandBackError("Only active staff can approve a purge.")
    before = list(handback.steps.filter(kind=Kind.APPROVED).values_list("by_id", flat=True))
    if by.id in before:
        raise HandBackError("You have approved already. A second member of staff must approve.")
    if len(before) >= APPROVALS:
        raise OrderError("The purge is approved already.")
    record(handback, Kind.APPROVED, by=by, now=now, number=len(before) + 1)
    return len(before) + 1


def purge(handback: HandBack, *, by: Actor, now: datetime) -> None:
    """Begins the purge, which the worker carries out. Nothing can undo it.

    Raises `OrderError` (without two approvals) and `HeldError`.
    """
    require(handback, Kind.PURGE_BEGAN)
    approvals = handback.steps.filter(kind=Kind.APPROVED).count()
    if approvals < APPROVALS:
        raise OrderError(f"{APPROVALS} different staff must approve; {approvals} did.")
    with transaction.atomic(using=router.db_for_write(HandBack)):
        record(handback, Kind.PURGE_BEGAN, by=by, now=now)
        jobs.ask_purge(handback)


def _is_active_staff(by: Actor) -> bool:
    if by.kind != "staff" or by.id is None:
        return False
    return User.objects.active().filter(pk=by.id, role__in=roles.STAFF).exists()
