"""What every step of a purge is given, and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bailee.custody import closing
from bailee.custody.models import HandBack

Counts = dict[str, Any]  # numbers and fixed sentences, fit for JSON; never a value of the client


class PurgeError(Exception):
    """The purge cannot go on now; the text says why, without any value of the client."""


@dataclass(frozen=True)
class Purge:
    """One purge at work."""

    handback: HandBack
    clock: Callable[[], datetime]

    @property
    def vault(self) -> str:
        return self.handback.vault

    @property
    def envelope(self) -> closing.Envelope:
        """What was sealed before the vault was dropped."""
        return closing.unseal(self.vault)

    def counts_of(self, step: str) -> Counts:
        """What an earlier step counted."""
        found: Counts = self.handback.purge_steps.get(name=step).counts
        return found
