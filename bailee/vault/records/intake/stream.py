"""Turns a file's bytes into what `COPY` takes, in constant memory."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from bailee.foundation.ids import opaque
from bailee.vault.records.intake.dialect import Dialect

MAX_LINE = 32 * 1024 * 1024  # characters
_WIDE = 300  # columns from which a row may outgrow PostgreSQL's page
_PAGE = 7_900  # bytes
_STRAY = re.compile(r"[\ud800-\udfff]")


class UnreadableError(Exception):
    """The file cannot be read as CSV at all; the message says where and why."""


class OddQuotesError(Exception):
    """A quote stands where `COPY` and RFC 4180 disagree: the careful reader must take over."""


@dataclass
class QuoteGuard:
    """Watches raw CSV pass and raises `OddQuotesError` where `COPY` would misread it in silence.

    Cut at quotes, the pieces lie in turn outside and inside them. Outside, a piece is empty
    (a doubled quote) or begins and ends at the border of a cell.
    """

    delimiter: bytes
    _rest: bytes = b""  # of the piece that goes on in the next chunk: its first and last byte
    _tail: bytes = b"\n"
    _inside: bool = False
    _first: bool = True

    def see(self, chunk: bytes) -> None:
        if b"\n\\." in self._tail + chunk:
            raise OddQuotesError  # PostgreSQL before 18 takes a line `\.` for the end of data
        self._tail = (self._tail + chunk)[-2:]
        pieces = chunk.split(b'"')
        pieces[0] = self._rest + pieces[0]
        last = pieces.pop()
        self._rest = last if len(last) < 3 else last[:1] + last[-1:]
        outside = pieces[1::2] if self._inside else pieces[0::2]
        self._inside ^= len(pieces) % 2 == 1
        if self._first and outside:
            self._check_end(outside.pop(0))
            self._first = False
        borders = self.delimiter + b"\r\n"
        for piece in outside:
            if piece and (piece[0] not in borders or piece[-1] not in borders):
                raise OddQuotesError

    def end(self) -> None:
        borders = self.delimiter + b"\r\n"
        if self._inside or (self._rest and not self._first and self._rest[0] not in borders):
            raise OddQuotesError

    def _check_end(self, piece: bytes) -> None:
        if piece and piece[-1] not in self.delimiter + b"\r\n":
            raise OddQuotesError


def utf8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The bytes as UTF-8 without a byte order mark. Raises `UnicodeDecodeError`."""
    if encoding == "utf-8":
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def guarded(chunks: Iterable[bytes], dialect: Dialect) -> Iterator[bytes]:
    """Raw CSV for `COPY`. Raises `OddQuotesError`."""
    guard = QuoteGuard(dialect.delimiter.encode())
    for chunk in chunks:
        guard.see(chunk)
        yield chunk
    guard.end()


@dataclass(frozen=True)
class Row:
    """`number` counts as a spreadsheet does. `problem`: why the row cannot be taken as it is."""

    number: int
    cells: list[str | None]
    extra: str | None = None
    problem: str | None = None


def rows(chunks: Iterable[bytes], dialect: Dialect, width: int) -> Iterator[Row]:
    """Every row below the header, each made storable, with what is wrong with it.

    Raises `UnreadableError` for a row or a quoted cell without end.
    """
    csv.field_size_limit(MAX_LINE)
    end = f"\ue000{opaque()}"  # a last row of ours: swallowed if a quote is still open
    number = 0
    try:
        lines = chain(_lines(chunks, dialect.encoding), [end])
        for number, cells in enumerate(dialect.cells(lines), start=1):
            if cells == [end]:
                return
            if cells and (cells[-1] or "").endswith(end):
                raise UnreadableError(
                    _("A quote opened in row {number} is never closed.").format(number=number)
                )
            if (number == 1 and dialect.header) or (not cells and width > 1):
                continue  # a blank line holds nothing
            yield _row(number, cells or [None], width, dialect)
    except csv.Error as error:
        raise UnreadableError(
            _("Row {number} cannot be read: {error}.").format(number=number + 1, error=error)
        ) from error


def _lines(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    text = io.TextIOWrapper(
        io.BufferedReader(Chunks(chunks), 1024 * 1024),
        encoding,
        # Windows-1252 and UTF-16 have no room for stray bytes: they are shown as U+FFFD.
        "surrogateescape" if encoding.startswith("utf-8") else "replace",
        newline="",
    )
    count = 0
    while line := text.readline(MAX_LINE):
        count += 1
        if len(line) == MAX_LINE:
            raise UnreadableError(
                _("Line {count} is longer than 32 MiB. Is this a CSV file?").format(count=count)
            )
        yield line


def _row(number: int, cells: list[str | None], width: int, dialect: Dialect) -> Row:
    lossy = not dialect.encoding.startswith("utf-8")
    short = (
        _("has {count} cells where {width} are expected").format(count=len(cells), width=width)
        if len(cells) < width
        else None
    )
    return refitted(number, cells, width, short, lossy=lossy)


def refitted(
    number: int,
    cells: list[str | None],
    width: int,
    problem: str | None = None,
    *,
    lossy: bool = False,
) -> Row:
    """A row of `width` cells that PostgreSQL can hold, with all that is wrong with it.

    `lossy`: its encoding shows bytes that it has no room for as U+FFFD.
    """
    problems = [problem] if problem else []
    if len(cells) > width:
        problems.append(
            _("has {count} cells where {width} are expected").format(count=len(cells), width=width)
        )
    clean = [_storable(cell) for cell in cells]
    for position, (before, after) in enumerate(zip(cells, clean, strict=True), start=1):
        if before != after or (lossy and after is not None and "\ufffd" in after):
            problems.append(
                _("cell {position} holds a byte that no text has in this encoding").format(
                    position=position
                )
            )
    if width > _WIDE and _least_bytes(clean) > _PAGE:
        problems.append(_("holds more text than one row of so many columns can (8 kB)"))
        clean = [cell and cell[:4] for cell in clean]
    kept = (clean + [None] * width)[:width]
    extra = ",".join('"' + (cell or "").replace('"', '""') + '"' for cell in clean[width:]) or None
    return Row(number, kept, extra, "; ".join(problems) or None)


def _storable(cell: str | None) -> str | None:
    """Without what PostgreSQL has no text for: NUL, and bytes that are not UTF-8."""
    if cell is None:
        return None
    return _STRAY.sub("\ufffd", cell.replace("\x00", "\ufffd"))


def _least_bytes(cells: list[str | None]) -> int:
    """What the cells need in the row itself: PostgreSQL moves out only what is above 24 bytes."""
    return sum(min(max(len((cell or "").encode()) + 1, 8), 24) for cell in cells)


class Chunks(io.RawIOBase):
    """An iterator of byte chunks as a raw file."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # the stub's Buffer has no length
        while not self._left:
            following = next(self._chunks, None)
            if following is None:
                return 0
            self._left = following
        taken = self._left[: len(buffer)]
        buffer[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)
