"""What is asked of a field's values, cleaned before it is kept: rules, choices, default, target."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from psycopg import sql

from bailee.people import languages
from bailee.vault.records import bounds, filters, relations, rules, schemas, types
from bailee.vault.records.models import Collection
from bailee.vault.records.types import TYPES, FieldType

MAX_CHOICES = 100
MAX_CHOICE = 100  # characters
MAX_LENGTH = 16 * 1024 * 1024
_PROBE = "aA0 -_./:" * 100  # a pattern that cannot be tried on this within a second is refused


class DemandError(ValueError):
    """What is asked of a field cannot be: `reasons` by the name of what is wrong."""

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__("; ".join(reasons.values()))
        self.reasons = reasons


@dataclass(frozen=True)
class NewField:
    """A field to be made, or what an existing one shall become.

    `rules` by name (`bounds.TAKES`), as texts of a form or as kept. `target` is the collection
    that a relation names.
    """

    label: str
    type: str
    required: bool = False
    indexed: bool = False
    choices: Sequence[str] = ()
    unique: bool = False
    description: str = ""
    default: str | None = None
    rules: Mapping[str, Any] = field(default_factory=dict)
    target: UUID | None = None

    @property
    def kind(self) -> FieldType:
        return TYPES[self.type]


def clean(asked: NewField) -> NewField:
    """The same without what means nothing for its type. Raises `DemandError`."""
    if asked.type not in TYPES:
        raise DemandError({"type": _("There is no such type.")})
    reasons: dict[str, str] = {}
    kept = _rules(asked, reasons)
    choices = _choices(asked, reasons)
    cleaned = replace(
        asked,
        description=" ".join(asked.description.replace("\x00", "").split())[:500],
        choices=choices,
        rules=kept,
        indexed=asked.kind.indexable and (asked.indexed or asked.type in relations.LINKS),
        unique=asked.unique and asked.kind.may_be_unique,
        default=(asked.default or None) if asked.type not in relations.LINKS else None,
        target=asked.target if asked.type == "relation" else None,
    )
    if asked.type == "relation" and not Collection.objects.filter(id__in=[cleaned.target]).exists():
        reasons["target"] = _("Choose the collection whose records this field names.")
    if cleaned.default is not None and not reasons:
        reasons |= _default(cleaned, cleaned.default)
    if reasons:
        raise DemandError(reasons)
    return cleaned


def _default(asked: NewField, text: str) -> dict[str, str]:
    if asked.unique:
        return {"default": _("A field whose values stand only once cannot have a default.")}
    if "\x00" in text or len(text) > MAX_LENGTH:
        return {"default": _("This cannot be kept.")}
    why = fault(asked, text)
    return (
        {"default": _("The default must fit the field itself: {why}.").format(why=why)}
        if why
        else {}
    )


def fault(asked: NewField, text: str) -> str | None:
    """Why a text could not be a value of the field, apart from other records; None when it can."""
    query = types.reason(
        asked.kind,
        sql.SQL("{}::text").format(sql.Literal(text)),
        required=False,
        options=list(asked.choices),
        rules=asked.rules,
    )
    why: str | None = filters.fetch(sql.SQL("SELECT {}").format(query))[0][0]
    if why is None and asked.rules.get("schema"):
        why = schemas.Checker(asked.rules["schema"], rules.matches).reason(text)
    return why


def _rules(asked: NewField, reasons: dict[str, str]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name in bounds.TAKES.get(asked.type, ()):
        given = str(asked.rules.get(name) or "").strip()
        if given in {"", "None"}:
            continue
        try:
            kept[name] = _rule(asked, name, given)
        except ValueError as error:
            reasons[name] = str(error)
    for low, high in (("min", "max"), ("min_length", "max_length")):
        if {low, high} <= kept.keys() and low not in reasons and _crossed(asked, kept, low, high):
            reasons[high] = _("The greatest is less than the least.")
    return kept


def _rule(asked: NewField, name: str, given: str) -> Any:
    """Raises `ValueError`, which is what tells the person."""
    if "\x00" in given:
        raise ValueError(_("This holds a character that cannot be stored."))
    if name == "schema":
        return schemas.clean(given, rules.matches)
    if name == "pattern":
        return _pattern(given)
    if name in {"min", "max"}:
        if why := fault(replace(asked, rules={}, choices=()), given):
            raise ValueError(
                _("This must be a value of the field's own type: {why}.").format(why=why)
            )
        return given
    if not given.isdecimal() or len(given) > 8 or int(given) > MAX_LENGTH:
        raise ValueError(
            _("Give a whole number of characters, up to {max_length}.").format(
                max_length=languages.usual().number(MAX_LENGTH)
            )
        )
    return int(given)


def _pattern(given: str) -> str:
    if len(given) > bounds.MAX_PATTERN:
        raise ValueError(
            _("A pattern has up to {max_pattern} characters.").format(
                max_pattern=bounds.MAX_PATTERN
            )
        )
    if re.search(r"\\[0-9]", given):  # the one thing that PostgreSQL's engine must guess at
        raise ValueError(_("A pattern cannot refer back to a part of itself (such as \\1)."))
    rules.matches(_PROBE, f"^(?:{given})$")
    return given


def _crossed(asked: NewField, kept: Mapping[str, Any], low: str, high: str) -> bool:
    if low == "min_length":
        return bool(kept[low] > kept[high])
    found = bounds.conditions(
        asked.type, {"min": kept[low]}, sql.SQL("{}::text").format(sql.Literal(kept[high]))
    )
    condition = next(found)[0]
    return not filters.fetch(sql.SQL("SELECT {}").format(condition))[0][0]


def _choices(asked: NewField, reasons: dict[str, str]) -> tuple[str, ...]:
    if asked.type != "choice":
        return ()
    named = [" ".join(one.replace("\x00", "").split()) for one in asked.choices]
    found = tuple(dict.fromkeys(one for one in named if one))
    if not found:
        reasons["choices"] = _("A choice needs at least one value.")
    elif len(found) > MAX_CHOICES or any(len(one) > MAX_CHOICE for one in found):
        reasons["choices"] = _(
            "Up to {max_choices} choices of up to {max_choice} characters each."
        ).format(max_choices=MAX_CHOICES, max_choice=MAX_CHOICE)
    return found
