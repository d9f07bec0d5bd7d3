"""Proposes a name and a type for each column of a file, from its first rows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from django.utils.translation import gettext as _

from bailee.vault.records.intake import written
from bailee.vault.records.models import Field
from bailee.vault.records.types import PROPOSED, TYPES

MAX_COLUMNS = 500
MAX_LABEL = 100  # characters
_SHOWN = 3
_FEW = 12  # different values, at most, of a column that is proposed as a choice
_BRIEF = 40  # characters, at most, of a value to choose
_ENOUGH = 40  # rows before few values mean anything


@dataclass(frozen=True)
class Column:
    """One column of a file and what becomes of it. `field`: id of an existing field it goes to.

    `options` of a choice: None means every value that the file holds. `target`: id of the
    collection whose records the cells name.
    """

    header: str
    label: str
    type: str = "text"
    required: bool = False
    indexed: bool = False
    skipped: bool = False
    field: str | None = None
    options: list[str] | None = None
    samples: list[str] | None = None
    unique: bool = False
    rules: dict[str, Any] | None = None
    target: str | None = None

    written: str = ""  # a way of `written.WAYS`, when a person chose one
    offers: list[str] | None = None  # ways in which all sampled values are written

    def into(self, field: Field) -> "Column":
        """The column going to an existing field, whose type and rules it then has."""
        return replace(
            self,
            label=field.label,
            type=field.type,
            required=field.required,
            indexed=field.indexed,
            skipped=False,
            field=str(field.id),
            options=list(field.choices) if field.type == "choice" else None,
            unique=field.unique,
            rules=dict(field.rules),
            target=str(field.target_id) if field.target_id else None,
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        return cls(**stored)


def width(rows: Sequence[Sequence[str | None]], *, header: bool) -> int:
    """Cells of the header, or of the widest sampled row when there is none."""
    heading = len(rows[0]) if header and rows else 0
    return heading or max((len(row) for row in rows), default=0)


def columns(rows: Sequence[Sequence[str | None]], *, header: bool) -> list[Column]:
    """One column per cell; each new name is compared with all before it, so mind the width."""
    names = list(rows[0]) if header and rows else []
    body = rows[1:] if header else rows
    taken: set[str] = set()
    found = []
    for position in range(width(rows, header=header)):
        name = (names[position] if position < len(names) else None) or ""
        label = _label(name, position, taken)
        taken.add(label.casefold())
        values = [row[position] for row in body if position < len(row)]
        filled = [value for value in values if value]
        found.append(
            Column(
                header=name.replace("\x00", "\ufffd"),
                label=label,
                type=type_of(filled),
                samples=[_shown(value) for value in list(dict.fromkeys(filled))[:_SHOWN]],
                offers=written.offered(filled),
            )
        )
    return found


def type_of(values: Sequence[str]) -> str:
    """The narrowest type that all values look like; few different texts make a choice."""
    if not values:
        return "text"
    name = next(name for name in PROPOSED if all(TYPES[name].looks(value) for value in values))
    different = set(values)
    few = len(values) >= _ENOUGH and len(different) <= min(_FEW, len(values) // 8)
    if name == "text" and few and max(map(len, different)) <= _BRIEF:
        return "choice"
    return name


def _shown(value: str) -> str:
    return value[:80].replace("\x00", "\ufffd")


def _label(name: str, position: int, taken: set[str]) -> str:
    plain = " ".join(name.replace("\x00", "").split())[:MAX_LABEL] or _("Column {position}").format(
        position=position + 1
    )
    label, again = plain, 2
    while label.casefold() in taken:
        suffix = f" {again}"
        label, again = plain[: MAX_LABEL - len(suffix)] + suffix, again + 1
    return label
