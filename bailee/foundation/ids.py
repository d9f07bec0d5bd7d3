"""Identifiers that say nothing about whom they name."""

import secrets
import time
import uuid

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # no l, o, 0, 1: read aloud without doubt


def opaque(length: int = 16) -> str:
    """A random lower-case word, safe as a PostgreSQL identifier after a letter prefix."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new() -> uuid.UUID:
    """A UUID version 7 (RFC 9562): ordered by time of making, unguessable in the rest."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
