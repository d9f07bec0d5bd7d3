"""The archive goes to the client, who confirms with the code inside, or time passes."""

from datetime import datetime, timedelta

from django.db import router, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bailee.custody import archive
from bailee.custody.handback import jobs
from bailee.custody.handback.archives import AVAILABLE_DAYS
from bailee.custody.handback.errors import CodeError, OrderError, ThrottledError
from bailee.custody.handback.progress import record, require
from bailee.custody.models import ArchiveBuild, ConfirmationTry, HandBack, Kind
from bailee.foundation.actors import SYSTEM, Actor

REMINDER_DAYS = (7, 14, 21)  # after delivery, while nobody has confirmed
ESCROW_DAYS = 28  # after delivery; then two staff may approve without confirmation
TRIES = 10  # codes in an hour
_HOUR = timedelta(hours=1)


def deliver(
    handback: HandBack, *, by: Actor, now: datetime, days: int = AVAILABLE_DAYS
) -> ArchiveBuild:
    """Opens the archive for `days` days and mails each active owner of the client where it is.

    Raises `OrderError` and `HeldError`.
    """
    require(handback, Kind.DELIVERED)
    build = _built(handback).filter(removed_at=None).first()
    if build is None:
        raise OrderError(_("The archive is no longer available: it must be built again."))
    with transaction.atomic(using=router.db_for_write(HandBack)):
        ArchiveBuild.objects.filter(pk=build.pk).update(available_until=now + timedelta(days=days))
        record(handback, Kind.DELIVERED, by=by, now=now)
        jobs.ask_announce(handback)
    build.refresh_from_db()
    return build


def confirm(handback: HandBack, *, code: str, by: Actor, now: datetime) -> None:
    """The client says, by the code from inside the archive, that it has arrived.

    Raises `CodeError`, `ThrottledError` (10 tries an hour), `OrderError` and `HeldError`.
    """
    require(handback, Kind.CONFIRMED)
    ConfirmationTry.objects.create(handback=handback, at=now, by_kind=by.kind, by_id=by.id)
    if handback.tries.filter(at__gt=now - _HOUR).count() > TRIES:
        raise ThrottledError(
            _("More than {tries} codes were tried. Try again in an hour.").format(tries=TRIES)
        )
    roots = _built(handback).values_list("manifest_sha256", flat=True)
    right = sum(archive.confirms(code, manifest_sha256=root) for root in roots)
    if not right:
        raise CodeError(_("This is not the code from your archive. It is in confirmation.txt."))
    record(handback, Kind.CONFIRMED, by=by, now=now)


def pass_escrow(handback: HandBack, *, by: Actor, now: datetime) -> None:
    """Goes on without confirmation, once all reminders are out and the waiting time is over.

    Raises `OrderError` and `HeldError`.
    """
    require(handback, Kind.ESCROW_PASSED)
    if handback.steps.filter(kind=Kind.CONFIRMED).exists():
        raise OrderError(_("The client has confirmed: there is nothing to wait for."))
    delivered = handback.steps.get(kind=Kind.DELIVERED).at
    first = delivered + timedelta(days=ESCROW_DAYS)
    if now < first:
        raise OrderError(
            _("The waiting time ends on {first}.").format(first=format(first, "%-d %B %Y"))
        )
    if handback.steps.filter(kind=Kind.REMINDED).count() < len(REMINDER_DAYS):
        raise OrderError(_("Not all reminders have been sent yet."))
    record(handback, Kind.ESCROW_PASSED, by=by, now=now)


def remind(*, now: datetime) -> int:
    """Sends the reminders that are due; says how many. Each is sent once, also after downtime."""
    sent = 0
    waiting = HandBack.objects.standing().filter(steps__kind=Kind.DELIVERED)
    for handback in waiting.exclude(steps__kind__in=[Kind.CONFIRMED, Kind.ESCROW_PASSED]):
        delivered = handback.steps.get(kind=Kind.DELIVERED).at
        done = handback.steps.filter(kind=Kind.REMINDED).count()
        due = sum(now >= delivered + timedelta(days=days) for days in REMINDER_DAYS)
        if due > done:
            with transaction.atomic(using=router.db_for_write(HandBack)):
                record(handback, Kind.REMINDED, by=SYSTEM, now=now, number=done + 1)
                jobs.ask_announce(handback)
            sent += 1
    return sent


def _built(handback: HandBack) -> QuerySet[ArchiveBuild]:
    return handback.archive_builds.filter(built_at__isnull=False)
