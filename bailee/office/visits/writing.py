"""Writing what was counted, in batches, beside the requests. What a kill takes is lost."""

import atexit
import logging
import threading

from django.db import DatabaseError

from bailee.foundation import logs, tenancy
from bailee.office.visits import totals
from bailee.office.visits.tally import pending

EVERY = 20.0  # seconds
log = logging.getLogger("bailee.visits")


def write() -> None:
    """Writes what this process has counted, each seat's on that seat.

    What cannot be written is lost: the vault may be gone, and nothing of it may be kept here.
    """
    for seat, counts in pending.take().items():
        try:
            with tenancy.inside(seat):
                totals.add(counts)
        except DatabaseError as error:
            with logs.about(seat.schema):
                log.warning("visits not written", exc_info=error)


def start() -> None:
    """Writes every `EVERY` seconds from now on, and once more when the process ends in order."""
    ending = threading.Event()
    thread = threading.Thread(target=_go_on, args=(ending,), name="visits", daemon=True)
    thread.start()

    def end() -> None:
        ending.set()
        thread.join(timeout=EVERY)

    atexit.register(end)


def _go_on(ending: threading.Event) -> None:
    while not ending.wait(EVERY):
        write()
    write()
