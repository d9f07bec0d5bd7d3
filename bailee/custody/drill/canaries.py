"""Canaries: strings that occur nowhere else, told apart by their last eight digits."""

from collections import Counter
from itertools import count

from bailee.custody.residue import Needles
from bailee.foundation import ids

LENGTH = 20  # characters: twelve that all canaries of a drill share, eight digits
TAIL = 8

# Where a canary is laid. One that rests in the database also shows in its dump, log and so on.
DATABASE, INLINE, LONG, INDEXED = "database", "inline", "long", "indexed"
# `VAULT` is in the client's archive too, `WITHHELD` in the backup alone.
VAULT, WITHHELD, FILE, MAIL, LOG, TEMP = "vault", "withheld", "file", "mail", "log", "temp"


class Canaries:
    """Gives out canaries and keeps count of where they were laid."""

    def __init__(self) -> None:
        self._prefix = ids.opaque(LENGTH - TAIL)
        self._numbers = count(1)
        self._laid: Counter[str] = Counter()

    def take(self, *kinds: str) -> str:
        """A new canary, to be laid in those kinds of place."""
        self._laid.update(kinds)
        return f"{self._prefix}{next(self._numbers):0{TAIL}}"

    def give_back(self, *kinds: str) -> None:
        """The last one could not be laid after all."""
        self._laid.subtract(kinds)

    @property
    def prefix(self) -> str:
        return self._prefix

    @property
    def needles(self) -> Needles:
        return Needles((self._prefix.encode(),), tail=TAIL)

    def planted(self) -> dict[str, int]:
        """Place of the residue scan → how many canaries were laid where they reach it."""
        laid = self._laid
        archived = laid[VAULT] + laid[FILE]
        return {
            "tables": laid[DATABASE],
            "pg_dump": laid[DATABASE],
            "heap": laid[INLINE],
            "index": laid[INDEXED],
            "toast": laid[LONG],
            "statistics": laid[INLINE],
            "wal": laid[DATABASE],
            "object store": archived,
            "mail folder": laid[MAIL],
            "logs": laid[LOG],
            "temp": laid[TEMP] + archived,
            "backups": archived + laid[WITHHELD],
        }
