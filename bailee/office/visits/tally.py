"""Counting in memory: a page waits for no disk and no lock of the database."""

import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bailee.foundation.tenancy import Seat
from bailee.office.visits.models import BROWSER, COUNTRY, ERROR, OTHER, PAGE, REFERRER

MOST = 1_000  # different counts of one seat between two writings; made-up values fill no memory


class Count(NamedTuple):
    """What is counted: one value of one kind, on one day of one face."""

    day: date
    face: str
    kind: str
    value: str


@dataclass(frozen=True)
class Arrival:
    """With what somebody came from elsewhere; an empty text where it was not said."""

    referrer: str  # a host
    country: str  # ISO 3166-1
    browser: str  # a family


@dataclass(frozen=True)
class Visit:
    """One page shown to somebody who is not signed in. `arrival`: not from a page of ours."""

    day: date
    face: str
    page: str  # the route
    error: str = ""  # the status, for a page that says what went wrong
    arrival: Arrival | None = None

    def counts(self) -> list[Count]:
        """A page or an error, and of an arrival one value of each kind."""
        found = [(ERROR, self.error) if self.error else (PAGE, self.page)]
        if self.arrival is not None:
            found += [
                (REFERRER, self.arrival.referrer),
                (COUNTRY, self.arrival.country),
                (BROWSER, self.arrival.browser),
            ]
        return [Count(self.day, self.face, kind, value[:253]) for kind, value in found]


class Tally:
    """What one process has counted and not written yet, by the seat where it belongs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: defaultdict[Seat, Counter[Count]] = defaultdict(Counter)

    def note(self, seat: Seat, visit: Visit) -> None:
        """Counts a visit."""
        counts = visit.counts()
        with self._lock:
            counted = self._counted[seat]
            for one in counts:
                full = len(counted) >= MOST and one not in counted
                counted[one._replace(value=OTHER) if full else one] += 1

    def take(self) -> Mapping[Seat, Counter[Count]]:
        """What was counted since the last time; it is for the caller alone to keep."""
        with self._lock:
            taken, self._counted = self._counted, defaultdict(Counter)
        return taken


pending = Tally()  # of this process
