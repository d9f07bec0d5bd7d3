"""Idempotency keys: a request that is sent again gets the answer of the first, and nothing twice.

An answer is kept for three days, longer than any client of ours tries again.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from bailee.vault.integrations.models import Attempt, Token

KEPT = timedelta(days=3)
LOST = timedelta(minutes=15)  # after which a request without an answer was killed


class OtherRequestError(Exception):
    """The key was used for another request."""


class UnderWayError(Exception):
    """The first request of this key has not been answered yet."""


@dataclass(frozen=True)
class Answer:
    """What was answered the first time."""

    status: int
    headers: Mapping[str, str]
    body: str


def fingerprint(method: str, path: str, body: bytes) -> str:
    """64 hexadecimal digits that stand for a whole request."""
    digest = hashlib.sha256(f"{method} {path}\n".encode("utf-8", "surrogatepass"))
    digest.update(body)
    return digest.hexdigest()


def begin(token: Token, *, key: str, fingerprint: str, now: datetime) -> Attempt | Answer:
    """A first attempt, to be ended with `end` or `drop`, or the answer that it got before.

    Raises `OtherRequestError`, `UnderWayError`, `FrozenError`.
    """
    with transaction.atomic():
        Attempt.objects.filter(token=token, key=key, status=None, began_at__lt=now - LOST).delete()
        attempt, first = Attempt.objects.get_or_create(
            token=token, key=key, defaults={"fingerprint": fingerprint, "began_at": now}
        )
    if first:
        return attempt
    if attempt.fingerprint != fingerprint:
        raise OtherRequestError(key)
    if attempt.status is None:
        raise UnderWayError(key)
    return Answer(attempt.status, attempt.headers, attempt.body)


def end(
    attempt: Attempt, *, status: int, headers: Mapping[str, str], body: str, now: datetime
) -> None:
    """Keeps the answer."""
    attempt.status, attempt.headers, attempt.body = status, dict(headers), body
    attempt.ended_at = now
    attempt.save()


def drop(attempt: Attempt) -> None:
    """Nothing was done: the key may be used again."""
    attempt.delete()


def forget(*, now: datetime) -> int:
    """Removes answers older than `KEPT`; returns their number."""
    removed, _ = Attempt.objects.filter(began_at__lt=now - KEPT).delete()
    return removed
