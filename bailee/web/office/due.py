"""Which step of a hand-back the staff can take now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext, gettext_noop

from bailee.custody.handback import State
from bailee.custody.handback.delivery import ESCROW_DAYS
from bailee.custody.models import HandBack, Kind
from bailee.people.models import User
from bailee.web.ui.stages import Timeline


@dataclass(frozen=True)
class Action:
    """A button: the step it takes, its words, and whether a page asks once more before."""

    kind: Kind
    said: str
    icon: str
    grave: bool = False

    @property
    def words(self) -> str:
        return gettext(self.said)


FREEZE = Action(Kind.FROZEN, gettext_noop("Freeze the portal now"), "snowflake")
BUILD = Action(Kind.ARCHIVE_BUILT, gettext_noop("Build the archive"), "archive")
BUILD_AGAIN = Action(Kind.ARCHIVE_BUILT, gettext_noop("Build the archive again"), "archive")
DELIVER = Action(Kind.DELIVERED, gettext_noop("Deliver the archive"), "send")
GO_ON = Action(
    Kind.ESCROW_PASSED, gettext_noop("Go on without confirmation"), "hourglass", grave=True
)
APPROVE = Action(Kind.APPROVED, gettext_noop("Approve the purge"), "circle-check", grave=True)
PURGE = Action(Kind.PURGE_BEGAN, gettext_noop("Purge now"), "trash-2", grave=True)


_OF_STAGE = {
    Kind.FROZEN: FREEZE,
    Kind.ARCHIVE_BUILT: BUILD,
    Kind.DELIVERED: DELIVER,
    Kind.CONFIRMED: GO_ON,
    Kind.APPROVED: APPROVE,
    Kind.CERTIFIED: PURGE,
}


def action(timeline: Timeline, me: User, *, now: datetime) -> Action | None:
    """The step this member of staff can take now; none while others or the worker are due."""
    stage = timeline.current
    if stage is None or stage.under_way or timeline.state.hold is not None:
        return None
    if not _may_now(stage.kind, timeline.state, me, now):
        return None
    found = _OF_STAGE.get(stage.kind)
    return BUILD_AGAIN if found is BUILD and timeline.build else found


def _may_now(kind: Kind, state: State, me: User, now: datetime) -> bool:
    match kind:
        case Kind.FROZEN:
            return now.date() >= state.handback.ends_on
        case Kind.CONFIRMED:
            return now >= escrow_ends(state.handback)
        case _:
            return kind != Kind.APPROVED or me.id not in state.approved_by


def escrow_ends(handback: HandBack) -> datetime:
    """When a delivered archive need not be confirmed any more."""
    delivered = handback.steps.get(kind=Kind.DELIVERED)
    return delivered.at + timedelta(days=ESCROW_DAYS)
