"""JSON: a list of objects, or one object a line; read piece by piece, numbers kept as written."""

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bailee.vault.records.intake.stream import Row, UnreadableError, refitted

MAX_RECORD = 32 * 1024 * 1024  # characters
MAX_DEPTH = 200
_BLANK = re.compile(r"[ \t\r\n]*")
NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
_LIST = gettext_noop("The file must hold a list of objects: [{…}, {…}]")


class Digits(str):
    """A number as it was written."""

    __slots__ = ()


@dataclass
class Record:
    """One object of the file. `number` is the line on which it begins."""

    number: int
    values: dict[str, Any]
    problem: str | None = None


@dataclass
class _Reader:
    """Decodes objects and remembers what was wrong with the present one."""

    twice: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._once,
            parse_float=Digits,
            parse_int=Digits,
            parse_constant=_no_constant,
        )

    def read(self, text: str, start: int) -> tuple[Any, int]:
        """The value at `start` and where it ends. Raises `JSONDecodeError`, `RecursionError`."""
        self.twice = []
        return self._decoder.raw_decode(text, start)

    def record(self, number: int, value: Any) -> Record:
        if not isinstance(value, dict):
            return Record(number, {}, _("is not an object such as {“Name”: “Heron”}"))
        if self.twice:
            return Record(
                number, value, _("the key “{twice}” stands twice").format(twice=self.twice[0][:40])
            )
        return Record(number, value)

    def _once(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                self.twice.append(key)
            found.setdefault(key, value)
        return found


def records(chunks: Iterable[bytes], *, lines: bool, cut: bool = False) -> Iterator[Record]:
    """Every object. `cut`: the end is missing, so what cannot be read ends the records.

    Raises `UnreadableError` with the line from which a file can be read no further.
    """
    texts = _texts(chunks)
    found = False
    try:
        for record in _of_lines(texts, cut=cut) if lines else _of_list(_Buffer(texts)):
            found = True
            yield record
    except UnreadableError:
        if not (cut and found):
            raise


def keys(found: Iterable[Record]) -> list[str]:
    """The keys of all these objects, in the order in which they first stand."""
    return list(dict.fromkeys(key for record in found for key in record.values))


def rows(found: Iterable[Record], columns: Sequence[str], as_json: Sequence[bool]) -> Iterator[Row]:
    """Each object as cells under `columns`; `as_json` says which take any value as JSON text."""
    known = set(columns)
    for record in found:
        yield _row(record, columns, known, as_json)


def cell(value: Any, *, as_json: bool = False) -> str | None:
    """A value as the text that our types read; null is no value."""
    if value is None:
        return None
    if isinstance(value, str) and not (as_json and not isinstance(value, Digits)):
        return str(value)
    return written(value)


def written(value: Any, depth: int = 0) -> str:
    """JSON text with every digit as it came. Raises `RecursionError` beyond `MAX_DEPTH`."""
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, Digits):
        return str(value)
    if isinstance(value, dict):
        pairs = (f"{json.dumps(k)}:{written(v, depth + 1)}" for k, v in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(one, depth + 1) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _row(record: Record, columns: Sequence[str], known: set[str], as_json: Sequence[bool]) -> Row:
    problems = [record.problem] if record.problem else []
    cells: list[str | None] = []
    try:
        for key, plain in zip(columns, as_json, strict=True):
            cells.append(cell(record.values.get(key), as_json=plain))
        more = {key: value for key, value in record.values.items() if key not in known}
        if more:
            problems.append(
                _("has the key “{next}”, which no column is for").format(next=next(iter(more))[:40])
            )
            cells += [cell(value) for value in more.values()]
    except RecursionError:
        problems.append(_("is nested deeper than {max_depth} levels").format(max_depth=MAX_DEPTH))
    for place, value in enumerate(cells):
        if value and NOT_STORABLE.search(value):
            key = columns[place] if place < len(columns) else ""
            problems.append(
                _("“{key}” holds a character that no text can (NUL, or half of one)").format(
                    key=key[:40]
                )
            )
    row = refitted(record.number, cells[: len(columns)], len(columns))
    extra = ",".join('"' + (text or "").replace('"', '""') + '"' for text in cells[len(columns) :])
    extra = NOT_STORABLE.sub("\ufffd", extra)
    told = problems or ([row.problem] if row.problem else [])
    return Row(
        row.number, row.cells, extra or None, "; ".join(told).translate({0: "\ufffd"}) or None
    )


def _texts(chunks: Iterable[bytes]) -> Iterator[str]:
    """Bytes that are no text become half characters, and so a reason to refuse their record."""
    decoder: codecs.IncrementalDecoder | None = None
    for chunk in chunks:
        if decoder is None:
            wide = chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            made = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")
            decoder = made("replace" if wide else "surrogateescape")
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True) if decoder else ""


def _of_lines(texts: Iterator[str], *, cut: bool) -> Iterator[Record]:
    reader = _Reader()
    for number, (line, whole) in enumerate(_lines(texts), start=1):
        if line.strip() and (whole or not cut):
            yield _of_line(reader, number, line)


def _of_line(reader: _Reader, number: int, line: str) -> Record:
    try:
        value, end = reader.read(line, _after_blank(line, 0))
    except json.JSONDecodeError as error:
        why = _("is not JSON: {msg}, at character {colno}").format(msg=error.msg, colno=error.colno)
    except ValueError as error:
        why = _("is not JSON: {error}").format(error=error)
    except RecursionError:
        why = _("is nested deeper than {max_depth} levels").format(max_depth=MAX_DEPTH)
    else:
        if not line[end:].strip():
            return reader.record(number, value)
        why = _("has more after the object, at character {end}").format(end=end + 1)
    return Record(number, {}, why)


def _lines(texts: Iterator[str]) -> Iterator[tuple[str, bool]]:
    """Each line, and whether its end was seen."""
    rest = ""
    for text in texts:
        *whole, rest = (rest + text).split("\n")
        for line in whole:
            yield line, True
        if len(rest) > MAX_RECORD:
            raise UnreadableError(_("A line is longer than 32 MiB. Are these JSON lines?"))
    yield rest, False


class _Buffer:
    """A text read as far as it is needed; `line` is where reading stands."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts, self._text, self._place, self.line = texts, "", 0, 1

    def next(self) -> str:
        """The character after any blanks, not yet taken; an empty text at the end."""
        while True:
            self._pass(_after_blank(self._text, self._place))
            if self._place < len(self._text):
                return self._text[self._place]
            if not self._more():
                return ""

    def take(self) -> None:
        self._place += 1

    def value(self, reader: _Reader) -> tuple[int, Any]:
        """The line of a value, and the value. Raises `UnreadableError`."""
        self.next()
        while True:
            try:
                value, end = reader.read(self._text, self._place)
            except json.JSONDecodeError as error:  # perhaps only cut off by the buffer's end
                if len(self._text) - self._place <= MAX_RECORD and self._more():
                    continue
                line = self.line + self._text.count("\n", self._place, error.pos)
                raise UnreadableError(
                    _("Line {line}: this is not JSON: {msg}.").format(line=line, msg=error.msg)
                ) from None
            except ValueError as error:
                raise UnreadableError(
                    _("Line {line}: this is not JSON: {error}.").format(line=self.line, error=error)
                ) from None
            except RecursionError:
                raise UnreadableError(
                    _("Line {line}: this is nested too deep.").format(line=self.line)
                ) from None
            if end == len(self._text) and self._more():
                continue  # a number may go on
            line = self.line
            self._pass(end)
            return line, value

    def _pass(self, end: int) -> None:
        self.line += self._text.count("\n", self._place, end)
        self._place = end

    def _more(self) -> bool:
        """Reads as much again as there is, so that a long value is not read ever again."""
        self._text, self._place = self._text[self._place :], 0
        wanted, pieces = 2 * len(self._text) + 1, [self._text]
        while wanted > 0 and (piece := next(self._texts, None)) is not None:
            wanted -= len(piece)
            pieces.append(piece)
        self._text = "".join(pieces)
        return len(pieces) > 1


def _of_list(text: _Buffer) -> Iterator[Record]:
    reader = _Reader()
    if text.next() != "[":
        raise UnreadableError(_("Line {line}: {list}.").format(line=text.line, list=_(_LIST)))
    text.take()
    mark = text.next()
    while mark != "]":
        line, value = text.value(reader)
        yield reader.record(line, value)
        mark = text.next()
        if mark == ",":
            text.take()
        elif mark != "]":
            missing = (
                _("a comma is missing") if mark else _("the list does not end: “]” is missing")
            )
            raise UnreadableError(
                _("Line {line}: {missing}.").format(line=text.line, missing=missing)
            )
    text.take()
    if text.next():
        raise UnreadableError(
            _("Line {line}: there is more after the list.").format(line=text.line)
        )


def _after_blank(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")
