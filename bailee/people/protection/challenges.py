"""What a passkey is asked to sign: random, signed by us, good for ten minutes.

It travels through the page and is kept nowhere: a visitor who starts a sign-in gets no session.
That it is used once, the passkey's own row decides (`passkeys.prove`).
"""

import base64
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing

from bailee.foundation import tenancy

VALID_FOR = timedelta(minutes=10)
_SALT = "bailee.people.protection.challenges"


class ChallengeError(Exception):
    """The challenge is too old, or not ours, or for something else."""


@dataclass(frozen=True)
class Challenge:
    """32 random bytes, when they were made, and their form for the page."""

    value: bytes
    made_at: datetime
    sealed: str


def new(purpose: str, *, person_id: uuid.UUID | None, now: datetime) -> Challenge:
    """For one purpose at this seat, and for one person where it is known who it is."""
    value = secrets.token_bytes(32)
    content = [
        base64.b64encode(value).decode(),
        round(now.timestamp() * 1_000_000),
        *_bound_to(purpose, person_id),
    ]
    return Challenge(value, now, signing.dumps(content, salt=_SALT))


def opened(sealed: str, purpose: str, *, person_id: uuid.UUID | None, now: datetime) -> Challenge:
    """Raises `ChallengeError`."""
    try:
        value, made, *bound = signing.loads(sealed, salt=_SALT)
    except signing.BadSignature as error:
        raise ChallengeError("not ours") from error
    if bound != _bound_to(purpose, person_id):
        raise ChallengeError("for something else")
    made_at = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=made)
    if not timedelta() <= now - made_at <= VALID_FOR:
        raise ChallengeError("too old")
    return Challenge(base64.b64decode(value), made_at, sealed)


def _bound_to(purpose: str, person_id: uuid.UUID | None) -> list[str]:
    return [purpose, tenancy.current().schema, str(person_id or "")]
