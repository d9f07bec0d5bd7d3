"""A hand-back as a timeline: what was done, what is due, what is still to come."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext, gettext_noop

from bailee.custody import handback as handbacks
from bailee.custody.handback import Event, State
from bailee.custody.models import ArchiveBuild, HandBack, Kind
from bailee.custody.purge.labels import LABELS

Progress = Literal["done", "now", "failed", ""]


@dataclass(frozen=True)
class Stage:
    """One stage; `kind` is the step that ends it, `events` what happened in it.

    `details`: what the purge did, one by one.
    """

    kind: Kind
    title: str
    progress: Progress
    events: tuple[Event, ...]
    details: tuple[Event, ...] = ()
    under_way: bool = False


# The stage's last step, its title, and the other steps that belong to it.
_STAGES: tuple[tuple[Kind, str, tuple[Kind, ...]], ...] = (
    (Kind.NOTICE, gettext_noop("Notice"), ()),
    (Kind.FROZEN, gettext_noop("Portal read-only"), ()),
    (Kind.ARCHIVE_BUILT, gettext_noop("Archive built"), ()),
    (Kind.DELIVERED, gettext_noop("Archive delivered"), ()),
    (
        Kind.CONFIRMED,
        gettext_noop("Receipt confirmed by the client"),
        (Kind.REMINDED, Kind.ESCROW_PASSED),
    ),
    (Kind.APPROVED, gettext_noop("Purge approved by two staff"), ()),
    (Kind.CERTIFIED, gettext_noop("Purged and certified"), (Kind.PURGE_BEGAN,)),
    (Kind.CERTIFICATE_MAILED, gettext_noop("Certificate mailed"), ()),
)


@dataclass(frozen=True)
class Timeline:
    """The stages of one hand-back and how far it is."""

    state: State
    stages: tuple[Stage, ...]
    build: ArchiveBuild | None

    @property
    def current(self) -> Stage | None:
        """The stage that is due; none when all is done."""
        return next((stage for stage in self.stages if stage.progress in ("now", "failed")), None)

    @property
    def moving(self) -> bool:
        """Whether the worker is at it, so that looking again will show more."""
        return any(stage.under_way for stage in self.stages)

    @property
    def purge_steps(self) -> tuple[int, int]:
        """Steps of the purge that are done, and all there are."""
        return len(self.state.purged), len(LABELS)


def timeline(handback: HandBack) -> Timeline:
    """Reads it anew: three small queries and one for each kind of event."""
    state = handbacks.state_of(handback)
    build = handback.archive_builds.first()
    events = _by_kind(handback)
    # Nothing is due any more once the notice was withdrawn.
    stages, due_seen = [], handback.withdrawn_at is not None
    for kind, title, others in _STAGES:
        done = state.has(kind)
        due = not done and not due_seen
        due_seen = due_seen or due
        stages.append(
            Stage(
                kind=kind,
                title=gettext(title),
                progress="done" if done else _due(handback) if due else "",
                events=tuple(event for one in (*others, kind) for event in events.get(one, ())),
                details=_purged(handback) if kind == Kind.CERTIFIED else (),
                under_way=due and _under_way(kind, state, build),
            )
        )
    return Timeline(state=state, stages=tuple(stages), build=build)


def _due(handback: HandBack) -> Progress:
    return "failed" if handback.trouble else "now"


def _under_way(kind: Kind, state: State, build: ArchiveBuild | None) -> bool:
    if state.hold is not None:
        return False
    if kind == Kind.ARCHIVE_BUILT:
        return build is not None and build.state == "building"
    return kind == Kind.CERTIFICATE_MAILED or (
        kind == Kind.CERTIFIED and Kind.PURGE_BEGAN in state.done
    )


def _by_kind(handback: HandBack) -> dict[Kind, list[Event]]:
    found: dict[Kind, list[Event]] = {}
    for step in handback.steps.all():
        found.setdefault(Kind(step.kind), []).append(handbacks.event_of(step))
    return found


def _purged(handback: HandBack) -> tuple[Event, ...]:
    return tuple(
        Event(step.at, gettext(LABELS.get(step.name, step.name)), "system", None, step.counts)
        for step in handback.purge_steps.all()
    )
