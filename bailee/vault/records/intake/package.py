"""Looks into a workbook's ZIP before anyone parses it: how much it is, and what it hides."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

MAX_PARTS = 5_000
MAX_SHEETS = 1_000
MAX_INFLATED = 1024 * 1024 * 1024  # bytes of all parts together
_PIECE = 1024 * 1024  # bytes
_LOCAL = struct.Struct("<4s5H3L2H")
_SMALL = 16 * 1024 * 1024  # bytes, at most, of the parts that only list others
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_TARGET = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_WRONG = re.compile(rb"<(?:\w+:)?c\s[^>]*?\bt\s*=\s*[\"']e[\"'][^>]*>")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3}([0-9]{1,7}))[\"']")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


class PackageError(ValueError):
    """The file is no workbook that can be read; the message says why and what to do.

    Raised in a process that knows no language: who asked for it translates text and values.
    """

    def __init__(self, text: str, **values: str) -> None:
        super().__init__(text.format(**values))
        self.said = Said(text, values)


class Said(NamedTuple):
    """A sentence of the catalogue, and what goes into its places."""

    text: str
    values: dict[str, str]


def marked(text: str) -> str:
    """The text as it is: `make words` finds it by this name."""
    return text


@dataclass(frozen=True)
class Parts:
    """`sheets`: name of each sheet of cells, and its part in the package."""

    sheets: dict[str, zipfile.ZipInfo]


def check(file: BinaryIO, most: int = MAX_INFLATED) -> Parts:
    """Inflates every part to nowhere and stops at `most` bytes, whatever the ZIP declares.

    Raises `PackageError`.
    """
    try:
        members = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise PackageError(
            marked("The file cannot be read as a workbook: {error}."), error=str(error)
        ) from None
    if len(members) > MAX_PARTS:
        raise PackageError(
            marked("The workbook has {count} parts; up to {max_parts} are read."),
            count=f"{len(members):,}",
            max_parts=f"{MAX_PARTS:,}",
        )
    declared = sum(member.file_size for member in members)
    if declared > most:
        raise _too_large(declared, most)
    left = most
    for member in members:
        for piece in inflated(file, member):
            left -= len(piece)
            if left < 0:
                raise _too_large(most + 1, most)
    return Parts(_sheets(file, {member.filename: member for member in members}))


def inflated(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's content, by what is there and not by what the ZIP says of its size.

    Raises `PackageError`, also for XML with a DTD, whose entities could grow without end.
    """
    if member.flag_bits & 1:
        raise PackageError(
            marked("The workbook has a password. Save it without one, and send it again.")
        )
    tail = b""
    try:
        for piece in _pieces(file, member):
            if b"<!DOCTYPE" in tail + piece or b"<!ENTITY" in tail + piece:
                raise PackageError(
                    marked("The workbook defines entities of its own: no workbook needs any.")
                )
            tail = piece[-10:]
            yield piece
    except (zlib.error, struct.error) as error:
        raise PackageError(
            marked("The workbook is damaged in “{filename}”: {error}."),
            filename=member.filename[:80],
            error=str(error),
        ) from None


def errors(file: BinaryIO, member: zipfile.ZipInfo) -> dict[int, list[str]]:
    """The cells of a sheet that hold an error such as #REF!, by row. Raises `PackageError`."""
    found: dict[int, list[str]] = {}
    tail = b""
    for piece in inflated(file, member):
        text = tail + piece
        end = text.rfind(b"<") if text.rfind(b">") < text.rfind(b"<") else len(text)
        for tag in _WRONG.finditer(text, 0, end):
            place = _PLACE.search(tag[0])
            if place is None:
                raise PackageError(
                    marked("A cell holds an error such as #REF!. Mend it, and send it again.")
                )
            found.setdefault(int(place[2]), []).append(place[1].decode())
        tail = text[end:][-_PIECE:]
    return found


def _pieces(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(member.header_offset)
    head = _LOCAL.unpack(file.read(_LOCAL.size))
    file.seek(head[9] + head[10], 1)
    left = member.compress_size
    if member.compress_type == zipfile.ZIP_STORED:
        while left > 0 and (piece := file.read(min(left, _PIECE))):
            left -= len(piece)
            yield piece
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise PackageError(marked("The workbook is packed in a way that no spreadsheet uses."))
    unpack = zlib.decompressobj(-15)
    while not unpack.eof and left > 0 and (packed := file.read(min(left, _PIECE))):
        left -= len(packed)
        while packed and not unpack.eof:
            place = file.tell()
            yield unpack.decompress(packed, _PIECE)
            file.seek(place)  # whoever takes the pieces may read elsewhere
            packed = unpack.unconsumed_tail


def _sheets(file: BinaryIO, members: dict[str, zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    book, links = (
        _small(file, members.get(name))
        for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    )
    targets = {}
    for tag in _TARGET.finditer(links):
        named = _attributes(tag[1])
        if "worksheet" in named.get("Type", ""):
            targets[named.get("Id", "")] = named.get("Target", "")
    sheets = [_attributes(tag[1]) for tag in _SHEET.finditer(book)]
    if len(sheets) > MAX_SHEETS:
        raise PackageError(
            marked("The workbook has {count} sheets; up to {max_sheets} are read."),
            count=f"{len(sheets):,}",
            max_sheets=f"{MAX_SHEETS:,}",
        )
    found = {}
    for named in sheets:
        target = targets.get(next((v for k, v in named.items() if k.endswith(":id")), ""), "")
        path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if path in members:
            found[named.get("name", "")] = members[path]
    return found


def _small(file: BinaryIO, member: zipfile.ZipInfo | None) -> str:
    content = b""
    for piece in inflated(file, member) if member else ():
        content += piece
        if len(content) > _SMALL:
            raise PackageError(
                marked("The workbook's list of sheets is larger than any workbook needs.")
            )
    return content.decode("utf-8", "replace")


def _attributes(text: str) -> dict[str, str]:
    return {name: _plain(value[1:-1]) for name, value in _ATTRIBUTE.findall(text)}


def _plain(value: str) -> str:
    for entity, character in _ENTITIES.items():
        value = value.replace(entity, character)
    return re.sub(r"&#(x[0-9a-fA-F]{1,6}|[0-9]{1,7});", _character, value)


def _character(found: re.Match[str]) -> str:
    code = int(found[1][1:], 16) if found[1].startswith("x") else int(found[1])
    return chr(code) if code < 0x110000 else ""


def _too_large(size: int, most: int) -> PackageError:
    text = marked(
        "Unpacked, the workbook is {size} MiB or more; up to {most} MiB are read. Save the sheet as"
        " CSV, and send that."
    )
    return PackageError(text, size=f"{size // 1024**2:,}", most=f"{most // 1024**2:,}")
