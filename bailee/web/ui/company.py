"""How the company's information and its changes are shown, in the portal and in the office."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bailee.vault.company import facts, wording
from bailee.vault.company.models import TOPICS

_COMPANY = (
    "legal_name",
    "trading_name",
    "legal_form",
    "registration_number",
    "register",
    "languages",
)
_ADDRESS = ("street", "postal_code", "city", "country")

_USUAL = {"purchase_order_required": False}  # what is so where nothing was said
_ORDER = (*_COMPANY, *facts.CONTRACT, *facts.BILLING, *facts.BANK)


@dataclass(frozen=True)
class Line:
    """One field that a change touches; an empty text: nothing was there, or will be."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Row:
    """One tax number or contact: its id and what it holds."""

    id: str
    held: dict[str, Any]
    words: list[str]
    returned: bool = False


@dataclass(frozen=True)
class Sheet:
    """All of it, in the order of the page; pairs of label and value, an empty one: not given."""

    company: list[tuple[str, str]]
    address: list[tuple[str, str]]
    billing: list[tuple[str, str]]
    bank: list[tuple[str, str]]
    tax_ids: list[Row]
    contacts: list[Row]

    @property
    def has_bank(self) -> bool:
        return any(value for _, value in self.bank)


def sheet(values: Mapping[str, Any]) -> Sheet:
    """What a vault's `facts.everything` says, or a card of the office; accounts are masked."""
    returned = set(values.get("returned", ()))
    return Sheet(
        company=_pairs(values, _COMPANY),
        address=_pairs(values, _ADDRESS),
        billing=_pairs(values, facts.BILLING),
        bank=_pairs(values, facts.BANK),
        tax_ids=[
            Row(which, held, [wording.kind_of_tax_id(held)])
            for which, held in _rows(values, "tax_id")
        ],
        contacts=[
            Row(
                which,
                held,
                [str(wording.TOPICS[topic]) for topic in TOPICS if topic in held["topics"]],
                returned=held["email"] in returned,
            )
            for which, held in _rows(values, "contact")
        ],
    )


def lines(
    before: Mapping[str, Any], after: Mapping[str, Any], *, masked: bool = True
) -> list[Line]:
    """Old and new, field by field."""
    return [
        Line(
            wording.field(key),
            wording.value(key, before.get(key), masked=masked),
            wording.value(key, value, masked=masked),
        )
        for key, value in sorted(after.items(), key=_place)
    ]


def _place(item: tuple[str, Any]) -> int:
    """As on the page, whatever the order in which a change was kept."""
    return _ORDER.index(item[0]) if item[0] in _ORDER else len(_ORDER)


def _pairs(values: Mapping[str, Any], keys: tuple[str, ...]) -> list[tuple[str, str]]:
    return [
        (
            wording.short_field(key),
            wording.value(key, values.get(key, _USUAL.get(key)), masked=True),
        )
        for key in keys
    ]


def _rows(values: Mapping[str, Any], noun: str) -> list[tuple[str, dict[str, Any]]]:
    found = [
        (key.partition(":")[2], value) for key, value in values.items() if key.startswith(noun)
    ]
    return [(which, value) for which, value in found if value]
