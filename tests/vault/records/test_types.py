"""The registry of types: what is proposed is also accepted, and nothing is changed in silence."""

import pytest
from psycopg import sql

from bailee.vault.records import filters, tables
from bailee.vault.records.intake.propose import type_of
from bailee.vault.records.types import PROPOSED, TYPES
from tests.cast import Vault

TEXTS = [
    *("0", "-1", "007", "+5", "9223372036854775807", "9223372036854775808", "1_000", "1,5", "٣"),
    *("1.50", ".5", "1.", "1e5", "1e999", "NaN", "Infinity", "0x1F", "1" * 400, " 12 "),
    *("yes", "No", "TRUE", "y", "on", "1 "),
    *("2024-02-29", "2023-02-29", "0000-01-01", "2024-1-1", "01/02/2024", "today", "infinity"),
    *("2024-03-31T02:30:00", "2024-03-31 14:05Z", "2024-03-31T14:05:00.1234567Z"),
    *("2024-03-31T24:00:00Z", "2016-12-31T23:59:60Z", "0001-01-01T00:00Z", "now"),
    *("{}", "[1]", '{"a": 1, "a": 2}', '{"a": "\\u0000"}', "[" * 50 + "]" * 50, "{", "[NaN]"),
    *("https://acme.example", "http://a b", "javascript:alert(1)", "https://u@h.example"),
    *(
        "ada@acme.example",
        "ada@acme",
        "a@b@c.example",
        "a b@acme.example",
        "x" * 250 + "@a.example",
    ),
    *("plain", "two\nlines", "x" * 501, "🚢" * 500, "é" * 501, "\t"),
]


def faults(text: str) -> dict[str, str | None]:
    return {name: filters.fault(TYPES[name], text) for name in PROPOSED}


@pytest.mark.parametrize("text", TEXTS)
def test_proposed_type_accepts_its_text(text: str, acme: Vault) -> None:
    with acme.inside():
        assert faults(text)[type_of([text])] is None


@pytest.mark.parametrize("text", TEXTS)
def test_accepted_text_can_be_stored(text: str, acme: Vault) -> None:
    with acme.inside():
        for name, fault in faults(text).items():
            if fault is None:
                value = TYPES[name].cast(sql.SQL("{}::text").format(sql.Literal(text)))
                assert len(filters.fetch(sql.SQL("SELECT {}").format(value))) == 1


CHANGED_IN_SILENCE = {
    "integer": ["007", "+5", "0x1F", "1_000"],
    "decimal": ["007.5", "NaN", "0x1F", "1e999"],
    "date": ["today", "01/02/2024", "2024-1-1", "infinity"],
    "datetime": [
        "now",
        "2024-03-31T14:05:00.1234567Z",
        "2024-03-31T24:00:00Z",
        "2016-12-31T23:59:60Z",
    ],
    "json": ['{"a": 1, "a": 2}', '{"a": "\\u0000"}', "[NaN]"],
}


@pytest.mark.parametrize("name", CHANGED_IN_SILENCE)
def test_what_postgresql_would_change_is_refused(name: str, acme: Vault) -> None:
    with acme.inside():
        refused = [filters.fault(TYPES[name], text) for text in CHANGED_IN_SILENCE[name]]
        assert None not in refused


def test_few_brief_texts_are_proposed_as_a_choice() -> None:
    assert type_of(["open", "paid"] * 30) == "choice"
    assert type_of(["open", "paid"] * 10) == "text"
    assert type_of(["a note that is far too long to choose from a list", "x"] * 30) == "text"
    assert type_of([]) == "text"


def test_identifiers_before_version_18_are_uuid_7(acme: Vault) -> None:
    with acme.inside():
        query = "SELECT uuid_extract_version({0}), uuid_extract_timestamp({0}) <= now() + '1 s'"
        expression = sql.SQL(tables._UUID7_BEFORE_18)
        assert filters.fetch(sql.SQL(query).format(expression)) == [(7, True)]
