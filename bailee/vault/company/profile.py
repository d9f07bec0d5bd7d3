"""Writing down and correcting what the company is called, where it is, how it is billed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bailee.foundation import ids
from bailee.foundation.actors import Actor
from bailee.vault.company import facts
from bailee.vault.company.changes import change
from bailee.vault.company.models import TOPICS, Change, Profile

_SUBJECTS = {"contract": facts.CONTRACT, "details": facts.DETAILS, "billing": facts.BILLING}


def set_up(values: Mapping[str, str], *, by: Actor, now: datetime) -> Profile:
    """Writes down what a new vault's company gave at the start, and its first contact.

    `values`: fields of the profile, and `contact_name`, `contact_email`, `contact_phone`. Raises
    `KeyError` for a field that is no field.
    """
    given: dict[str, Any] = dict(values)
    named = {
        "name": given.pop("contact_name", ""),
        "email": given.pop("contact_email", ""),
        "phone": given.pop("contact_phone", ""),
    }
    contact = {f"contact:{ids.new()}": {"topics": list(TOPICS), **named}} if named["email"] else {}
    change("opening", {**given, **contact}, by=by, now=now)
    return current()


@transaction.atomic
def correct(values: Mapping[str, Any], *, by: Actor, now: datetime) -> list[Change]:
    """Changes the profile (clause 8.1): at once, but for what contracts name, which is asked for.

    Returns the changes made or asked for; fields that are as they were make none. Raises
    `ChangeError`, and `KeyError` for a field that is no field of the profile.
    """
    if unknown := set(values) - set(facts.PROFILE):
        raise KeyError(f"not a field of the profile: {sorted(unknown)}")
    made = []
    for subject, names in _SUBJECTS.items():
        theirs = {name: values[name] for name in names if name in values}
        if theirs and (one := change(subject, theirs, by=by, now=now)):
            made.append(one)
    return made


def current() -> Profile:
    """The profile of the vault in which the caller sits."""
    return Profile.objects.get()
