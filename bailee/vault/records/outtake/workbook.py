"""An XLSX workbook in one pass: the server writes the rows' XML, we deflate and pass it on.

xlsxwriter keeps a sheet in memory or in a plain temporary file; a client's bytes may be in
neither. What a number of 15 digits or a day of 1900 cannot hold exactly is written as text.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, LiteralString, cast
from xml.sax.saxutils import escape

from psycopg import sql

from bailee.vault.records.models import Field
from bailee.vault.records.outtake.cells import joined

MAX_ROWS = 1_048_575  # besides the header
MAX_COLUMNS = 16_384
MAX_TEXT = 32_767  # UTF-16 units of one cell
CUT = "… (cut: a cell takes 32,767 characters; the faithful CSV has all)"
_HEAD = 3  # cell style, by its place in _STYLES
# Type of field → when it fits a cell of its own kind, its value there, the cell's attributes.
_NATIVE: dict[str, tuple[LiteralString, LiteralString, str]] = {
    "integer": ("abs({0}) < 1000000000000000", "{0}::text", 's="0"'),
    "decimal": (
        "length(ltrim(translate(trim_scale({0})::text, '-.', ''), '0')) <= 15",
        "{0}::text",
        's="0"',
    ),
    "boolean": ("true", "{0}::int", 't="b"'),
    "date": (
        "{0} BETWEEN '1900-03-01' AND '9999-12-31'",
        "({0} - date '1899-12-30')::text",
        's="1"',
    ),
    "datetime": (
        "{0} BETWEEN '1900-03-02Z' AND '9999-12-30Z'",
        "round(extract(epoch FROM {0} AT TIME ZONE {1} - timestamp '1899-12-30') / 86400, 11)",
        's="2"',
    ),
}
_CONTROLS = [*range(1, 9), 11, 12, *range(14, 32)]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders count='1'><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>',
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": _STYLES,
}


def row(fields: Sequence[Field], zone: str) -> sql.Composable:
    """SQL for one record as `<row>`; the query gives its number in the sheet as the text `n`."""
    cells = [_cell(field, _letters(place), zone) for place, field in enumerate(fields)]
    return joined([sql.SQL("""'<row r="' || n || '">'"""), *cells, sql.Literal("</row>")])


def write(label: str, heads: Sequence[str], rows: Iterable[bytes]) -> Iterator[bytes]:
    """The whole workbook around `rows` of XML. Raises `RuntimeError` beyond 2 GiB of XML."""
    target = _Passing()
    with zipfile.ZipFile(
        cast("Any", target), "w", zipfile.ZIP_DEFLATED, compresslevel=1
    ) as package:
        for name, text in {**_PARTS, "xl/workbook.xml": _book(label)}.items():
            package.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
        sheet = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        sheet.compress_type = zipfile.ZIP_DEFLATED
        sheet.compress_level = 1
        with package.open(sheet, "w") as out:
            out.write(_beginning(heads).encode())
            for chunk in rows:
                out.write(chunk)
                yield from target.take()
            out.write(b"</sheetData></worksheet>")
    yield from target.take()


class _Passing(io.RawIOBase):
    """A file that cannot seek and keeps what is written until it is taken."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any, /) -> int:
        self._kept.append(bytes(piece))
        return len(piece)

    def take(self) -> Iterator[bytes]:
        if piece := b"".join(self._kept):
            self._kept.clear()
            yield piece


def _cell(field: Field, letters: str, zone: str) -> sql.Composable:
    """SQL for one cell; a value that its kind of cell cannot hold exactly is written as text."""
    name = sql.Identifier(field.column_name)
    text = _text(sql.SQL("{}::text").format(name), letters)
    if field.type not in _NATIVE:
        return sql.SQL("CASE WHEN {} IS NULL THEN '' ELSE {} END").format(name, text)
    fits, written, style = _NATIVE[field.type]
    return sql.SQL(
        "CASE WHEN {name} IS NULL THEN '' WHEN {fits} THEN {opening} || n || {middle} || {value}"
        " || '</v></c>' ELSE {text} END"
    ).format(
        name=name,
        fits=sql.SQL(fits).format(name),
        opening=sql.Literal(f'<c r="{letters}'),
        middle=sql.Literal(f'" {style}><v>'),
        value=sql.SQL(written).format(name, sql.Literal(zone)),
        text=text,
    )


def _text(value: sql.Composable, letters: str) -> sql.Composable:
    """An inline text: never a formula, never a link."""
    return sql.SQL("{} || n || {} || {} || '</t></is></c>'").format(
        sql.Literal(f'<c r="{letters}'),
        sql.Literal('" t="inlineStr"><is><t xml:space="preserve">'),
        _escaped(_fitting(value)),
    )


def _fitting(value: sql.Composable) -> sql.Composable:
    room = MAX_TEXT - len(CUT)
    return sql.SQL(
        "CASE WHEN octet_length({0}) <= {1} THEN {0}"
        " WHEN {0} ~ '[\\U00010000-\\U0010FFFF]' AND char_length({0}) > {2}"
        " THEN left({0}, {2}) || {4}"
        " WHEN char_length({0}) > {1} THEN left({0}, {3}) || {4} ELSE {0} END"
    ).format(value, *map(sql.Literal, (MAX_TEXT, room // 2, room, CUT)))


def _escaped(value: sql.Composable) -> sql.Composable:
    """XML 1.0 has no control characters: Excel writes them, and what looks so, as `_x0001_`."""
    odd: sql.Composable = sql.SQL(
        "regexp_replace({}, '_(x[0-9A-Fa-f]{{4}}_)', '_x005F_\\1', 'g')"
    ).format(value)
    for code in _CONTROLS:
        odd = sql.SQL("replace({}, chr({}), {})").format(
            odd, sql.Literal(code), sql.Literal(f"_x{code:04X}_")
        )
    odd = sql.SQL("regexp_replace({}, '[\\uFFFE\\uFFFF]', '\ufffd', 'g')").format(odd)
    marked = sql.SQL(
        "CASE WHEN {0} ~ '[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\uFFFE\\uFFFF]|_x[0-9A-Fa-f]{{4}}_'"
        " THEN {1} ELSE {0} END"
    ).format(value, odd)
    for character, entity in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("\n", "&#10;"),
        ("\r", "_x000D_"),
    ):
        marked = sql.SQL("replace({}, {}, {})").format(
            marked, sql.Literal(character), sql.Literal(entity)
        )
    return marked


def _beginning(heads: Sequence[str]) -> str:
    cells = "".join(
        f'<c r="{_letters(place)}1" s="{_HEAD}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{escape(head)}</t></is></c>'
        for place, head in enumerate(heads)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f'<cols><col min="1" max="{max(len(heads), 1)}" width="18" customWidth="1"/></cols>'
        f'<sheetData><row r="1">{cells}</row>'
    )


def _book(label: str) -> str:
    plain = "".join(" " if character in "[]:*?/\\" else character for character in label)
    name = escape(" ".join(plain.split())[:31].strip("'") or "Records", {'"': "&quot;"})
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        "<bookViews><workbookView/></bookViews>"
        f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _letters(place: int) -> str:
    """A, B … Z, AA …"""
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
