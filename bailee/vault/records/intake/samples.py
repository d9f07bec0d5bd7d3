"""The first rows of a file of any format, from which its columns are proposed."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from bailee.vault.records.intake import dialect, jsons, workbooks
from bailee.vault.records.intake.dialect import Dialect
from bailee.vault.records.intake.jsons import Record
from bailee.vault.records.intake.stream import UnreadableError

ROWS = 1_000
_OLD = b"\xd0\xcf\x11\xe0"  # OLE: Excel before 2007, and workbooks with a password
_LINES = (".jsonl", ".ndjson", ".jsonlines")

Rows = list[list[str | None]]


def format_of(name: str, beginning: bytes) -> str:
    """`csv`, `xlsx`, `json` or `jsonl`: by the content, and by the name where that leaves doubt.

    Raises `UnreadableError` for a workbook of a kind that is not read.
    """
    suffix = name.lower()
    if beginning.startswith(_OLD) or suffix.endswith((".xls", ".xlsb", ".ods", ".numbers")):
        raise UnreadableError(
            _(
                "This is a workbook of another kind, or one with a password. Save it as"
                " XLSX without a password, or as CSV, and send that."
            )
        )
    if beginning.startswith(b"PK\x03\x04") or suffix.endswith((".xlsx", ".xlsm")):
        return "xlsx"
    if suffix.endswith(_LINES):
        return "jsonl"
    text = beginning[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if suffix.endswith(".json"):
        return "jsonl" if text.startswith(b"{") else "json"
    if suffix.endswith((".csv", ".tsv", ".txt")):
        return "csv"
    return _guessed(text)


def of_csv(text: str, how: Dialect, *, cut: bool) -> Rows:
    """`cut`: the text may end within a row."""
    rows = dialect.first_rows(text, how, ROWS)
    return rows[:-1] if len(rows) > 1 and cut else rows


def of_json(beginning: bytes, *, lines: bool, cut: bool) -> Rows:
    """The keys of all objects at the beginning, then their values as cells.

    Raises `UnreadableError`.
    """
    found = list(jsons.records([beginning], lines=lines, cut=cut))
    keys = jsons.keys(found)
    for key in keys:
        if jsons.NOT_STORABLE.search(key):
            raise UnreadableError(
                _("A key holds a character that no text can (NUL, or half of one).")
            )
    if not keys:
        _refuse_without_keys(found)
        return []
    return [list(keys), *(_cells(record, keys) for record in found[:ROWS])]


def of_workbook(
    chunks: Iterable[bytes], sheet: str, how: Dialect | None
) -> tuple[Rows, str, Dialect]:
    """The first rows of a sheet, its name, and how it is read: as `how` says, or as found.

    Raises `UnreadableError`.
    """
    book = workbooks.opened(chunks, sheet, limit=ROWS)
    try:
        rows: Rows = [cells for _, cells, _ in book.rows]
    finally:
        book.rows.close()
    width = max(map(len, rows), default=0)
    rows = [row + [None] * (width - len(row)) for row in rows]
    found = how or Dialect(header=dialect.has_header(rows))
    return rows, book.sheet, replace(found, sheets=tuple(book.sheets))


def _cells(record: Record, keys: list[str]) -> list[str | None]:
    try:
        return [jsons.cell(record.values.get(key)) for key in keys]
    except RecursionError:
        return [None] * len(keys)


def _guessed(text: bytes) -> str:
    if text.startswith(b"[") and text[1:].lstrip()[:1] in {b"{", b"]"}:
        return "json"
    return "jsonl" if text.startswith((b'{"', b"{ ")) else "csv"


def _refuse_without_keys(found: list[Record]) -> None:
    if found and found[0].problem:
        raise UnreadableError(
            _("Line {number} {problem}.").format(number=found[0].number, problem=found[0].problem)
        )
