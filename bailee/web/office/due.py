"""Which step of a hand-back the staff can take now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bailee.custody.handback.delivery import ESCROW_DAYS
from bailee.custody.models import HandBack, Kind
from bailee.people.models import User
from bailee.web.ui.stages import Timeline


@dataclass(frozen=True)
class Action:
    """A button: the step it takes, its words, and whether a page asks once more before."""

    kind: Kind
    words: str
    icon: str
    grave: bool = False


FREEZE = Action(Kind.FROZEN, "Freeze the portal now", "snowflake")
BUILD = Action(Kind.ARCHIVE_BUILT, "Build the archive", "archive")
BUILD_AGAIN = Action(Kind.ARCHIVE_BUILT, "Build the archive again", "archive")
DELIVER = Action(Kind.DELIVERED, "Deliver the archive", "send")
GO_ON = Action(Kind.ESCROW_PASSED, "Go on without confirmation", "hourglass", grave=True)
APPROVE = Action(Kind.APPROVED, "Approve the purge", "circle-check", grave=True)
PURGE = Action(Kind.PURGE_BEGAN, "Purge now", "trash-2", grave=True)


def action(timeline: Timeline, me: User, *, now: datetime) -> Action | None:
    """The step this member of staff can take now; none while others or the worker are due."""
    stage, state = timeline.current, timeline.state
    if stage is None or stage.under_way or state.hold is not None:
        return None
    match stage.kind:
        case Kind.FROZEN:
            return FREEZE if now.date() >= state.handback.ends_on else None
        case Kind.ARCHIVE_BUILT:
            return BUILD if timeline.build is None else BUILD_AGAIN
        case Kind.DELIVERED:
            return DELIVER
        case Kind.CONFIRMED:
            return GO_ON if now >= escrow_ends(state.handback) else None
        case Kind.APPROVED:
            return None if me.id in state.approved_by else APPROVE
        case Kind.CERTIFIED:
            return PURGE
        case _:
            return None


def escrow_ends(handback: HandBack) -> datetime:
    """When a delivered archive need not be confirmed any more."""
    delivered = handback.steps.get(kind=Kind.DELIVERED)
    return delivered.at + timedelta(days=ESCROW_DAYS)
