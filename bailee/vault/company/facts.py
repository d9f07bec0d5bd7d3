"""The closed list of what is known of the company, and how it is read and written by key.

A key names a column of the profile (`legal_name`), of the bank account (`bank_iban`), or one row:
`tax_id:<id>`, `contact:<id>`. A row's value is a dict; None: it is not there.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.forms import model_to_dict

from bailee.foundation.actors import Actor
from bailee.vault.company.models import BankAccount, Contact, Profile, TaxId

type Values = dict[str, Any]

CONTRACT = ("legal_name", "legal_form", "street", "postal_code", "city", "country")
DETAILS = ("trading_name", "registration_number", "register", "languages")
BILLING = (
    "billing_name",
    "billing_street",
    "billing_postal_code",
    "billing_city",
    "billing_country",
    "purchase_order_required",
)
BANK = ("bank_holder", "bank_iban", "bank_bic")
PROFILE = (*CONTRACT, *DETAILS, *BILLING)
_ROWS: dict[str, tuple[type[TaxId | Contact], tuple[str, ...]]] = {
    "tax_id": (TaxId, ("country", "kind", "number")),
    "contact": (Contact, ("topics", "name", "email", "phone")),
}


def key_of(row: TaxId | Contact) -> str:
    """The key of a tax id or a contact."""
    return f"{'tax_id' if isinstance(row, TaxId) else 'contact'}:{row.pk}"


def is_given(value: Any) -> bool:
    """Whether a value says anything: a row that is not there and an empty field do not."""
    return value not in (None, "", [], False)


def everything() -> Values:
    """All that is true now, by key; what is not given is left out."""
    found = {name: value for name, value in _profile().items() if is_given(value)}
    found |= {name: value for name, value in _bank().items() if value}
    for model, columns in _ROWS.values():
        for row in model.objects.all():
            found[key_of(row)] = {column: getattr(row, column) for column in columns}
    return found


def values_of(keys: Iterable[str]) -> Values:
    """What is true now under those keys. Raises `KeyError` for a key that names nothing known."""
    singles, asked = _profile() | _bank(), {}
    for key in keys:
        noun, _, which = key.partition(":")
        if not which:
            asked[key] = singles[key]
            continue
        model, columns = _ROWS[noun]
        row = model.objects.filter(pk=uuid.UUID(which)).first()
        asked[key] = row and {column: getattr(row, column) for column in columns}
    return asked


def write(values: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    """Makes the values true. Raises `KeyError` for a key that names nothing known."""
    singles = {key: value for key, value in values.items() if ":" not in key}
    bank = {key.removeprefix("bank_"): singles.pop(key) for key in BANK if key in singles}
    if unknown := set(singles) - set(PROFILE):
        raise KeyError(f"not a field of the company: {sorted(unknown)}")
    who: dict[str, Any] = {"changed_at": now, "by_kind": by.kind, "by_id": by.id}
    Profile.objects.update_or_create(id=1, defaults={**singles, **who})
    if bank and not any(bank.values()):
        BankAccount.objects.all().delete()
    elif bank:
        BankAccount.objects.update_or_create(id=1, defaults=bank)
    for key, value in values.items():
        noun, _, which = key.partition(":")
        if which:
            _write_row(_ROWS[noun][0], uuid.UUID(which), value)


def _write_row(model: type[TaxId | Contact], which: uuid.UUID, value: Values | None) -> None:
    if value is None:
        model.objects.filter(pk=which).delete()
        return
    if model is Contact:
        value = {**value, "returned_at": None}  # whatever was wrong with it has been looked at
    model.objects.update_or_create(pk=which, defaults=value)


def _profile() -> Values:
    return _columns(Profile.objects.first() or Profile(), PROFILE)


def _bank() -> Values:
    account = BankAccount.objects.first()
    held = {} if account is None else model_to_dict(account)
    return {key: held.get(key.removeprefix("bank_"), "") for key in BANK}


def _columns(row: Model, names: Iterable[str]) -> Values:
    return {name: getattr(row, name) for name in names}
