"""Files of a form, read while they arrive: no plain byte of an upload rests on our disk.

Django would write them to a temporary file before the page sees them (RFC 7578 parsing by
`multipart`, which does no input of its own).
"""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from multipart import (
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,
)

from bailee.foundation.storage import CHUNK

MOST = 1000  # parts of one form
LONGEST = 1000  # bytes of a value beside the files


class IncomingError(Exception):
    """The form did not arrive whole; the text says what to do."""


class RefusingHandler(FileUploadHandler):
    """Refuses a file wherever no page takes one: Django would write it down, of any size, plain."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        """Raises `MultiPartParserError`, which Django answers with 400."""
        raise MultiPartParserError(_("this form takes no file"))

    def receive_data_chunk(self, _raw_data: bytes, _start: int) -> None:
        """Never reached."""

    def file_complete(self, _file_size: int) -> None:
        """Never reached."""


def announced(request: HttpRequest) -> int:
    """How many bytes the browser said it would send; 0 when it did not say."""
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isdecimal() else 0


def files(
    request: HttpRequest, fields: dict[str, str] | None = None
) -> Iterator[tuple[str, BinaryIO]]:
    """Name and content of each file of the form, to be read before the next is asked for.

    `fields` receives the other values, each when its turn comes: those before the files in time.
    Raises `IncomingError`, also from the content's `read`.
    """
    kind, options = parse_options_header(request.headers.get("Content-Type", ""))
    if kind != "multipart/form-data" or "boundary" not in options:
        raise IncomingError(_("This was not a form with files. Choose files and send them again."))
    events = _events(request, options["boundary"])
    for event in events:
        if isinstance(event, MultipartSegment) and event.filename:
            part = _Part(events)
            yield event.filename, cast("BinaryIO", part)
            part.pass_over()
        elif isinstance(event, MultipartSegment) and fields is not None:
            value = _Part(events)
            fields[event.name or ""] = value.read(LONGEST).decode(errors="replace")
            value.pass_over()


def _events(
    request: HttpRequest, boundary: str
) -> Iterator[MultipartSegment | bytes | bytearray | None]:
    try:
        parser = PushMultipartParser(boundary, max_segment_count=MOST)
        yield from parser.parse_blocking(request.read, CHUNK)
    except (MultipartError, OSError) as error:
        raise IncomingError(_("The files did not arrive whole. Send them again.")) from error


class _Part(io.RawIOBase):
    """One file's bytes, taken from the parser as they are asked for."""

    def __init__(self, events: Iterator[MultipartSegment | bytes | bytearray | None]) -> None:
        self._events = events
        self._rest = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if size < 0:
            return b"".join(iter(lambda: self.read(CHUNK), b""))
        while not self._rest and not self._ended:
            self._take()
        piece, self._rest = self._rest[:size], self._rest[size:]
        return bytes(piece)

    def pass_over(self) -> None:
        """Leaves the parser behind this file."""
        while not self._ended:
            self._take()

    def _take(self) -> None:
        event = next(self._events, None)
        if isinstance(event, bytes | bytearray):
            self._rest = memoryview(event)
        else:  # the parser's sign that the file is over
            self._ended = True
