"""Writing down and correcting the client's particulars."""

from collections.abc import Mapping
from datetime import datetime

from bailee.foundation.actors import Actor
from bailee.vault.company.models import Profile

FIELDS = (
    "legal_name",
    "street",
    "postal_code",
    "city",
    "country",
    "contact_name",
    "contact_email",
    "contact_phone",
)


def set_up(values: Mapping[str, str], *, by: Actor, now: datetime) -> Profile:
    """Writes the first profile of a new vault. Raises `KeyError` for a field that is no field."""
    return Profile.objects.create(**_known(values), changed_at=now, by_kind=by.kind, by_id=by.id)


def correct(values: Mapping[str, str], *, by: Actor, now: datetime) -> Profile:
    """Changes the profile (clause 8.1). Raises `KeyError` for a field that is no field."""
    Profile.objects.update(**_known(values), changed_at=now, by_kind=by.kind, by_id=by.id)
    return current()


def current() -> Profile:
    """The profile of the vault in which the caller sits."""
    return Profile.objects.get()


def _known(values: Mapping[str, str]) -> dict[str, str]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise KeyError(f"not a field of the profile: {sorted(unknown)}")
    return dict(values)
