"""JSON bodies: exact numbers, no NUL, no half surrogates, no endless nesting."""

from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from bailee.foundation import exact
from bailee.web.api.refusal import NUL, RefusedError

DEEPEST = 64  # lists and objects within each other
_TYPES = {"application/json", "application/merge-patch+json"}


class BodyParser(Parser):
    """How ninja reads a body."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Raises `RefusedError`."""
        if request.content_type not in _TYPES:
            raise RefusedError(415, "Send JSON, with the header Content-Type: application/json.")
        return read(request.body)


def read(body: bytes) -> Any:
    """The JSON value. Raises `RefusedError`."""
    try:
        found = exact.loads(body.decode())
    except UnicodeDecodeError:
        raise RefusedError(400, "The body is not UTF-8.") from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise RefusedError(400, f"The body is not JSON: {error}.") from None
    _check(found, DEEPEST)
    return found


def _check(value: Any, left: int) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict | list):
        if not left:
            raise _too_deep()
        for one in value:
            _check(one, left - 1)
        if isinstance(value, dict):
            for one in value.values():
                _check(one, left - 1)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise RefusedError(422, NUL)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise RefusedError(422, NUL) from None


def _too_deep() -> RefusedError:
    return RefusedError(422, f"The body is nested deeper than {DEEPEST} levels.")
