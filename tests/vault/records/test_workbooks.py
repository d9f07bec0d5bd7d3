"""Workbooks: cells come in as the values they are; bombs are refused and harm nobody."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import xlsxwriter

from bailee.foundation import storage
from bailee.vault.records import imports
from bailee.vault.records.imports import ImportRefusedError
from bailee.vault.records.intake import package
from bailee.vault.records.intake.apart import number
from bailee.vault.records.intake.dialect import Dialect
from bailee.vault.records.models import Import
from tests.cast import Vault
from tests.vault.records.conftest import Send, as_text, run

_FORMATS = {
    datetime: "yyyy-mm-dd hh:mm:ss.000",
    date: "yyyy-mm-dd",
    time: "hh:mm",
    timedelta: "[h]:mm:ss",
}


def workbook(*sheets: list[list[Any]], names: tuple[str, ...] = ()) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        formats = {kind: book.add_format({"num_format": how}) for kind, how in _FORMATS.items()}
        for place, rows in enumerate(sheets):
            sheet = book.add_worksheet(names[place] if names else None)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if type(cell) in formats:
                        sheet.write_datetime(row, column, cell, formats[type(cell)])
                    elif isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return target.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target.getvalue()


HEAD = ["Name", "Berth", "Length", "Paid", "Built", "Seen", "Watch", "Spent", "Note"]
SHIP = [
    *("Heron", "007", 24.5, True, date(1998, 5, 4), datetime(2024, 3, 31, 14, 5, 6, 123000)),  # noqa: DTZ001 - a sheet has no zones
    *(time(7, 30), timedelta(hours=26, minutes=15), "=1+1"),
]
LATER = ["Tern", "012", 31, False, date(2004, 1, 1), datetime(2024, 1, 1), None, None, "🚢\nשלום"]  # noqa: DTZ001 - a sheet has no zones


def test_cells_come_in_as_the_values_they_are(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = send(workbook([HEAD, SHIP, LATER]), name="fleet.xlsx")
        assert (one.format, one.sheet, one.dialect["header"]) == ("xlsx", "Sheet1", True)
        types = [column.type for column in imports.columns(one)]
        assert types == [
            *("text", "text", "decimal", "boolean", "date", "datetime", "text", "text"),
            "long_text",
        ]
        run(one, now)
        assert (one.state, one.accepted, one.refused) == ("done", 2, 0)
        assert as_text(one.collection) == [
            (
                *("Heron", "007", "24.5", "true", "1998-05-04", "2024-03-31 14:05:06.123+00"),
                *("07:30:00", "26:15:00", "=1+1"),
            ),
            (
                *("Tern", "012", "31", "false", "2004-01-01", "2024-01-01 00:00:00+00"),
                *(None, None, "🚢\nשלום"),
            ),
        ]
        assert storage.names(acme.schema) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((1.0, "1"), (0.1, "0.1"), (24.50, "24.5"), (123456789012345.0, "123456789012345")),
        *(
            (1e21, "1000000000000000000000"),
            (1e-7, "0.0000001"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.30000000000000004"),
        ),
    ],
)
def test_number_is_written_shortest(value: float, text: str) -> None:
    assert number(value) == text


def test_sheet_is_chosen(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        content = workbook([["a"], ["x"]], [["b"], ["y"]], names=("First", "A & B"))
        one = send(content, name="two.xlsx")
        assert list(one.dialect["sheets"]) == ["First", "A & B"]
        imports.reread(one, Dialect(header=True), sheet="A & B")
        assert [column.header for column in imports.columns(one)] == ["b"]
        assert as_text(run(one, now).collection) == [("y",)]


def test_rows_have_the_numbers_that_the_sheet_shows(acme: Vault, send: Send, now: datetime) -> None:
    rows: list[list[Any]] = [
        *([], [], [None, "Name", "Built"], [None, "Heron", 1998], [], [None, "Tern", "soon"])
    ]
    with acme.inside():
        one = send(workbook(rows), name="fleet.xlsx")
        columns = imports.columns(one)
        assert [column.header for column in columns] == ["Name", "Built"]
        run(one, now, [columns[0], replace(columns[1], type="integer")])
        assert (one.accepted, [fault["row"] for fault in one.faults]) == (1, [6])
        assert b"".join(imports.error_file(one)).decode().splitlines()[1] == (
            '6,"Built: not a whole number (digits only, no leading zero)",Tern,soon'
        )


def test_cell_with_an_error_refuses_its_row(acme: Vault, send: Send, now: datetime) -> None:
    def broken(name: str, content: bytes) -> bytes:
        wrong = b'<c r="B3" t="e"><v>#REF!</v></c>'
        return content.replace(b'<c r="B3"><v>5</v></c>', wrong) if "sheet1" in name else content

    content = repacked(workbook([["Name", "n"], ["Heron", 4], ["Tern", 5]]), broken)
    with acme.inside():
        one = run(send(content, name="fleet.xlsx"), now)
        assert one.faults == [
            {
                "row": 3,
                "label": "",
                "value": "",
                "reason": "the cell B3 holds an error, not a value",
            }
        ]
        assert as_text(one.collection) == [("Heron", "4")]


PLAIN = workbook([["Name"], ["Heron"]])


def bomb(name: str, content: bytes) -> bytes:
    return content + b" " * 30_000_000 if name.endswith("sheet1.xml") else content


def entities(name: str, content: bytes) -> bytes:
    evil = b'?>\n<!DOCTYPE x [<!ENTITY a "ha">]>'
    return content.replace(b"?>", evil, 1) if name.endswith("sheet1.xml") else content


def far_away(name: str, content: bytes) -> bytes:
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return content.replace(b"</sheetData>", cell) if name.endswith("sheet1.xml") else content


def many_sheets() -> bytes:
    def more(name: str, content: bytes) -> bytes:
        if name != "xl/workbook.xml":
            return content
        extra = "".join(f'<sheet name="s{i}" sheetId="{i}" r:id="rId1"/>' for i in range(2, 10_001))
        return content.replace(b"</sheets>", extra.encode() + b"</sheets>")

    return repacked(PLAIN, more)


def lying() -> bytes:
    """Declares ten bytes where there are many."""
    content = bytearray(repacked(PLAIN, bomb))
    sheet = zipfile.ZipFile(io.BytesIO(bytes(content))).getinfo("xl/worksheets/sheet1.xml")
    size = sheet.file_size.to_bytes(4, "little")
    return bytes(content).replace(size, (10).to_bytes(4, "little"))


def parts() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as many:
        for place in range(package.MAX_PARTS + 1):
            many.writestr(f"part{place}", b"")
    return target.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (
        lambda: repacked(PLAIN, bomb),
        r"Unpacked, the workbook is \d+ MiB or more; up to 20 MiB",
    ),
    "a bomb that lies": (lying, r"Unpacked, the workbook is \d+ MiB or more; up to 20 MiB"),
    "entities": (lambda: repacked(PLAIN, entities), "defines entities of its own"),
    "a cell at the far end": (lambda: repacked(PLAIN, far_away), "Save the sheet as CSV"),
    "10,000 sheets": (many_sheets, "has 10,000 sheets; up to 1,000 are read"),
    "too many parts": (parts, "has 5,001 parts; up to 5,000 are read"),
    "a ZIP of something else": (
        lambda: repacked(PLAIN, lambda name, content: content if name == "x" else b""),
        "cannot be read as a workbook|has no sheet",
    ),
    "half a file": (lambda: PLAIN[: len(PLAIN) // 2], "cannot be read as a workbook"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "of another kind"),
    "an empty sheet": (lambda: workbook([[]]), "The file holds no rows"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_workbook_is_refused_and_forgotten(
    name: str, acme: Vault, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, reason = REFUSED[name]
    monkeypatch.setattr(package, "MAX_INFLATED", 20 * 1024 * 1024)
    with acme.inside():
        with pytest.raises(ImportRefusedError, match=reason):
            send(make(), name="evil.xlsx")
        assert (Import.objects.count(), storage.names(acme.schema)) == (0, [])
