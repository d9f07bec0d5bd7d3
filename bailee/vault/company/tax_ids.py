"""The numbers under which the company pays tax: asked for, and confirmed by somebody else."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from bailee.foundation import ids
from bailee.foundation.actors import Actor
from bailee.vault.company import numbers
from bailee.vault.company.changes import ChangeError, change
from bailee.vault.company.models import Change, TaxId


def ask(
    *,
    country: str,
    kind: str,
    number: str,
    by: Actor,
    now: datetime,
    which: uuid.UUID | None = None,
) -> Change | None:
    """Asks for a new number, or for another in the place of `which`.

    Raises `numbers.NumberError`, and `ChangeError` for one that is there or waits already.
    """
    value = {"country": country, "kind": kind, "number": numbers.tax_id(country, kind, number)}
    others = TaxId.objects.filter(**value).exclude(pk__in=[which])
    waiting = Change.objects.waiting().filter(subject="tax_id").exclude(about=which)
    if others.exists() or any(value in one.after.values() for one in waiting):
        raise ChangeError(_("This number is there already, or waits for confirmation."))
    which = which or ids.new()
    return change("tax_id", {f"tax_id:{which}": value}, about=which, by=by, now=now)


def ask_removal(which: uuid.UUID, *, by: Actor, now: datetime) -> Change | None:
    """Asks for a number to be taken away. Raises `ChangeError` while a change of it waits."""
    return change("tax_id", {f"tax_id:{which}": None}, about=which, by=by, now=now)
