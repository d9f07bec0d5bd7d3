"""JSON and JSON lines: every digit stays, what is no record is refused with its line."""

import json
from datetime import datetime

import pytest

from bailee.foundation import storage
from bailee.vault.records import exports, imports
from bailee.vault.records.imports import ImportRefusedError
from bailee.vault.records.intake import jsons
from bailee.vault.records.intake.stream import UnreadableError
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Import
from tests.cast import Vault
from tests.vault.records.conftest import Send, as_text, run

SHIPS = [
    (
        '{"Name": "Heron", "Length": 123456789012345678901234567890.10, "Paid": true,'
        ' "Papers": {"n": 1.50, "list": [1e2, null, "x"]}, "Berth": "007"}'
    ),
    '{"Name": "", "Length": null, "Papers": [], "Paid": false, "Berth": "012"}',
]
STORED = [
    (
        *("Heron", "123456789012345678901234567890.10", "true"),
        '{"n": 1.50, "list": [100, null, "x"]}',
        "007",
    ),
    ("", None, "false", "[]", "012"),
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ships.json", "[" + ",\n".join(SHIPS) + "]"),
        ("ships.jsonl", "\n".join(SHIPS) + "\n"),
        ("ships.json", "\r\n".join(SHIPS)),
        ("unnamed", "\ufeff" + "\n\n".join(SHIPS)),
        ("unnamed", " [ " + " , ".join(SHIPS) + " ] "),
    ],
)
def test_values_keep_every_digit(
    name: str, content: str, acme: Vault, send: Send, now: datetime
) -> None:
    with acme.inside():
        one = send(content.encode(), name=name)
        types = [column.type for column in imports.columns(one)]
        assert types == ["text", "decimal", "boolean", "json", "text"]
        run(one, now)
        assert (one.state, one.refused, one.faults) == ("done", 0, [])
        assert as_text(one.collection) == STORED
        assert storage.names(acme.schema) == []


def test_utf_16_is_read(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = run(send('[{"Name": "Núñez €"}]'.encode("utf-16"), name="a.json"), now)
        assert as_text(one.collection) == [("Núñez €",)]


LINES = [
    '{"Name": "Heron", "n": 1}',
    '{"Name": "Tern", "Name": "Auk", "n": 1}',
    '{"Name": "NUL \\u0000", "n": 1}',
    '{"Name": "half \\ud83d", "n": 1}',
    '{"Name": "Tern", "n": NaN}',
    '{"Name": "Tern", "n": 1',
    "[1]",
    '{"Name": "Tern"} {"n": 2}',
    '{"n": ' + "[" * 300 + "]" * 300 + "}",
    '{"n": ' + "[" * 100_000 + "]" * 100_000 + "}",
    '{"Name": "bytes \udcff", "n": 1}',
    '{"Name": "Gull", "n": 2}',
]
REASONS = {
    2: "the key “Name” stands twice",
    3: "“Name” holds a character that no text can (NUL, or half of one)",
    4: "“Name” holds a character that no text can (NUL, or half of one)",
    5: "is not JSON: NaN is no JSON value",
    6: "is not JSON: Expecting ',' delimiter, at character 24",
    7: "is not an object such as {“Name”: “Heron”}",
    8: "has more after the object, at character 17",
    9: "is nested deeper than 200 levels",
    10: "is nested deeper than 200 levels",
    11: "“Name” holds a character that no text can (NUL, or half of one)",
}


def test_line_is_refused_with_its_number(acme: Vault, send: Send, now: datetime) -> None:
    content = "\n".join(LINES).encode("utf-8", "surrogateescape")
    with acme.inside():
        one = run(send(content, name="ships.jsonl"), now)
        assert (one.state, one.accepted) == ("done", 2)
        assert {fault["row"]: fault["reason"] for fault in one.faults} == REASONS
        assert [row[0] for row in as_text(one.collection)] == ["Heron", "Gull"]


def test_key_that_no_column_is_for_refuses_its_record(
    acme: Vault, send: Send, now: datetime
) -> None:
    first = "".join(f'{{"Name": "ship {number:0200}"}}\n' for number in range(12_000))
    with acme.inside():
        one = run(send(f'{first}{{"Name": "x", "Flag": "GB"}}\n'.encode(), name="a.jsonl"), now)
        assert (one.accepted, one.refused) == (12_000, 1)
        assert one.faults[0]["reason"] == "has the key “Flag”, which no column is for"
        assert b"".join(imports.error_file(one)).endswith(b',x,"""GB"""\n')


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"a": [', "Line 1 is not JSON"),
        ("[1, 2]", "Line 1 is not an object"),
        ('"text"', "Line 1: The file must hold a list of objects"),
        ('[{"a": 1} {"a": 2}]', "Line 1: a comma is missing"),
        ('[\n{"a": 1},\n{"a" 2}]', "Line 3: this is not JSON: Expecting ':' delimiter"),
        ('[{"a": 1}', "Line 1: the list does not end: “]” is missing"),
        ('[{"a": 1}] x', "Line 1: there is more after the list"),
        ("[" * 200_000, "Line 1: this is nested too deep"),
        ("[]", "The file holds no rows"),
        ('[{"\\ud800": 1}]', "A key holds a character that no text can"),
    ],
)
def test_file_that_is_no_list_of_objects_is_refused(
    content: str, reason: str, acme: Vault, send: Send, now: datetime
) -> None:
    with acme.inside():
        try:
            one = send(content.encode(), name="a.json")
        except ImportRefusedError as error:
            found = str(error)
            assert (Import.objects.count(), storage.names(acme.schema)) == (0, [])
        else:
            found = run(one, now).error
    assert found.startswith(reason)


@pytest.mark.parametrize("size", [1, 2, 7, 64])
@pytest.mark.parametrize("lines", [True, False])
def test_records_are_found_wherever_pieces_end(size: int, *, lines: bool) -> None:
    objects = [{"a": "é🚢", "n": number, "deep": {"x": [number]}} for number in range(30)]
    joined = ("\n" if lines else ", ").join(json.dumps(one, ensure_ascii=False) for one in objects)
    content = (joined if lines else f"[{joined}]").encode()
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    found = [record.values for record in jsons.records(pieces, lines=lines)]
    assert [jsons.written(values) for values in found] == [
        json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in objects
    ]


def test_number_at_the_end_of_a_piece_is_whole() -> None:
    found = [record.problem for record in jsons.records([b"[1", b"2, ", b'{"a": 1}]'], lines=False)]
    assert found == ["is not an object such as {“Name”: “Heron”}", None]


def test_cut_file_is_told_from_a_whole_one() -> None:
    cut = [b'[{"a": 1}, {"a']
    assert len(list(jsons.records(cut, lines=False, cut=True))) == 1
    with pytest.raises(UnreadableError):
        list(jsons.records(cut, lines=False))


def test_export_as_json_lines_comes_in_unchanged(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        once = run(send("\n".join(SHIPS).encode(), name="a.jsonl"), now).collection
        assert once is not None
        lines = b"".join(exports.stream(once, Query(), format="jsonl", time_zone="UTC"))
        again = run(send(lines, name="b.jsonl"), now).collection
        assert as_text(again) == as_text(once)
        assert again is not None
        assert b"".join(exports.stream(again, Query(), format="jsonl", time_zone="UTC")) == lines
