"""The signature of a webhook's message: HMAC-SHA256 over its time and its very bytes."""

import hashlib
import hmac
from datetime import datetime

HEADER = "Bailee-Signature"
WINDOW = 300  # seconds that a message may be old, as we tell receivers


def sign(secret: str, body: bytes, *, now: datetime) -> str:
    """The header's value: `t=<seconds since 1970>,v1=<hexadecimal>`."""
    moment = str(int(now.timestamp()))
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
    return f"t={moment},v1={digest.hexdigest()}"
