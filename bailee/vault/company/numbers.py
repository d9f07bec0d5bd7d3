"""Checking tax numbers, bank accounts and telephone numbers, on this machine alone.

A number that cannot be right is refused with the reason; whether it is in use nobody is asked.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module

import phonenumbers
import pycountry
from babel import Locale
from django.utils.translation import gettext as _
from stdnum import bic, iban
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError
from stdnum.util import get_cc_module

from bailee.foundation.words import SOURCE
from bailee.people import languages


class NumberError(ValueError):
    """The number cannot be right; the message says why."""


# Per country, what its own tax office calls a company by; elsewhere only the shape is looked at.
_LOCAL = {
    "AR": "cuit",
    "AT": "tin",
    "AU": "tfn",
    "BR": "cnpj",
    "CA": "bn",
    "CH": "uid",
    "CL": "rut",
    "CO": "nit",
    "DE": "stnr",
    "DK": "cvr",
    "EE": "registrikood",
    "ES": "nif",
    "FI": "ytunnus",
    "FR": "siren",
    "GB": "utr",
    "HR": "oib",
    "IN": "pan",
    "IT": "codicefiscale",
    "JP": "cn",
    "LI": "peid",
    "MX": "rfc",
    "NO": "orgnr",
    "NZ": "ird",
    "PL": "nip",
    "PT": "nif",
    "RO": "cui",
    "SE": "orgnr",
    "SG": "uen",
    "TR": "vkn",
    "US": "ein",
    "ZA": "tin",
}
_UNKNOWN = re.compile(r"[A-Z0-9][A-Z0-9 ./-]{2,38}[A-Z0-9]")
_EU = {code.upper() for code in eu_vat.MEMBER_STATES}


def tax_id(country_code: str, kind: str, number: str) -> str:
    """The number as it is kept, without spaces. `kind`: `vat` or `local`. Raises `NumberError`."""
    typed = number.strip().upper()
    validate = _vat(country_code) if kind == "vat" else _local(country_code)
    if validate is None:
        if not _UNKNOWN.fullmatch(typed):
            raise NumberError(_("Type 4 to 40 letters and digits."))
        return typed
    with _told(country(country_code)):
        return validate(typed)


def is_checked(country_code: str, kind: str) -> bool:
    """Whether we know how numbers of that kind are built there."""
    return (_vat(country_code) if kind == "vat" else _local(country_code)) is not None


def account(number: str) -> str:
    """An IBAN as it is kept. Raises `NumberError`."""
    compact = re.sub(r"[\s.-]", "", number).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]+", compact):
        raise NumberError(
            _("An IBAN begins with two letters for the country and two digits, such as DE89 3704 …")
        )
    try:
        return str(iban.validate(compact))
    except InvalidChecksum:
        raise NumberError(
            _("The check digits do not fit: a digit is mistyped, or two are swapped.")
        ) from None
    except ValidationError:
        raise NumberError(
            _("This is too long, too short, or not built like an account number of its country.")
        ) from None


def bank(code: str, number: str) -> str:
    """A BIC as it is kept; it must be of the account's country. Raises `NumberError`."""
    compact = re.sub(r"[\s.-]", "", code).upper()
    try:
        found = str(bic.validate(compact))
    except ValidationError:
        raise NumberError(
            _("A BIC has 8 or 11 characters: bank, country, place, such as COBADEFF.")
        ) from None
    if number and found[4:6] != number[:2]:
        raise NumberError(_("This bank is not in the country of the IBAN."))
    return found


def phone(number: str, country_code: str) -> str:
    """A telephone number as it is written internationally. Raises `NumberError`.

    `country_code`: of the company, for numbers typed without +; may be empty.
    """
    if not number.strip():
        return ""
    try:
        found = phonenumbers.parse(number, country_code or None)
    except phonenumbers.NumberParseException:
        raise NumberError(
            _("Begin with + and the number of the country, such as +44 20 7946 0018.")
        ) from None
    if not phonenumbers.is_valid_number(found):
        raise NumberError(_("No telephone number there is built like this: please look again."))
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def mask(number: str) -> str:
    """Of an account's number, the country and the last four: enough to know it again."""
    return f"{number[:2]}•• •••• {number[-4:]}" if len(number) > 8 else "••••"


def grouped(number: str) -> str:
    """An IBAN in groups of four."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def country(code: str) -> str:
    """The name of a country in the language that is spoken; else its code."""
    return _country(code, languages.current())


@cache
def _country(code: str, language: str) -> str:
    if language != SOURCE and code in (known := Locale(language).territories):
        return str(known[code])
    found = pycountry.countries.get(alpha_2=code)
    return str(getattr(found, "common_name", found.name)) if found else code


def _vat(country_code: str) -> Callable[[str], str] | None:
    if country_code in _EU:
        return lambda typed: _in_eu(country_code, typed)
    module = get_cc_module(country_code.lower(), "vat")
    if module is None:
        return None

    def validate(typed: str) -> str:
        if country_code == "GB" and typed.startswith("XI"):  # Northern Ireland, goods
            return str(eu_vat.validate(typed))
        return str(module.validate(typed))

    return validate


def _in_eu(country_code: str, typed: str) -> str:
    """With the prefix of the country, which is EL for Greece."""
    prefix = "EL" if country_code == "GR" else country_code
    bare = re.sub(r"[\s.-]", "", typed)
    for known in {prefix, country_code}:
        bare = bare.removeprefix(known)
    return str(eu_vat.validate(prefix + bare))


def _local(country_code: str) -> Callable[[str], str] | None:
    name = _LOCAL.get(country_code)
    if name is None:
        return None
    folder = {"IN": "in_", "IS": "is_"}.get(country_code, country_code.lower())
    module = import_module(f"stdnum.{folder}.{name}")
    return lambda typed: str(module.validate(typed))


@contextmanager
def _told(where: str) -> Iterator[None]:
    """Says in words what is wrong with a number of that country."""
    try:
        yield
    except ValidationError as error:
        raise NumberError(_why(error).format(country=where)) from None


def _why(error: ValidationError) -> str:
    if isinstance(error, InvalidLength):
        return _("Too short or too long for a number of this kind in {country}.")
    if isinstance(error, InvalidFormat):
        return _("Letters or digits are out of place for a number of this kind in {country}.")
    if isinstance(error, InvalidChecksum):
        return _("The check digit does not fit: a digit is mistyped, or two are swapped.")
    return _("A part of this number does not exist in {country}.")
