"""A file as the body of a request: raw with its name in the query, or a form; read as it comes."""

import io
from typing import BinaryIO, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.request import UnreadablePostError

from bailee.web.api.refusal import CUT_SHORT, RefusedError
from bailee.web.ui import incoming
from bailee.web.ui.incoming import IncomingError

RAW = {
    "required": True,
    "content": {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            }
        },
    },
}


def received(request: HttpRequest, name: str | None) -> tuple[str, BinaryIO]:
    """The file's name and its bytes, to be read at once.

    Raises `RefusedError`, also from the content's `read`.
    """
    announced = incoming.announced(request)
    if announced > settings.MAX_UPLOAD_BYTES:
        raise RefusedError(413, f"A file has up to {settings.MAX_UPLOAD_BYTES:,} bytes.")
    if not announced:
        raise RefusedError(422, "The body is empty: send the file's bytes.")
    if request.content_type != "multipart/form-data":
        if not name:
            raise RefusedError(422, "Say the file's name: ?name=plan.pdf")
        return name, cast("BinaryIO", _Whole(request, announced))
    try:
        given, source = next(incoming.files(request))
    except IncomingError as error:
        raise RefusedError(400, str(error)) from None
    except StopIteration:
        raise RefusedError(422, "The form holds no file.") from None
    return name or given, cast("BinaryIO", _Part(source))


class _Whole(io.RawIOBase):
    """The body, of which not a byte may be missing at its end."""

    def __init__(self, request: HttpRequest, left: int) -> None:
        self._request, self._left = request, left

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        try:
            chunk = self._request.read() if size < 0 else self._request.read(size)
        except UnreadablePostError:
            raise RefusedError(400, CUT_SHORT) from None
        self._left -= len(chunk)
        if size and not chunk and self._left > 0:
            raise RefusedError(400, CUT_SHORT)
        return chunk


class _Part(io.RawIOBase):
    """A file of a form, whose errors are ours."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._source.read(size)
        except IncomingError as error:
            raise RefusedError(400, str(error)) from None
