"""A request that bears an Idempotency-Key: sent again, it gets the first answer, and no more."""

import re
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import UnreadablePostError

from bailee.foundation import clock
from bailee.vault.integrations import attempts
from bailee.vault.integrations.attempts import Answer, OtherRequestError, UnderWayError
from bailee.vault.integrations.models import Attempt, Token
from bailee.web.api.refusal import CUT_SHORT, TOO_BIG, RefusedError

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT = ("Content-Type", "ETag", "Location")  # headers of an answer that are given again

type Run = Callable[[], HttpResponseBase]


def once(
    request: HttpRequest, token: Token, run: Run, *, one_transaction: bool
) -> HttpResponseBase:
    """The answer of `run`, or of the first request of that key.

    `one_transaction`: what is written and what was answered stand or fall together; else a
    process that is killed between both leaves the key unanswered. Raises `RefusedError`,
    `FrozenError`.
    """
    key = request.headers["Idempotency-Key"]
    if not _KEY.fullmatch(key):
        raise RefusedError(422, "An Idempotency-Key has 1 to 255 plain characters, no spaces.")
    marked = attempts.fingerprint(request.method or "", request.get_full_path(), body(request))
    try:
        begun = attempts.begin(token, key=key, fingerprint=marked, now=clock.now())
    except OtherRequestError:
        raise RefusedError(422, "This Idempotency-Key was used for another request.") from None
    except UnderWayError:
        raise RefusedError(409, "The first request of this Idempotency-Key is under way.") from None
    if isinstance(begun, Answer):
        return _again(begun)
    if one_transaction:
        with transaction.atomic():
            return _kept(begun, run())
    return _kept(begun, run())


def body(request: HttpRequest) -> bytes:
    """The whole body. Raises `RefusedError`."""
    try:
        return request.body
    except RequestDataTooBig:
        raise RefusedError(413, TOO_BIG) from None
    except UnreadablePostError:
        raise RefusedError(400, CUT_SHORT) from None


def _kept(begun: Attempt, response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code >= 500 or response.streaming:
        attempts.drop(begun)
        return response
    headers = {name: response[name] for name in _KEPT if name in response}
    content = response.content.decode()  # type: ignore[attr-defined]  # it is no stream
    attempts.end(begun, status=response.status_code, headers=headers, body=content, now=clock.now())
    return response


def _again(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))
    response["Idempotent-Replayed"] = "true"
    return response
