"""Files that break importers: kept exactly, or refused with row and reason."""

import csv
import io
import random
import time
from datetime import datetime

import pytest

from bailee.vault.records import imports
from bailee.vault.records.intake import dialect, stream
from bailee.vault.records.intake.dialect import Dialect
from bailee.vault.records.intake.propose import Column
from tests.cast import Vault
from tests.vault.records.conftest import Send, as_text, run


def texts(*labels: str) -> list[Column]:
    return [Column(label, label, "long_text") for label in labels]


KEPT = {
    "quotes within": b'a,b\n"say ""ahoy""","x"\n',
    "quote in an unquoted cell": b"a,b\n5\" nail,5' pole\n",
    "delimiters and line ends in cells": b'a,b\n"1,2\n3","4\r\n5"\n',
    "CRLF": b"a,b\r\nx,y\r\nz,\r\n",
    "mixed line ends": b"a,b\nx,y\r\nz,w\n",
    "bare CR": b"a,b\rx,y\r",
    "no last line end": b"a,b\nx,y",
    "byte order mark": "\ufeffa,b\nä,ö\n".encode(),
    "UTF-16": "a,b\nä,€\n".encode("utf-16"),
    "semicolons": "a;b\n1,5;ä\n".encode(),
    "Windows-1252": "a,b\nNúñez,€ 5\n".encode("cp1252"),
    "end-of-data mark": b'a,b\n\\.,x\n"\\.",y\n',
    "backslashes": b"a,b\nC:\\new,\\N\n",
    "formula": b"a,b\n=1+1,@x\n",
    "spaces": b'a,b\n x , "y" \n',
    "blank lines": b"a,b\n\nx,y\n\n",
    "emoji and combining marks": "a,b\n🚢,e\u0301\n".encode(),
    "a megabyte in one cell": b"a,b\n" + b"x" * 1_000_000 + b",y\n",
}


@pytest.mark.parametrize("name", KEPT)
def test_file_is_kept_exactly(name: str, acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = send(KEPT[name])
        how = Dialect.from_json(one.dialect)
        one = run(one, now, texts("a", "b"))
        decoded = KEPT[name].decode(how.encoding)
        lines = csv.reader(io.StringIO(decoded, newline=""), delimiter=how.delimiter)
        expected = [tuple(cell or None for cell in row) for row in lines if row][1:]
        assert (one.state, one.refused, one.error) == ("done", 0, "")
        assert as_text(one.collection) == expected


REFUSED = {
    "NUL": (b"a,b\nx\x00y,z\nq,r\n", 2, "cell 1 holds a byte that no text has in this encoding"),
    "a byte that is not UTF-8": (
        "a,b\nä,ö\nq,r\n".encode() + b"x,\xff\n",
        4,
        "cell 2 holds a byte that no text has in this encoding",
    ),
    "too few cells": (b"a,b\nx\nq,r\n", 2, "has 1 cells where 2 are expected"),
    "too many cells": (b"a,b\nq,r\nx,y,z\n", 3, "has 3 cells where 2 are expected"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_row_is_refused_with_its_number(name: str, acme: Vault, send: Send, now: datetime) -> None:
    content, row, reason = REFUSED[name]
    with acme.inside():
        one = run(send(content), now, texts("a", "b"))
        found = [(fault["row"], fault["reason"]) for fault in one.faults]
        assert (one.state, one.refused, found) == ("done", 1, [(row, reason)])


def test_quote_that_never_closes_fails_with_its_row(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = run(send(b'a,b\nx,y\nz,"w\n'), now, texts("a", "b"))
        assert one.state == "failed"
        assert one.error == "A quote opened in row 3 is never closed."


def test_five_hundred_columns_are_kept(acme: Vault, send: Send, now: datetime) -> None:
    names = [f"c{number}" for number in range(500)]
    values = [f"value {number:04}" for number in range(500)]
    with acme.inside():
        one = run(send("\n".join([",".join(names), ",".join(values)]).encode()), now)
        assert as_text(one.collection) == [tuple(values)]


def test_row_too_wide_for_a_page_is_refused(acme: Vault, send: Send, now: datetime) -> None:
    names = [f"c{number}" for number in range(500)]
    wide = ["a rather long text, to be sure"] * 500
    rows = io.StringIO()
    csv.writer(rows).writerows([names, wide, ["x"] * 500])
    with acme.inside():
        one = run(send(rows.getvalue().encode()), now)
        assert (one.accepted, one.refused) == (1, 1)
        assert one.faults[0]["reason"] == (
            "holds more text than one row of so many columns can (8 kB)"
        )


def test_fast_and_careful_way_agree(acme: Vault, send: Send, now: datetime) -> None:
    """Random awkward cells, as they are and again with a row that `COPY` does not take."""
    draw = random.Random(7)  # noqa: S311 - the same cells each time
    cells = ["", 'x"', "a,b", "\n", "\r\n", "é", " ", "\\", "'", '""', "null", "\\N", "0"]
    table = [[draw.choice(cells) + draw.choice(cells) for _ in range(3)] for _ in range(300)]
    rows = io.StringIO()
    csv.writer(rows, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *table])
    plain = rows.getvalue().encode()
    with acme.inside():
        fast = run(send(plain, name="fast.csv"), now, texts("a", "b", "c"))
        slow = run(send(plain + b'x"y,,\n', name="slow.csv"), now, texts("a", "b", "c"))
        expected = [tuple(row) for row in table]
        assert as_text(fast.collection) == expected
        assert as_text(slow.collection) == [*expected, ('x"y', None, None)]


@pytest.mark.parametrize(
    ("content", "odd"),
    [
        (b'"a","b""c"\n"","d"\n', False),
        (b'a,b\n5" nail,x\n', True),
        (b'a,"b"c\n', True),
        (b'a,""b\n', True),
        (b'"a,b\n', True),
        (b"a\n\\.\nb\n", True),
        (b'x"', True),
        (b'"x"', False),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_guard_finds_odd_quotes_wherever_chunks_end(
    size: int, content: bytes, *, odd: bool
) -> None:
    chunks = [content[start : start + size] for start in range(0, len(content), size)]
    try:
        found = b"".join(stream.guarded(chunks, Dialect()))
    except stream.OddQuotesError:
        assert odd
    else:
        assert (found, odd) == (content, False)


def test_plan_is_kept_as_it_was_proposed(acme: Vault, send: Send) -> None:
    content = b"Code,Big,Share,Paid,When,Mail,Site\n"
    content += b"007,123456789012345678901234567890,1.5e3,yes,2024-01-02T03:04:05Z,"
    content += b"ada@acme.example,https://acme.example/x\n"
    with acme.inside():
        types = [column.type for column in imports.columns(send(content))]
        assert types == ["text", "decimal", "decimal", "boolean", "datetime", "email", "url"]


def test_dialect_of_a_tangled_file_costs_little() -> None:
    """A web thread finds it out while others wait: no small file may take it seconds."""
    before = time.process_time()
    dialect.find("x" * 16_000 + ";" + "y|," * 20_000 + "\n" * 2, "utf-8")
    assert time.process_time() - before < 3
