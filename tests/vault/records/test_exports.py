"""What comes out of a view, in each format, and who took it."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from bailee.foundation import tenancy
from bailee.foundation.tenancy import vaults
from bailee.vault.records import collections, exports
from bailee.vault.records.collections import NewField
from bailee.vault.records.exports import ExportRefusedError
from bailee.vault.records.listing import Filter, ListingError, Query
from bailee.vault.records.models import Collection, Export
from bailee.vault.records.outtake import workbook
from tests.cast import Vault
from tests.vault.records.conftest import Send, run

# One of everything, each value at its edge. An empty cell is no value, `""` an empty text.
HEAD = "Name,Story,Count,Amount,Paid,Day,Moment,State,Papers,Site,Mail\n"
ROWS = (
    'Heron,"two\nlines, ""quoted""",1,123456789012345678901234567890.123456789000,true,2024-02-29,'
    '2024-03-31T02:30:00.123456Z,afloat,"{""a"": [null], ""n"": 1.50}",https://acme.example/,'
    "ada@acme.example\n"
    '"",,,,,,,,,,\n'
    "=1+1,\t@SUM(A1),-5,-0.50,false,1899-12-31,1899-12-30T23:59:59.000000Z,+laid up,"
    '"""=x""",http://b.example,-x@acme.example\n'
    "-5,＝x,9223372036854775807,0,,9999-12-31,,afloat,[],,\n"
    '🚢,שלום <b>&amp;_x0041_\x01\r\n"" ,2,0.1,true,1900-03-01,2024-03-31T02:30:00.000000Z,,5,,\n'
)
ROWS = ROWS.replace('שלום <b>&amp;_x0041_\x01\r\n"" ', '"שלום <b>&amp;_x0041_\x01\r\n"""" "')


def everything(vault: Vault, send: Send, now: datetime) -> Collection:
    """A collection of one field of each type, filled by an import of `ROWS`."""
    kinds = [
        "text",
        "long_text",
        "integer",
        "decimal",
        "boolean",
        "date",
        "datetime",
        "choice",
        "json",
        "url",
        "email",
    ]
    fields = [
        NewField(label, kind, choices=["afloat", "+laid up"] if kind == "choice" else ())
        for label, kind in zip(HEAD.strip().split(","), kinds, strict=True)
    ]
    made = collections.create(label="One of all", fields=fields, by=vault.ada.actor, now=now)
    one = run(send((HEAD + ROWS).encode(), into=made), now)
    assert (one.state, one.accepted, one.refused) == ("done", 5, 0), one.faults
    return made


def exported(collection: Collection, format: str, query: Query | None = None, **more: Any) -> bytes:  # noqa: A002 - as the verb has it
    zone = more.pop("time_zone", "Europe/Berlin")
    return b"".join(
        exports.stream(collection, query or Query(), format=format, time_zone=zone, **more)
    )


def sheet(content: bytes) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


def test_faithful_csv_comes_out_as_it_went_in(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        made = everything(acme, send, now)
        heads = ",".join(f'"{head}"' for head in HEAD.strip().split(",")) + "\n"
        assert exported(made, "csv").decode() == heads + ROWS


def test_import_export_import_export_is_byte_identical(
    acme: Vault, send: Send, now: datetime
) -> None:
    with acme.inside():
        made = everything(acme, send, now)
        once = exported(made, "csv")
        copy = collections.create(
            label="Copy",
            fields=[
                NewField(field.label, field.type, choices=field.choices)
                for field in made.fields.all()
            ],
            by=acme.ada.actor,
            now=now,
        )
        assert run(send(once, into=copy), now).refused == 0
        assert exported(copy, "csv") == once


def test_spreadsheet_safe_csv_holds_no_formula(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        content = exported(everything(acme, send, now), "safe")
    assert content.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows] == ["Name", "Heron", "", "'=1+1", "-5", "🚢"]
    assert [row[1] for row in rows][3:5] == ["'\t@SUM(A1)", "'＝x"]
    assert rows[3][2:] == [
        *("-5", "-0.50", "false", "1899-12-31", "1899-12-31 00:59:59", "'+laid up", '"=x"'),
        *("http://b.example", "'-x@acme.example"),
    ]
    assert rows[1][6] == "2024-03-31 04:30:00"  # as the clock in Berlin showed it


def test_head_that_would_be_a_formula_is_made_plain(acme: Vault, now: datetime) -> None:
    with acme.inside():
        fields = [NewField("=1+1", "text"), NewField("-5", "text")]
        made = collections.create(label="Odd", fields=fields, by=acme.ada.actor, now=now)
        assert exported(made, "safe").decode("utf-8-sig") == '"\'=1+1","-5"\n'


def test_json_lines_keep_types_and_digits(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        lines = exported(everything(acme, send, now), "jsonl").decode().splitlines()
    first = json.loads(lines[0], parse_float=str)
    assert first == {
        "Name": "Heron",
        "Story": 'two\nlines, "quoted"',
        "Count": 1,
        "Amount": "123456789012345678901234567890.123456789000",
        "Paid": True,
        "Day": "2024-02-29",
        "Moment": "2024-03-31T02:30:00.123456Z",
        "State": "afloat",
        "Papers": {"a": [None], "n": "1.50"},
        "Site": "https://acme.example/",
        "Mail": "ada@acme.example",
    }
    assert json.loads(lines[1]) == dict.fromkeys(first) | {"Name": ""}
    assert json.loads(lines[4])["Story"] == 'שלום <b>&amp;_x0041_\x01\r\n"" '


def test_workbook_has_real_types_and_no_formula(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        content = exported(everything(acme, send, now), "xlsx")
    head, first, second, third, fourth, fifth = sheet(content)
    assert head == HEAD.strip().split(",")
    assert first == [
        *("Heron", 'two\nlines, "quoted"', 1.0, "123456789012345678901234567890.123456789000"),
        *(True, date(2024, 2, 29), datetime(2024, 3, 31, 4, 30, 0, 123000), "afloat"),  # noqa: DTZ001 - a sheet has no zones
        *('{"a": [null], "n": 1.50}', "https://acme.example/", "ada@acme.example"),
    ]
    assert second == [""] * 11
    assert third[:6] == ["=1+1", "\t@SUM(A1)", -5.0, -0.5, False, "1899-12-31"]
    assert fourth[2] == "9223372036854775807"
    assert fifth[1] == 'שלום <b>&amp;_x0041_\x01\r\n"" '
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_text_longer_than_a_cell_is_cut_and_says_so(acme: Vault, send: Send, now: datetime) -> None:
    texts = ["x" * 32_767, "x" * 32_768, "é" * 32_767, "🚢" * 17_000]
    with acme.inside():
        one = run(send(("T,n\n" + "".join(f"{text},\n" for text in texts)).encode()), now)
        assert one.collection is not None
        rows = sheet(exported(one.collection, "xlsx"))
    values = [row[0] for row in rows[1:]]
    assert [value == text for value, text in zip(values, texts, strict=True)] == [
        *(True, False, True, False)
    ]
    assert [value.endswith(workbook.CUT) for value in values] == [False, True, False, True]
    assert max(len(value.encode("utf-16-le")) // 2 for value in values) == workbook.MAX_TEXT


def test_view_is_exported_in_its_order_with_its_filter_and_fields(
    acme: Vault, send: Send, now: datetime
) -> None:
    with acme.inside():
        made = everything(acme, send, now)
        name, count = made.fields.all()[0], made.fields.all()[2]
        query = Query(Filter(str(count.id), "filled"), sorts=(f"-{count.id}",))
        content = exported(made, "csv", query, fields=[count, name])
    assert content.decode() == ('"Count","Name"\n9223372036854775807,-5\n2,🚢\n1,Heron\n-5,=1+1\n')


def test_export_is_one_snapshot(acme: Vault, send: Send, now: datetime) -> None:
    """Records added while it streams are not in it, though the header has been sent."""
    with acme.inside():
        made = everything(acme, send, now)
        content = exports.stream(made, Query(), format="csv", time_zone="UTC")
        begun = next(content)
        with tenancy.owner(acme.schema) as raw:
            raw.execute(f"DELETE FROM {made.table_name}")
        assert (begun + b"".join(content)).decode().endswith(ROWS)


@pytest.mark.parametrize("format", exports.FORMATS)
def test_five_hundred_fields_are_exported(format: str, acme: Vault, now: datetime) -> None:  # noqa: A002 - the word
    fields = [NewField(f"Field {number}", "text") for number in range(500)]
    with acme.inside():
        made = collections.create(label="Wide", fields=fields, by=acme.ada.actor, now=now)
        columns = ", ".join(field.column_name for field in made.fields.all())
        with tenancy.owner(acme.schema) as raw:
            raw.execute(
                f"INSERT INTO {made.table_name} (created_at, changed_at, {columns})"
                f" VALUES (now(), now(){", 'x<y'" * 500})"
            )
        content = exported(made, format)
    if format == "xlsx":
        assert sheet(content)[1] == ["x<y"] * 500
    elif format == "jsonl":
        assert list(json.loads(content).values()) == ["x<y"] * 500
    else:
        found: Sequence[str] = list(csv.reader(io.StringIO(content.decode())))[1]
        assert found == ["x<y"] * 500


def test_export_is_noted_with_its_rows(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        made = everything(acme, send, now)
        by = acme.rae.actor
        content = exports.send(made, Query(), format="csv", time_zone="UTC", by=by, now=now)
        noted = Export.objects.get()
        assert (noted.collection, noted.format, noted.rows) == (made, "csv", None)
        assert (noted.by_kind, noted.by_id, noted.at) == (by.kind, by.id, now)
        b"".join(content)
        noted.refresh_from_db()
        assert noted.rows == 5


def test_frozen_vault_exports_nothing_unnoted(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        made = everything(acme, send, now)
    vaults.freeze(acme.schema)
    with acme.inside(), pytest.raises(tenancy.FrozenError):
        exports.send(made, Query(), format="csv", time_zone="UTC", by=acme.rae.actor, now=now)


def test_what_fits_no_file_is_refused_before_the_first_byte(
    acme: Vault, send: Send, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acme.inside():
        made = everything(acme, send, now)
        monkeypatch.setattr(workbook, "MAX_ROWS", 4)
        with pytest.raises(ExportRefusedError, match="holds 4 records; these are 5"):
            exports.stream(made, Query(), format="xlsx", time_zone="UTC")
        with pytest.raises(ExportRefusedError, match="no such format"):
            exports.stream(made, Query(), format="pdf", time_zone="UTC")
        with pytest.raises(ExportRefusedError, match="Choose at least one"):
            exports.stream(made, Query(), format="csv", fields=[], time_zone="UTC")
        with pytest.raises(ListingError, match="no such field"):
            exports.stream(made, Query(sorts=("nothing",)), format="csv", time_zone="UTC")
        assert Export.objects.count() == 0
