"""What a person or a program gave for one record: texts by field, completed and judged."""

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from bailee.vault.records import rules
from bailee.vault.records.models import Field
from bailee.vault.records.rules import Texts

type Reasons = dict[str, str]  # by the field's id


class RecordError(ValueError):
    """Values that their fields refuse: `reasons` by the field's id."""

    def __init__(self, reasons: Reasons) -> None:
        super().__init__(_("Some values cannot be kept."))
        self.reasons = reasons


def given(fields: Sequence[Field], texts: Texts, *, exact: bool = False) -> dict[str, str | None]:
    """A text for each field: what was given, else the field's default; None for no value.

    A form cannot tell an empty text from no value: it means no value, unless `exact`.
    """
    found = {}
    for one in fields:
        key = str(one.id)
        text = texts.get(key, one.default)
        found[key] = text if exact else text or None
    return found


def checked(
    fields: Sequence[Field], texts: Texts, *, besides: uuid.UUID | None = None
) -> dict[str, str | None]:
    """The texts to store. Raises `RecordError` with every reason at once."""
    found, reasons = rules.judge(fields, texts, besides=besides)
    if reasons:
        raise RecordError(reasons)
    return found
