"""The policy, taken apart: sections, and clauses by number ("6.1", "3.1f")."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("policy.md")
_SECTION = re.compile(r"## (?P<number>\d+)\. (?P<title>.+)")
_CLAUSE = re.compile(r"- (?P<number>\d+\.\d+) (?P<text>.+)")
_LETTER = re.compile(r"  - (?P<letter>[a-z])\) (?P<text>.+)")
_TITLE = re.compile(r"# .+")
_UPDATED = re.compile(r"Last Updated: (?P<date>\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Clause:
    """One numbered sentence, or one letter below it (`parent` is then the sentence's number)."""

    number: str
    text: str
    parent: str = ""

    @property
    def label(self) -> str:
        """How the policy itself writes it: "6.1", or "f)" below its sentence."""
        return f"{self.number[-1]})" if self.parent else self.number


@dataclass(frozen=True)
class Section:
    number: str
    title: str
    clauses: tuple[Clause, ...]


def text() -> str:
    """The policy as it was written."""
    return _FILE.read_text(encoding="utf-8")


def sha256() -> str:
    """Names this version of the text, in hexadecimal, over the file's bytes."""
    return hashlib.sha256(_FILE.read_bytes()).hexdigest()


@cache
def sections() -> tuple[Section, ...]:
    """All sections in order. Raises `ValueError` at a line that is none of the known forms."""
    found: list[tuple[str, str, list[Clause]]] = []
    for line in filter(None, text().splitlines()):
        if section := _SECTION.fullmatch(line):
            found.append((section["number"], section["title"], []))
        elif _TITLE.fullmatch(line) or _UPDATED.fullmatch(line):
            continue
        else:
            clauses = found[-1][2]
            clauses.append(_clause(line, clauses))
    return tuple(Section(number, title, tuple(clauses)) for number, title, clauses in found)


def _clause(line: str, before: list[Clause]) -> Clause:
    if clause := _CLAUSE.fullmatch(line):
        return Clause(clause["number"], clause["text"])
    if letter := _LETTER.fullmatch(line):
        parent = before[-1].parent or before[-1].number
        return Clause(parent + letter["letter"], letter["text"], parent)
    raise ValueError(f"policy.md: neither a clause nor a heading: {line!r}")


@cache
def clauses() -> tuple[Clause, ...]:
    """Every clause in the order of the text."""
    return tuple(clause for section in sections() for clause in section.clauses)


def _last_updated() -> date:
    found = _UPDATED.search(text())
    if found is None:
        raise ValueError("policy.md: the line 'Last Updated: YYYY-MM-DD' is missing")
    return date.fromisoformat(found["date"])


LAST_UPDATED = _last_updated()
