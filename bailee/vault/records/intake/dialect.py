"""How a file's text becomes cells: delimiter, quotes, header."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Self

import clevercsv
from django.utils.translation import gettext_noop

from bailee.vault.records.types import PROPOSED, TYPES

DELIMITERS = {
    ",": gettext_noop("comma"),
    ";": gettext_noop("semicolon"),
    "\t": gettext_noop("tab"),
    "|": gettext_noop("vertical bar"),
}
_LINES = 200
_WEIGHED = 8_192  # characters: clevercsv's effort may grow with their square, 8 s for 32,768
_TELLING = [TYPES[name] for name in PROPOSED if name not in {"text", "long_text"}]


@dataclass(frozen=True)
class Dialect:
    """What `csv` and `COPY` need to know of a file. `header`: row 1 names the columns.

    Of a workbook only `header` counts, and `sheets` names those there are.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    header: bool = True
    sheets: tuple[str, ...] = ()

    @property
    def standard(self) -> bool:
        """Whether PostgreSQL's `COPY` reads it as RFC 4180 does."""
        return self.quote == '"' and not self.escape

    def cells(self, lines: Iterator[str]) -> Iterator[list[str | None]]:
        """Rows of cells; an empty unquoted cell is None. Raises `csv.Error`."""
        read: Iterator[Any] = csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            escapechar=self.escape or None,
            doublequote=not self.escape,
            quoting=csv.QUOTE_NOTNULL,
        )
        yield from read

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        return cls(**stored)


def find(sample: str, encoding: str) -> Dialect:
    """The dialect of a text's beginning, of which the last line may be cut off."""
    lines = io.StringIO(sample, newline="").readlines()[:_LINES]
    beginning = "".join(lines if len(lines) < 2 else lines[:-1])
    found = Dialect(encoding, *_marks(beginning))
    rows = first_rows(beginning, found, _LINES)
    return Dialect(
        encoding,
        found.delimiter,
        found.quote,
        found.escape,
        header=has_header(rows),
    )


def first_rows(sample: str, dialect: Dialect, count: int) -> list[list[str | None]]:
    """The first rows of a text; what cannot be read as a row ends them."""
    rows: list[list[str | None]] = []
    try:
        for row in dialect.cells(iter(io.StringIO(sample, newline=""))):
            if row:
                rows.append(row)
            if len(rows) == count:
                break
    except csv.Error:
        return rows
    return rows


def _marks(beginning: str) -> tuple[str, str, str]:
    """Delimiter, quote and escape character.

    A delimiter that cuts every line into the same number of cells is taken at once; only what
    is left in doubt goes to clevercsv's slower measure of consistency.
    """
    fitting = {}
    for delimiter in DELIMITERS:
        widths = {len(row) for row in first_rows(beginning, Dialect("", delimiter), _LINES)}
        if len(widths) == 1 and widths != {1}:
            fitting[delimiter] = widths.pop()
    if len(fitting) == 1 and '\\"' not in beginning:
        return next(iter(fitting)), '"', ""
    try:
        found = clevercsv.Sniffer().sniff(beginning[:_WEIGHED], delimiters="".join(DELIMITERS))
    except (clevercsv.Error, ValueError, IndexError):
        found = None  # clevercsv gives up on texts without structure: a file of one column
    if found is None or not found.delimiter:
        return max(fitting, key=lambda mark: fitting[mark], default=","), '"', ""
    return found.delimiter, found.quotechar or '"', found.escapechar or ""


def has_header(rows: list[list[str | None]]) -> bool:
    """Whether row 1 names the columns.

    It does where a column below it is of numbers, dates, addresses and its first cell is not; it
    does not where its cells look like such values themselves.
    """
    if not rows:
        return False
    head, body = rows[0], rows[1:]
    for place, cell in enumerate(head):
        values = [row[place] for row in body if place < len(row) and row[place]]
        kinds = [kind for kind in _TELLING if values and all(map(kind.looks, values))]  # type: ignore[arg-type]  # empty cells are left out
        if kinds and cell and not any(kind.looks(cell) for kind in _TELLING):
            return True
    return not any(kind.looks(cell) for cell in head if cell for kind in _TELLING)
