"""Answers as JSON: written once, exactly, without a model in between."""

import uuid
import zlib
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse

from bailee.foundation import exact

JSON = "application/json"


def answer(value: Any, status: int = 200, **headers: str) -> HttpResponse:
    """A value of lists, objects, texts, numbers, ids and moments."""
    return text(exact.dumps(plain(value)), status, **headers)


def text(document: str, status: int = 200, **headers: str) -> HttpResponse:
    """What is JSON already."""
    return HttpResponse(document, content_type=JSON, status=status, headers=headers)


def tag(document: str, version: int) -> str:
    """The ETag of a record: its version, and a check sum of what is shown of it."""
    return f'"{version}-{zlib.crc32(document.encode()):08x}"'


def nothing() -> HttpResponse:
    """204."""
    return HttpResponse(status=204)


def moment(at: datetime | None) -> str | None:
    """ISO 8601 in UTC, to the microsecond."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain(value: Any) -> Any:
    """Ids and moments as text, all within."""
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def parsed(response: HttpResponse) -> Any:
    """What the answer says, exactly."""
    return exact.loads(response.content.decode())
