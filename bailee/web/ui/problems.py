"""Errors for programs: problem details (RFC 9457), wherever the API is asked."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

TYPE = "application/problem+json"
PLACE = "/api/v1/"


def wanted(request: HttpRequest) -> bool:
    """Whether this request came from a program."""
    return request.path_info.startswith(PLACE)


def problem(status: int, detail: str, *, title: str = "", **more: Any) -> HttpResponse:
    """`title` says what kind of thing went wrong, `detail` what and how to mend it."""
    said = {
        "type": "about:blank",
        "title": title or HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        **more,
    }
    text = json.dumps(said, ensure_ascii=False)
    return HttpResponse(text.encode("utf-8", "replace"), content_type=TYPE, status=status)
