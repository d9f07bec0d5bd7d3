"""Tokens that travel by mail: 32 random bytes, kept here only as their SHA-256."""

import hashlib
import secrets


def new() -> tuple[str, str]:
    """A token for the mail, and its hash for the table."""
    token = secrets.token_urlsafe(32)
    return token, hashed(token)


def hashed(token: str) -> str:
    """64 hexadecimal digits. Random input needs no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
