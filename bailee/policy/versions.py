"""The versions of the policy: the one in force, and all earlier ones, which stay readable.

The text in force is `policy.md`. When it changes, the old text moves to `earlier/<its date>.md`.
"""

import difflib
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bailee.people import consents
from bailee.policy import clauses

EARLIER = Path(__file__).with_name("earlier")
_WORDS = re.compile(r"\s+")


@dataclass(frozen=True)
class Version:
    """One text of the policy; its SHA-256 over the bytes names it."""

    text: str
    dated: date
    sha256: str

    @property
    def named(self) -> consents.Version:
        return consents.Version(self.sha256, self.dated)


@dataclass(frozen=True)
class Line:
    """A line of a difference: `kind` is "kept", "gone" or "new"."""

    kind: str
    text: str


def in_force() -> Version:
    """The version that holds now."""
    return Version(clauses.text(), clauses.LAST_UPDATED, clauses.sha256())


def earlier() -> list[Version]:
    """All versions that held before, the newest first."""
    found = [
        Version(
            path.read_text(encoding="utf-8"),
            date.fromisoformat(path.stem),
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in EARLIER.glob("*.md")
    ]
    return sorted(found, key=lambda version: version.dated, reverse=True)


def find(sha256: str) -> Version | None:
    """The version of that name."""
    return next((one for one in [in_force(), *earlier()] if one.sha256 == sha256), None)


def on(day: date) -> Version | None:
    """The version of that date."""
    return next((one for one in [in_force(), *earlier()] if one.dated == day), None)


def difference(old: Version, new: Version) -> Iterator[Line]:
    """Clause by clause: what is kept, what is gone, what is new."""
    kinds = {"  ": "kept", "- ": "gone", "+ ": "new"}
    for line in difflib.ndiff(_clauses(old), _clauses(new)):
        if line[:2] in kinds:
            yield Line(kinds[line[:2]], line[2:])


def _clauses(version: Version) -> list[str]:
    plain = (line.strip(" #-*") for line in version.text.splitlines())
    return [_WORDS.sub(" ", line) for line in plain if line]
