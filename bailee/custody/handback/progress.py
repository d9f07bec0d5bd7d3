"""How far a hand-back is, what comes next, and everything that happened, with dates."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, router, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bailee.custody import holds
from bailee.custody.handback.errors import HeldError, OrderError
from bailee.custody.models import APPROVALS, HandBack, Kind, LegalHold, PurgeStep, Step
from bailee.custody.purge.labels import LABELS
from bailee.foundation.actors import Actor
from bailee.office.clients.models import Client

# What must have happened before a step, and the sentence that says it has not.
_BEFORE: dict[Kind, tuple[tuple[Kind, ...], str]] = {
    Kind.FROZEN: ((Kind.NOTICE,), gettext_noop("Notice must be given first.")),
    Kind.ARCHIVE_BUILT: ((Kind.FROZEN,), gettext_noop("The portal must be frozen first.")),
    Kind.DELIVERED: ((Kind.ARCHIVE_BUILT,), gettext_noop("The archive must be built first.")),
    Kind.CONFIRMED: ((Kind.DELIVERED,), gettext_noop("The archive must be delivered first.")),
    Kind.ESCROW_PASSED: ((Kind.DELIVERED,), gettext_noop("The archive must be delivered first.")),
    Kind.APPROVED: (
        (Kind.CONFIRMED, Kind.ESCROW_PASSED),
        gettext_noop(
            "The client must confirm that the archive has arrived, or the waiting time must pass."
        ),
    ),
}
_NEXT: tuple[tuple[Kind, str], ...] = (
    (Kind.FROZEN, gettext_noop("When the contract has ended, the portal is frozen.")),
    (Kind.ARCHIVE_BUILT, gettext_noop("The archive is to be built.")),
    (Kind.DELIVERED, gettext_noop("The archive is to be delivered.")),
    (Kind.CONFIRMED, gettext_noop("The client confirms with the code from inside the archive.")),
    (Kind.APPROVED, gettext_noop("Two staff approve the purge.")),
    (Kind.PURGE_BEGAN, gettext_noop("The purge can begin.")),
    (Kind.CERTIFIED, gettext_noop("The purge is under way.")),
    (Kind.CERTIFICATE_MAILED, gettext_noop("The certificate is being mailed.")),
)


@dataclass(frozen=True)
class State:
    """`next` says in one sentence what is still to come; empty when all is done."""

    handback: HandBack
    done: frozenset[str]
    approved_by: tuple[uuid.UUID, ...]
    purged: tuple[str, ...]
    hold: LegalHold | None
    next: str

    def has(self, kind: Kind) -> bool:
        """Whether that step is done; both approvals, for approvals."""
        if kind == Kind.APPROVED:
            return len(self.approved_by) >= APPROVALS
        if kind == Kind.CONFIRMED:
            return bool(self.done & {Kind.CONFIRMED, Kind.ESCROW_PASSED})
        return kind in self.done


@dataclass(frozen=True)
class Event:
    """One line of the account of a hand-back. `by_id` is empty where Bailee did it by itself."""

    at: datetime
    label: str
    by_kind: str
    by_id: uuid.UUID | None
    counts: dict[str, object]


def standing(client_id: uuid.UUID) -> HandBack | None:
    """The client's hand-back that was not withdrawn."""
    return HandBack.objects.standing().filter(client_id=client_id).first()


def state_of(handback: HandBack) -> State:
    """How far it is."""
    steps = list(handback.steps.all())
    state = State(
        handback=handback,
        done=frozenset(step.kind for step in steps),
        approved_by=tuple(
            step.by_id
            for step in steps
            if step.kind == Kind.APPROVED and step.lapsed_at is None and step.by_id
        ),
        purged=tuple(handback.purge_steps.values_list("name", flat=True)),
        hold=holds.standing(handback.client_id),
        next="",
    )
    missing = (sentence for kind, sentence in _NEXT if not state.has(kind))
    return State(**{**vars(state), "next": _(found) if (found := next(missing, "")) else ""})


def timeline(client_id: uuid.UUID) -> list[Event]:
    """Everything that happened to the client's hand-backs and holds, oldest first."""
    events = [
        *_of_steps(Step.objects.filter(handback__client_id=client_id)),
        *_of_purge(PurgeStep.objects.filter(handback__client_id=client_id)),
        *_of_withdrawn(HandBack.objects.filter(client_id=client_id, withdrawn_at__isnull=False)),
        *_of_holds(LegalHold.objects.filter(client_id=client_id)),
    ]
    return sorted(events, key=lambda event: event.at)


def client_of(handback: HandBack) -> Client:
    """The registry row. Raises `OrderError` once it is struck."""
    client: Client | None = Client.objects.filter(pk=handback.client_id).first()
    if client is None:
        raise OrderError(_("This client's records have been purged."))
    return client


def require(handback: HandBack, kind: Kind) -> None:
    """Raises `OrderError` or `HeldError` unless the step may be taken now."""
    if handback.withdrawn_at is not None:
        raise OrderError(_("The notice was withdrawn: there is nothing to hand back."))
    if holds.standing(handback.client_id):
        raise HeldError(_("A legal hold stands: nothing goes on until it is lifted."))
    done = set(handback.steps.values_list("kind", flat=True))
    needed, sentence = _BEFORE.get(kind, ((), ""))
    if needed and not done.intersection(needed):
        raise OrderError(_(sentence))
    if kind in done and kind != Kind.APPROVED:
        raise OrderError(_("This was done already: {label}.").format(label=kind.label))


def record(handback: HandBack, kind: Kind, *, by: Actor, now: datetime, number: int = 1) -> Step:
    """Writes the step down. Raises `OrderError` if somebody was faster."""
    try:
        with transaction.atomic(using=router.db_for_write(Step)):
            return Step.objects.create(
                handback=handback, kind=kind, number=number, at=now, by_kind=by.kind, by_id=by.id
            )
    except IntegrityError as error:
        raise OrderError(_("This was done already: {label}.").format(label=kind.label)) from error


def event_of(step: Step) -> Event:
    """The line of a step; of an approval it says whether it lapsed."""
    label = str(Kind(step.kind).label)
    if step.lapsed_at is not None:
        label = _("{label} (lapsed: no longer active staff)").format(label=label)
    return Event(step.at, label, step.by_kind, step.by_id, {})


def _of_steps(steps: Iterable[Step]) -> list[Event]:
    return [event_of(step) for step in steps]


def _of_withdrawn(found: Iterable[HandBack]) -> list[Event]:
    return [
        Event(
            one.withdrawn_at, _("Notice withdrawn"), one.withdrawn_by_kind, one.withdrawn_by_id, {}
        )
        for one in found
        if one.withdrawn_at is not None
    ]


def _of_purge(steps: Iterable[PurgeStep]) -> list[Event]:
    return [Event(s.at, _(LABELS.get(s.name, s.name)), "system", None, s.counts) for s in steps]


def _of_holds(found: Iterable[LegalHold]) -> list[Event]:
    events = []
    for hold in found:
        events.append(Event(hold.placed_at, _("Legal hold placed"), hold.by_kind, hold.by_id, {}))
        if hold.lifted_at is not None:
            events.append(
                Event(
                    hold.lifted_at,
                    _("Legal hold lifted"),
                    hold.lifted_by_kind,
                    hold.lifted_by_id,
                    {},
                )
            )
    return events
