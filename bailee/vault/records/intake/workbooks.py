"""XLSX workbooks, parsed in a child process: a hostile one can harm nothing but its own child."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_noop

from bailee.vault.records.intake import package
from bailee.vault.records.intake.stream import Row, UnreadableError, refitted

MAX_SIZE = 100 * 1024 * 1024  # bytes of the file as it was sent
_GAVE_UP = gettext_noop(
    "The workbook could not be read with the memory and time that one may have. Save the"
    " sheet as CSV, and send that."
)


@dataclass(frozen=True)
class Book:
    """What a workbook holds: its sheets, the one that is read, and its rows as they come."""

    sheets: list[str]
    sheet: str
    height: int
    rows: Generator[tuple[int, list[str | None], tuple[str, dict[str, str]] | None]]


def opened(chunks: Iterable[bytes], sheet: str, *, limit: int = 0) -> Book:
    """Begins to read a sheet; `limit`: rows at most, 0 for all. Raises `UnreadableError`.

    Read `rows` to their end or close them: only then is the child gone.
    """
    answers = _answers(chunks, sheet, limit)
    head = next(answers)
    return Book(head["sheets"], head["sheet"], head["rows"], answers)


def rows(book: Book, width: int, *, header: bool) -> Iterator[Row]:
    """The rows below the header, each of `width` cells."""
    for place, (number, cells, problem) in enumerate(book.rows):
        if place or not header:
            yield refitted(number, cells, width, _words(problem) if problem else None)


def _words(said: tuple[str, dict[str, str]]) -> str:
    """What the child says is wrong, in the language that is spoken here."""
    text, values = said
    return gettext(text).format(**values)


def _answers(chunks: Iterable[bytes], sheet: str, limit: int) -> Generator[Any]:
    program = [sys.executable, "-m", "bailee.vault.records.intake.apart"]
    command = [*program, sheet, str(limit), str(package.MAX_INFLATED)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback may quote a cell
        env={"PATH": os.defpath},  # knows no secret of ours
    ) as child:
        feeder = threading.Thread(target=_feed, args=(child, chunks))
        feeder.start()
        try:
            assert child.stdout is not None  # noqa: S101 - a pipe was asked for
            for line in child.stdout:
                answer = json.loads(line)
                if isinstance(answer, dict) and "refused" in answer:
                    raise UnreadableError(_words(answer["refused"]))
                yield answer
            if child.wait() != 0:
                raise UnreadableError(gettext(_GAVE_UP))
        finally:
            child.kill()
            feeder.join()


def _feed(child: "subprocess.Popen[bytes]", chunks: Iterable[bytes]) -> None:
    assert child.stdin is not None  # noqa: S101 - a pipe was asked for
    with suppress(BrokenPipeError), child.stdin as pipe:  # the child has given up
        for chunk in chunks:
            pipe.write(chunk)
