"""What the last run found, kept in the home for the pages."""

import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bailee.foundation.home import home

KEPT, BROKEN, NOT_BUILT = "kept", "broken", "not built"
COULD_NOT_RUN = "the proof could not run"
_OPAQUE = re.compile(r"\b(?:[rv]_[a-z0-9]{8,}|drill-[a-z0-9]+)\b")  # vaults, logins, labels


@dataclass(frozen=True)
class Row:
    """One clause: its proof's name, the result, what was seen in one line, and when (UTC)."""

    clause: str
    proof: str
    result: str
    detail: str
    at: datetime

    @property
    def public(self) -> str:
        """The detail as anyone may read it: no names of vaults, no words of the machine."""
        if self.detail.startswith(COULD_NOT_RUN):
            return COULD_NOT_RUN
        return _OPAQUE.sub("…", self.detail)


def as_json(rows: list[Row]) -> dict[str, Any]:
    """The form that programs read: `ok` and `clauses`. Of no rows it is not ok."""
    clauses = [asdict(row) | {"at": row.at.isoformat()} for row in rows]
    return {"ok": bool(rows) and all(row.result == KEPT for row in rows), "clauses": clauses}


def keep(rows: list[Row]) -> None:
    """Replaces the results of the run before, whole or not at all."""
    part = _file().with_name(f".proofs.json.{os.getpid()}")
    part.write_text(json.dumps(as_json(rows)), encoding="utf-8")
    part.replace(_file())


def latest() -> list[Row]:
    """The results of the last run in the order of the policy; none before the first."""
    try:
        kept = json.loads(_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [Row(**one | {"at": datetime.fromisoformat(one["at"])}) for one in kept["clauses"]]


def _file() -> Path:
    return home().root / "proofs.json"
