"""What the company's fields, changes and questions are called, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bailee.vault.company import numbers

SUBJECTS: dict[str, Promise] = {
    "opening": gettext_lazy("opening of the portal"),
    "contract": gettext_lazy("legal name, form and address"),
    "tax_id": gettext_lazy("tax number"),
    "bank": gettext_lazy("bank details"),
    "details": gettext_lazy("details"),
    "billing": gettext_lazy("billing"),
    "contact": gettext_lazy("contact"),
}
FIELDS: dict[str, Promise] = {
    "legal_name": gettext_lazy("Legal name"),
    "trading_name": gettext_lazy("Trading name"),
    "legal_form": gettext_lazy("Legal form"),
    "registration_number": gettext_lazy("Registration number"),
    "register": gettext_lazy("Register"),
    "street": gettext_lazy("Street"),
    "postal_code": gettext_lazy("Postal code"),
    "city": gettext_lazy("City"),
    "country": gettext_lazy("Country"),
    "languages": gettext_lazy("Languages"),
    "billing_name": gettext_lazy("Billing: addressee"),
    "billing_street": gettext_lazy("Billing: street"),
    "billing_postal_code": gettext_lazy("Billing: postal code"),
    "billing_city": gettext_lazy("Billing: city"),
    "billing_country": gettext_lazy("Billing: country"),
    "purchase_order_required": gettext_lazy("Purchase-order number"),
    "bank_holder": gettext_lazy("Account holder"),
    "bank_iban": gettext_lazy("IBAN"),
    "bank_bic": gettext_lazy("BIC"),
    "tax_id": gettext_lazy("Tax number"),
    "contact": gettext_lazy("Contact"),
}
_SHORT: dict[str, Promise] = {
    "billing_name": gettext_lazy("Addressee"),
    "billing_street": gettext_lazy("Street"),
    "billing_postal_code": gettext_lazy("Postal code"),
    "billing_city": gettext_lazy("City"),
    "billing_country": gettext_lazy("Country"),
    "purchase_order_required": gettext_lazy("Order number"),
    "registration_number": gettext_lazy("Number"),
}
TOPICS: dict[str, Promise] = {
    "billing": gettext_lazy("Billing"),
    "technical": gettext_lazy("Technical"),
    "legal": gettext_lazy("Legal and privacy"),
    "operations": gettext_lazy("Operations"),
}
TAX_KINDS: dict[str, Promise] = {
    "vat": gettext_lazy("VAT number"),
    "local": gettext_lazy("Local tax number"),
}
LANGUAGES: dict[str, Promise] = {
    "en": gettext_lazy("English"),
    "de": gettext_lazy("German"),
    "fr": gettext_lazy("French"),
    "es": gettext_lazy("Spanish"),
    "it": gettext_lazy("Italian"),
    "nl": gettext_lazy("Dutch"),
    "pl": gettext_lazy("Polish"),
    "da": gettext_lazy("Danish"),
    "sv": gettext_lazy("Swedish"),
    "pt": gettext_lazy("Portuguese"),
}
_REASONS: dict[str, Promise] = {
    "yearly": gettext_lazy("the yearly look at what we hold of your company"),
    "own": gettext_lazy("looked at without being asked"),
    "returned": gettext_lazy("a mail to one of your contacts came back"),
    "debit": gettext_lazy("a payment could not be collected"),
    "staff": gettext_lazy("we have a question about your company"),
}


def subject(name: str) -> str:
    """What a change is about, within a sentence."""
    return str(SUBJECTS[name])


def reason(name: str) -> str:
    """Why the company was asked, within a sentence."""
    return str(_REASONS[name])


def field(key: str) -> str:
    """The label of a field by its key."""
    return str(FIELDS[key.partition(":")[0]])


def short_field(key: str) -> str:
    """The same below a heading that says what it is about."""
    return str(_SHORT.get(key, FIELDS[key]))


def kind_of_tax_id(held: Mapping[str, Any]) -> str:
    """Country and kind of a tax number."""
    return f"{numbers.country(held['country'])}, {TAX_KINDS[held['kind']]}"


def value(key: str, held: Any, *, masked: bool = True) -> str:
    """A value as people read it; an account's number shows its ends only unless told otherwise."""
    if held in (None, "", []):
        return ""
    noun = key.partition(":")[0]
    if noun == "bank_iban":
        return numbers.mask(held) if masked else numbers.grouped(held)
    return _WRITTEN.get(noun, str)(held)


def tax_id(held: Mapping[str, Any]) -> str:
    """One tax number in a line: country, kind, number."""
    return f"{kind_of_tax_id(held)}: {held['number']}"


def contact(held: Mapping[str, Any]) -> str:
    """One contact in a line: name, ways to reach it, topics."""
    topics = ", ".join(str(TOPICS.get(topic, topic)) for topic in held["topics"])
    ways = ", ".join(way for way in (held["name"], held["email"], held["phone"]) if way)
    return f"{ways} ({topics})" if topics else ways


def _languages(codes: list[str]) -> str:
    return ", ".join(str(LANGUAGES.get(code, code)) for code in codes)


def _required(held: object) -> str:
    return _("must stand on bills") if held else _("not needed")


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "country": numbers.country,
    "billing_country": numbers.country,
    "languages": _languages,
    "purchase_order_required": _required,
    "tax_id": tax_id,
    "contact": contact,
}
