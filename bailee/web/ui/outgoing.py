"""Bytes of a client as a download: never shown or run in the portal's own origin."""

import re
from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

SANDBOXED = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
)
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def download(
    content: Iterator[bytes], *, name: str, size: int, kind: str = "application/octet-stream"
) -> StreamingHttpResponse:
    """An attachment (RFC 6266) of `size` bytes."""
    response = streamed(content, name=name, kind=kind)
    response["Content-Length"] = str(size)
    return response


def streamed(content: Iterator[bytes], *, name: str, kind: str) -> StreamingHttpResponse:
    """An attachment whose size nobody knows yet."""
    response = StreamingHttpResponse(content, content_type=kind)
    response["Content-Disposition"] = disposition(name, attachment=True)
    response["Content-Security-Policy"] = SANDBOXED
    return response


def disposition(name: str, *, attachment: bool) -> str:
    """RFC 6266: the name can carry nothing into another header."""
    return content_disposition_header(attachment, name) or "attachment"


def wanted(header: str, size: int) -> range | None:
    """The bytes that a Range header asks for (RFC 9110, 14.2); none when it asks for all.

    A header that is not understood, or asks for several parts, is ignored as the RFC allows.
    Raises `ValueError` if nothing of what is asked for exists.
    """
    asked = _RANGE.fullmatch(header.strip())
    if asked is None or asked.group(0) == "bytes=-":
        return None
    first, last = asked.groups()
    if first:
        start, stop = int(first), min(int(last or size) + 1, size)
        if last and int(last) < int(first):
            return None
    else:
        start, stop = max(0, size - int(last)), size
    if start >= stop:
        raise ValueError(f"bytes */{size}")
    return range(start, stop)


def cut(content: Iterator[bytes], length: int) -> Iterator[bytes]:
    """The first `length` bytes."""
    for chunk in content:
        yield chunk[:length]
        length -= len(chunk)
        if length <= 0:
            break
