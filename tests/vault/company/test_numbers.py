"""Numbers that cannot be right are refused with the reason, without asking anybody."""

import pycountry
import pytest

from bailee.vault.company import numbers
from bailee.vault.company.numbers import NumberError


@pytest.mark.parametrize(
    ("country", "kind", "typed", "kept"),
    [
        ("DE", "vat", "DE 136 695 976", "DE136695976"),
        ("DE", "vat", "136695976", "DE136695976"),
        ("FR", "vat", "fr40303265045", "FR40303265045"),
        ("GR", "vat", "094259216", "EL094259216"),
        ("GR", "vat", "EL094259216", "EL094259216"),
        ("GB", "vat", "GB 980 7806 84", "980780684"),
        ("CH", "vat", "CHE-107.787.577 IVA", "CHE107787577IVA"),
        ("US", "local", "91-1144442", "911144442"),
        ("GB", "local", "1955839661", "1955839661"),
        ("KI", "local", "77 123-4", "77 123-4"),
    ],
)
def test_tax_id_is_kept_in_one_way(country: str, kind: str, typed: str, kept: str) -> None:
    assert numbers.tax_id(country, kind, typed) == kept


@pytest.mark.parametrize(
    ("country", "kind", "typed", "words"),
    [
        ("DE", "vat", "DE136695978", "The check digit does not fit"),
        ("DE", "vat", "DE13669597", "Too short or too long for a number of this kind in Germany"),
        ("DE", "vat", "DE13669597A", "Letters or digits are out of place"),
        ("GB", "vat", "GB 000 0000 01", "The check digit does not fit"),
        ("KI", "local", "!", "Type 4 to 40 letters and digits"),
        ("KI", "local", "a" * 300, "Type 4 to 40 letters and digits"),
    ],
)
def test_tax_id_says_what_is_wrong(country: str, kind: str, typed: str, words: str) -> None:
    with pytest.raises(NumberError, match=words):
        numbers.tax_id(country, kind, typed)


@pytest.mark.parametrize("kind", ["vat", "local"])
def test_every_country_can_be_asked(kind: str) -> None:
    """No country's checks fail by themselves on what is no number at all."""
    for country in sorted(one.alpha_2 for one in pycountry.countries):
        for typed in ("", "x", "٣٤٥٦٧٨٩", "1" * 60, "\ud800", "é" * 9):
            try:
                numbers.tax_id(country, kind, typed)
            except NumberError:
                continue


def test_account_is_kept_without_spaces() -> None:
    assert numbers.account("de89 3704 0044 0532 0130 00") == "DE89370400440532013000"
    assert numbers.grouped("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"
    assert numbers.mask("DE89370400440532013000") == "DE•• •••• 3000"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("DE89370400440532013001", "check digits do not fit"),
        ("not an account", "begins with two letters"),
        ("", "begins with two letters"),
        ("XX82WEST12345698765432", "."),
    ],
)
def test_account_says_what_is_wrong(typed: str, words: str) -> None:
    with pytest.raises(NumberError, match=words):
        numbers.account(typed)


def test_bank_must_be_in_the_account_s_country() -> None:
    assert numbers.bank("cobadeff xxx", "DE89370400440532013000") == "COBADEFFXXX"
    with pytest.raises(NumberError, match="not in the country"):
        numbers.bank("BNPAFRPP", "DE89370400440532013000")
    with pytest.raises(NumberError, match="8 or 11 characters"):
        numbers.bank("COBA", "DE89370400440532013000")


def test_phone_is_written_internationally() -> None:
    assert numbers.phone("020 7946 0018", "GB") == "+44 20 7946 0018"
    assert numbers.phone("+49 (40) 3008-0", "") == "+49 40 30080"
    assert numbers.phone("  ", "") == ""


@pytest.mark.parametrize(
    ("typed", "words"),
    [("3008", "Begin with \\+"), ("+44 20 79", "built like this"), ("x", "Begin")],
)
def test_phone_says_what_is_wrong(typed: str, words: str) -> None:
    with pytest.raises(NumberError, match=words):
        numbers.phone(typed, "")
