"""Sealing a secret for a table: AES-256-GCM under the installation's key for one purpose."""

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bailee.foundation import keys

_NONCE = 12  # bytes, as NIST SP 800-38D recommends for GCM


def seal(purpose: str, secret: str) -> str:
    """The secret, encrypted; to be opened with the same purpose on this installation alone."""
    nonce = secrets.token_bytes(_NONCE)
    sealed = nonce + AESGCM(keys.secret(purpose)).encrypt(nonce, secret.encode(), None)
    return base64.b64encode(sealed).decode()


def unseal(purpose: str, sealed: str) -> str | None:
    """What was sealed, or None: it was withheld from an archive, or the key is another."""
    try:
        content = base64.b64decode(sealed, validate=True)
        opened = AESGCM(keys.secret(purpose)).decrypt(content[:_NONCE], content[_NONCE:], None)
    except (binascii.Error, ValueError, InvalidTag):
        return None
    return opened.decode()
