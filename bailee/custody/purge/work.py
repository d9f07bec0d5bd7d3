"""Carrying out a purge: the steps in their order, each done until its row is there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from bailee.custody import holds
from bailee.custody.models import HandBack, Kind, PurgeStep
from bailee.custody.purge import before, certifying, faults, office, scrub, search, stores, vault
from bailee.custody.purge.matter import Counts, Purge, PurgeError
from bailee.foundation import tenancy
from bailee.vault.mail.transport import DeliveryError

STEPS: tuple[tuple[str, Callable[[Purge], Counts]], ...] = (
    ("tombstone", before.plant_tombstone),
    ("late_writers", before.stop_late_writers),
    ("envelope", before.seal_envelope),
    ("inventory", before.take_inventory),
    ("objects", stores.delete_objects),
    ("vault", vault.drop),
    ("office_rows", office.remove_rows),
    ("mail_folder", stores.remove_mail),
    ("temporary_files", stores.remove_temporary),
    ("logs", stores.forget_logs),
    ("database_scrub", scrub.step),
    ("key", stores.destroy_key),
    ("backups", stores.delete_backups),
    ("residue", search.for_residue),
    ("certificate", certifying.issue),
    ("certificate_mailed", certifying.mail),
    ("envelope_destroyed", certifying.destroy_envelope),
)
LAST = STEPS[-1][0]


def run(handback: HandBack, *, clock: Callable[[], datetime]) -> None:
    """Does every step that has no row yet. After a kill, call it again.

    Raises `PurgeError` (under a legal hold, when traces are left, when another process is at it)
    and whatever stops a step; nothing that was done is undone.
    """
    if not handback.steps.filter(kind=Kind.PURGE_BEGAN).exists():
        raise PurgeError("This purge was not begun.")
    with _alone(handback.vault):
        purge = Purge(handback, clock)
        for name, act in STEPS:
            if handback.purge_steps.filter(name=name).exists():
                continue
            if holds.stops(handback):
                raise PurgeError("A legal hold stands: the purge waits until it is lifted.")
            counts = act(purge)
            faults.point(f"after:{name}")
            PurgeStep.objects.create(handback=handback, name=name, counts=counts, at=clock())
            HandBack.objects.filter(pk=handback.pk).update(trouble="", trouble_at=None)


def is_done(handback: HandBack) -> bool:
    """Whether nothing is left to do."""
    return handback.purge_steps.filter(name=LAST).exists()


def note_trouble(handback: HandBack, error: Exception, *, now: datetime) -> None:
    """Keeps why the purge stopped, for staff to see; of foreign errors only the kind."""
    ours = isinstance(error, PurgeError | DeliveryError)
    text = str(error) if ours else type(error).__name__
    HandBack.objects.filter(pk=handback.pk).update(trouble=text[:200], trouble_at=now)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """A lock that ends with this process, however it ends. Raises `PurgeError` if it is taken."""
    with tenancy.owner(autocommit=True) as raw:
        row = raw.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"purge {name}"]).fetchone()
        if row is None or not row[0]:
            raise PurgeError("Another process is carrying out this purge.")
        yield
