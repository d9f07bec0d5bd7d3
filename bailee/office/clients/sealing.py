"""What the office is told of a client's company rests here sealed to that client's key."""

import json
from typing import Any

import pyrage

from bailee.foundation import keys


def seal(vault: str, values: dict[str, Any]) -> bytes:
    """Values fit for JSON, encrypted. Raises `KeyDestroyedError`."""
    return bytes(pyrage.encrypt(json.dumps(values).encode(), [keys.recipient(vault)]))


def unseal(vault: str, sealed: bytes | memoryview) -> dict[str, Any]:
    """What was sealed. Raises `KeyDestroyedError`."""
    found: dict[str, Any] = json.loads(pyrage.decrypt(bytes(sealed), [keys.identity(vault)]))
    return found
