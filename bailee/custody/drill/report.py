"""What a drill says."""

from dataclasses import asdict, dataclass, field
from typing import Any


class DrillError(Exception):
    """The drill could not be carried out; the text says at which step and why."""


@dataclass(frozen=True)
class Place:
    """How many canaries were laid where they reach this place, and how many were found there."""

    place: str
    planted: int
    before: int
    after: int

    @property
    def ok(self) -> bool:
        return self.before > 0 and self.after == 0


@dataclass(frozen=True)
class Step:
    step: str
    seconds: float


@dataclass
class Drill:
    """`wrong`: sentences on what is not as promised. `closed`: columns that can hold no canary."""

    rows: int
    places: list[Place] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return bool(self.places) and not self.wrong and all(place.ok for place in self.places)

    def as_json(self) -> dict[str, Any]:
        """The form that programs read: `ok`, `rows`, `places`, `steps`."""
        return {
            "ok": self.ok,
            "rows": self.rows,
            "places": [asdict(place) for place in self.places],
            "steps": [asdict(step) for step in self.steps],
        }
