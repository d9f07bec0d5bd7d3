"""Two different staff say yes; then the purge begins."""

from datetime import datetime

from django.db import router, transaction
from django.utils.translation import gettext as _

from bailee.custody.handback import jobs
from bailee.custody.handback.errors import HandBackError, OrderError
from bailee.custody.handback.progress import record, require
from bailee.custody.models import APPROVALS, HandBack, Kind, Step
from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.people import roles
from bailee.people.models import User, Users


def approve(handback: HandBack, *, by: Actor, now: datetime) -> int:
    """One staff member's yes to the purge. Returns how many there are now.

    Raises `HandBackError` for one who may not (again), `OrderError` and `HeldError`. The database
    refuses a second yes of the same person, and one by anybody but staff.
    """
    require(handback, Kind.APPROVED)
    if not _is_active_staff(by):
        raise HandBackError(_("Only active staff can approve a purge."))
    lapse(now=now)
    given = dict(handback.steps.approvals().values_list("number", "by_id"))
    if by.id in given.values():
        raise HandBackError(_("You have approved already. A second member of staff must approve."))
    free = [number for number in range(1, APPROVALS + 1) if number not in given]
    if not free:
        raise OrderError(_("The purge is approved already."))
    record(handback, Kind.APPROVED, by=by, now=now, number=free[0])
    return len(given) + 1


def purge(handback: HandBack, *, by: Actor, now: datetime) -> None:
    """Begins the purge, which the worker carries out. Nothing can undo it.

    Raises `OrderError` (without two approvals of staff who are still active), `HeldError`, and
    `HandBackError` for anybody but staff.
    """
    require(handback, Kind.PURGE_BEGAN)
    if not _is_active_staff(by):
        raise HandBackError(_("Only active staff can begin a purge."))
    lapse(now=now)
    approvals = handback.steps.approvals().count()
    if approvals < APPROVALS:
        raise OrderError(
            _("{wanted} different staff must approve; {approvals} did.").format(
                wanted=APPROVALS, approvals=approvals
            )
        )
    with transaction.atomic(using=router.db_for_write(HandBack)):
        record(handback, Kind.PURGE_BEGAN, by=by, now=now)
        jobs.ask_purge(handback)


def lapse(*, now: datetime) -> int:
    """Voids each approval whose giver could not give it any more, for good; says how many.

    Else whoever may deactivate a colleague, or give them another role, could purge alone.
    What was begun stays as it was. Asks for the staff: not from within a vault.
    """
    active = list(_active_staff().values_list("pk", flat=True))
    pending = Step.objects.approvals().exclude(handback__steps__kind=Kind.PURGE_BEGAN)
    return pending.exclude(by_id__in=active).update(lapsed_at=now)


def _is_active_staff(by: Actor) -> bool:
    if by.kind != "staff" or by.id is None or tenancy.current().in_vault:
        return False
    return _active_staff().filter(pk=by.id).exists()


def _active_staff() -> Users:
    return User.objects.active().filter(role__in=roles.CUSTODIANS)
