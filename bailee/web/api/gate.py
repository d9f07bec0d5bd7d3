"""What every request to the API passes: who asks, how often, how much, and once only.

Only a token opens it. A session counts for nothing here, so that no page can use a person's.
"""

import ipaddress
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from bailee.foundation import clock
from bailee.foundation.tenancy import FrozenError
from bailee.vault.integrations import tokens, uses
from bailee.vault.integrations.models import Token
from bailee.vault.integrations.uses import Request as Used
from bailee.web.api import rate
from bailee.web.api.once import Run, once
from bailee.web.api.refusal import NUL, RefusedError
from bailee.web.ui import errors
from bailee.web.ui.permission import SAFE_METHODS

type View = Callable[..., HttpResponseBase]

LONGEST_QUERY = 16_000  # characters
_BEARER = re.compile(r"bearer +([\x21-\x7e]+) *", re.IGNORECASE)
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


class TokenRequest(HttpRequest):
    """A request that has come past the gate."""

    token: Token


@dataclass(frozen=True)
class Rule:
    """What an operation needs: the token's verb (empty: any token), and how it is run.

    `streamed`: its body is read as it arrives. `one_transaction`: all that it writes is in the
    vault's own tables, so that its answer can be kept in the same transaction.
    """

    verb: str
    streamed: bool = False
    one_transaction: bool = False


def guarded(view: View, rules: Mapping[str, Rule]) -> View:
    """The view behind the gate, with a rule for each method that it has."""

    def through(request: HttpRequest, **named: Any) -> HttpResponseBase:
        asked: Any = request
        try:
            _check(request)
            asked.token = _admitted(request)
        except RefusedError as refusal:
            return refusal.as_problem()
        response = _limited(asked, rules, lambda: view(request, **named))
        _note(asked, response)
        return response

    return through


def _check(request: HttpRequest) -> None:
    """Raises `RefusedError` for what no operation could read."""
    texts = [
        request.path_info,
        *request.GET,
        *(one for _, all_ in request.GET.lists() for one in all_),
    ]
    if not all(map(_plain, texts)):
        raise RefusedError(422, NUL)
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        raise RefusedError(414, f"The query is longer than {LONGEST_QUERY:,} characters.")
    if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
        raise RefusedError(411, "Say how long the body is (Content-Length).")


def _admitted(request: HttpRequest) -> Token:
    """Raises `RefusedError` 401, which says nothing about tokens of others."""
    given = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    known = given and tokens.admit(given[1], address=_address(request), now=clock.now())
    if known:
        return known
    raise RefusedError(
        401,
        "This token is not known here, has ended, or may not be used from this address."
        if given
        else "Send a token: Authorization: Bearer bailee_…",
        headers={"WWW-Authenticate": 'Bearer realm="Bailee API"'},
    )


def _limited(request: TokenRequest, rules: Mapping[str, Rule], run: Run) -> HttpResponseBase:
    """Within the rate of the token; the headers are those of the IETF's draft on RateLimit."""
    left = rate.take(str(request.token.id))
    try:
        _refuse_too_often(left.wait)
        response = _allowed(request, rules, run)
    except RefusedError as refusal:
        response = refusal.as_problem()
    except FrozenError:
        response = errors.frozen(request)
    response["RateLimit-Policy"] = f'"token";q={left.quota};w=60'
    response["RateLimit"] = f'"token";r={left.remaining};t={left.reset}'
    return response


def _refuse_too_often(wait: int) -> None:
    if wait:
        said = f"This token asks too often. Wait {wait} seconds."
        raise RefusedError(429, said, headers={"Retry-After": str(wait)})


def _allowed(request: TokenRequest, rules: Mapping[str, Rule], run: Run) -> HttpResponseBase:
    """By its method, and by the token's verbs. HEAD is GET without its body."""
    method = request.method or ""
    rule = rules.get("GET" if method == "HEAD" else method)
    if rule is None:
        there = ", ".join([*rules, *(["HEAD"] if "GET" in rules else [])])
        raise RefusedError(405, f"Here is only: {there}.", headers={"Allow": there})
    if rule.verb and not request.token.may(rule.verb):
        raise RefusedError(403, f"This token may not do that: it lacks “{rule.verb}”.")
    if method == "HEAD":
        return _bare(request, run)
    if method in SAFE_METHODS or "Idempotency-Key" not in request.headers:
        return run()
    if rule.streamed:
        raise RefusedError(422, "What is sent as a stream takes no Idempotency-Key.")
    return once(request, request.token, run, one_transaction=rule.one_transaction)


def _bare(request: TokenRequest, run: Run) -> HttpResponseBase:
    request.method = "GET"
    response = run()
    request.method = "HEAD"
    if not response.streaming:
        return response  # the server leaves its body out
    return _Head(response)


class _Head(HttpResponse):
    """What a streamed response would begin with.

    The stream is closed when this is: closing says that the request is over, and it is not yet.
    """

    def __init__(self, whole: HttpResponseBase) -> None:
        super().__init__(status=whole.status_code, headers=dict(whole.items()))
        self._whole = whole

    def close(self) -> None:
        self._whole.close()


def _note(request: TokenRequest, response: HttpResponseBase) -> None:
    found = request.resolver_match
    collection = found.kwargs.get("collection_id") if found else None
    uses.note(
        request.token,
        Used(
            request.method or "",
            _PARAMETER.sub(r"{\1}", found.route.removeprefix("api/v1") if found else ""),
            uuid.UUID(str(collection)) if collection else None,
            _address(request),
            response.status_code,
        ),
        now=clock.now(),
    )


def _address(request: HttpRequest) -> str:
    given = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)


def _plain(text: str) -> bool:
    if "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
