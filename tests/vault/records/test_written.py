"""Decimal commas and day-first dates: offered, never taken unasked, turned exactly."""

from dataclasses import replace
from datetime import datetime

import pytest
from psycopg import sql

from bailee.vault.records import filters, imports
from bailee.vault.records.imports import ImportRefusedError
from bailee.vault.records.intake import written
from tests.cast import Vault
from tests.vault.records.conftest import Send, as_text, run

OFFERED = {
    "1.234,56": ["comma"],
    "-1,5": ["comma"],
    "1.234": ["comma"],
    "1,234": ["comma", "point"],
    "1,234.56": ["point"],
    "1 234 567,8": ["comma"],
    "1'234.50": ["point"],
    "1234": [],
    "12.5": [],
    "31.12.2024": ["day"],
    "31/12/2024 14:05": ["day"],
    "12-31-2024": ["month"],
    "01/02/2024": ["day", "month"],
    "31.12/2024": [],
    "32.12.2024": [],
    "31.12.24": [],
    "2024-12-31": [],
}


@pytest.mark.parametrize("text", OFFERED)
def test_ways_are_offered_where_samples_look_so(text: str) -> None:
    assert written.offered([text]) == OFFERED[text]


@pytest.mark.parametrize(
    ("way", "kind", "text", "plain"),
    [
        ("comma", "decimal", "1.234.567,80", "1234567.80"),
        ("comma", "decimal", "-0,5", "-0.5"),
        ("comma", "integer", "1.234", "1234"),
        (
            "comma",
            "decimal",
            "123456789012345678901234567890,123",
            "123456789012345678901234567890.123",
        ),
        ("point", "decimal", "1,234.50", "1234.50"),
        ("point", "decimal", "1'234", "1234"),
        ("day", "date", "31.12.2024", "2024-12-31"),
        ("day", "date", "1/2/2024", "2024-02-01"),
        ("day", "datetime", "31.12.2024 14:05", "2024-12-31T14:05"),
        ("day", "datetime", "1.2.2024 9:05:06.5", "2024-02-01T09:05:06.5"),
        ("day", "datetime", "1.2.2024", "2024-02-01T00:00"),
        ("month", "date", "12/31/2024", "2024-12-31"),
        ("month", "date", "1/2/2024", "2024-01-02"),
        ("midnight", "datetime", "2024-01-02", "2024-01-02T00:00"),
        ("midnight", "datetime", "2024-01-02T03:04:05", "2024-01-02T03:04:05"),
    ],
)
def test_text_is_turned_exactly(way: str, kind: str, text: str, plain: str, acme: Vault) -> None:
    value = sql.SQL("{}::text").format(sql.Literal(text))
    with acme.inside():
        query = sql.SQL("SELECT {}, {}").format(
            written.plain(way, kind, value), written.refused(way, value)
        )
        assert filters.fetch(query) == [(plain, None)]


SALES = (
    "Order;Amount;Placed\nSO-1;1.234,56;31.12.2024\nSO-2;0,5;1.2.2024\nSO-3;1.5;2.3.2024\n"
    "SO-4;;\nSO-5;7;31.2.2024\nSO-6;12.34,5;12/2024\n"
)


def test_chosen_way_is_taken_and_all_else_refused(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = send(SALES.encode())
        order, amount, placed = imports.columns(one)
        assert [order.type, amount.type, placed.type] == ["text", "text", "text"]
        amount = replace(amount, type="decimal", written="comma")
        placed = replace(placed, type="date", written="day")
        run(one, now, [order, amount, placed])
        assert as_text(one.collection) == [
            ("SO-1", "1234.56", "2024-12-31"),
            ("SO-2", "0.5", "2024-02-01"),
            ("SO-4", None, None),
        ]
        comma = "not written as was chosen (decimal comma, 1.234,56)"
        assert [(fault["row"], fault["value"], fault["reason"]) for fault in one.faults] == [
            (4, "1.5", comma),
            (6, "31.2.2024", "no such day"),
            (7, "12.34,5", comma),
            (7, "12/2024", "not written as was chosen (day first, 31.12.2024)"),
        ]
        assert b'4,"Amount: not written' in b"".join(imports.error_file(one))


def test_way_that_does_not_go_with_the_type_is_refused(acme: Vault, send: Send) -> None:
    with acme.inside():
        one = send(SALES.encode())
        order, amount, placed = imports.columns(one)
        amount = replace(amount, type="date", written="comma")
        with pytest.raises(ImportRefusedError, match="cannot be read as decimal comma"):
            imports.choose(one, columns=[order, amount, placed], label="Sales")


def test_point_between_thousands_is_not_guessed(acme: Vault, send: Send, now: datetime) -> None:
    """1.234 is a decimal as it stands; that it may be a thousand is offered beside it."""
    with acme.inside():
        one = send(b"Name,n\na,1.234\nb,5.678\n")
        column = imports.columns(one)[1]
        assert (column.type, column.written, column.offers) == ("decimal", "", ["comma"])
        assert as_text(run(one, now).collection) == [("a", "1.234"), ("b", "5.678")]
