"""What was true of the company at a moment: an invoice freezes it when it is issued."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bailee.vault.company import facts
from bailee.vault.company.models import Change


@dataclass(frozen=True)
class Company:
    """The company's information at one moment, by the keys of `facts`; fit for JSON."""

    values: dict[str, Any]

    def __getattr__(self, key: str) -> Any:
        """A single field, such as `legal_name`; empty if it was not given."""
        if key not in {*facts.PROFILE, *facts.BANK}:
            raise AttributeError(key)
        return self.values.get(key, "")

    @property
    def tax_ids(self) -> list[dict[str, Any]]:
        return self._rows("tax_id")

    def contacts(self, topic: str = "") -> list[dict[str, Any]]:
        """Whom to turn to, of one topic or all."""
        return [one for one in self._rows("contact") if not topic or topic in one["topics"]]

    @property
    def billing_address(self) -> dict[str, str]:
        """Where bills go: the legal address unless another was given."""
        parts = ("street", "postal_code", "city", "country")
        apart = bool(self.billing_street or self.billing_city)
        address = {part: getattr(self, f"billing_{part}" if apart else part) for part in parts}
        return {"name": self.billing_name or self.legal_name, **address}

    def _rows(self, noun: str) -> list[dict[str, Any]]:
        keys = sorted(key for key in self.values if key.startswith(f"{noun}:"))
        return [self.values[key] for key in keys]


def as_of(moment: datetime) -> Company:
    """What had taken effect by then; of the future: what is true now.

    Before the vault was opened nothing was: an empty company.
    """
    values: dict[str, Any] = {}
    effective = Change.objects.filter(effective_at__lte=moment)
    for after in effective.order_by("effective_at", "at", "id").values_list("after", flat=True):
        values |= after
    return Company({key: value for key, value in values.items() if facts.is_given(value)})
