"""What is searched for, and the shapes in which the same bytes may hide."""

import base64
import html
import json
import quopri
import re
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

SHORTEST = 8  # bytes: anything shorter is met by chance


@dataclass(frozen=True)
class Needles:
    """Byte strings that are one client's own.

    `tail` is for canaries: they share a random beginning (the only needle) and differ in the
    `tail` bytes after it, by which they are told apart and counted.
    """

    values: tuple[bytes, ...]
    tail: int = 0

    def __post_init__(self) -> None:
        short = [value for value in self.values if len(value) < SHORTEST]
        if short:
            raise ValueError(f"{len(short)} needles are shorter than {SHORTEST} bytes")

    def as_bytes(self) -> bytes:
        """For keeping them, sealed, while a purge is under way."""
        kept = {"tail": self.tail, "values": [value.hex() for value in self.values]}
        return json.dumps(kept).encode()

    @classmethod
    def from_bytes(cls, kept: bytes) -> Self:
        found = json.loads(kept)
        return cls(tuple(bytes.fromhex(value) for value in found["values"]), found["tail"])


@dataclass(frozen=True)
class Disguise:
    """One needle in one shape. `tail` reads from the `window` bytes that follow the pattern."""

    name: str
    needle: int
    pattern: bytes
    window: int
    tail: Callable[[bytes], bytes]


def disguises(needles: Needles) -> Iterator[Disguise]:
    """Every shape of every needle, without those that come out shorter than `SHORTEST`."""
    for index, value in enumerate(needles.values):
        seen: set[bytes] = set()
        for shape in _shapes(index, value, needles.tail):
            if len(shape.pattern) >= SHORTEST and shape.pattern not in seen:
                seen.add(shape.pattern)
                yield shape


def traces(needles: Needles) -> list[bytes]:
    """Eight bytes in a row out of each value: what is left of it in data compressed by pglz.

    PostgreSQL's compression puts a byte of its own before every eight that it cannot shorten, so
    that 15 random bytes always leave eight together. Only for canaries, which are random.
    """
    return [
        value[at : at + SHORTEST]
        for value in needles.values
        for at in range(len(value) - SHORTEST + 1)
    ]


def _shapes(index: int, value: bytes, tail: int) -> Iterator[Disguise]:
    yield Disguise("as is", index, value, tail, bytes)
    yield Disguise("hex", index, value.hex().encode(), 2 * tail, _unhex)
    yield Disguise("hex", index, value.hex().upper().encode(), 2 * tail, _unhex)
    for offset in range(3):
        for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
            yield _base64(index, value, tail, offset, alphabet)
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return
    yield Disguise("UTF-16", index, text.encode("utf-16-le"), 2 * tail, lambda seen: seen[::2])
    yield Disguise("UTF-16", index, text.encode("utf-16-be"), 2 * tail, lambda seen: seen[1::2])
    for name, written in _spellings(text):
        yield Disguise(name, index, written, tail, bytes)


def _spellings(text: str) -> Iterator[tuple[str, bytes]]:
    """How mail, JSON, `COPY`, HTML and URLs write what is not plain ASCII."""
    escaped = json.dumps(text)[1:-1]
    yield "quoted-printable", quopri.encodestring(text.encode()).replace(b"=\n", b"")
    yield "JSON", escaped.encode()
    yield "JSON", escaped.replace("\\", "\\\\").encode()
    yield "HTML", html.escape(text).encode()
    yield "URL", urllib.parse.quote(text).encode()
    yield "URL", urllib.parse.quote_plus(text).encode()


def _base64(
    index: int, value: bytes, tail: int, offset: int, encode: Callable[[bytes], bytes]
) -> Disguise:
    """The characters that the value alone decides when `offset` bytes precede it in its group."""
    lead = (0, 2, 3)[offset]
    sure = (offset + len(value)) * 8 // 6
    pattern = encode(bytes(offset) + value)[lead:sure]

    def read(window: bytes) -> bytes:
        whole = (b"A" * lead + pattern + window).translate(_STANDARD)
        sound = _ALPHABET.match(whole)
        sure = sound.group() if sound else b""
        plain = base64.b64decode(sure + b"A" * (-len(sure) % 4))
        return plain[offset + len(value) :][:tail]

    return Disguise("base64", index, pattern, (tail * 4 + 2) // 3 + 4 if tail else 0, read)


_ALPHABET = re.compile(rb"[A-Za-z0-9+/]*")
_STANDARD = bytes.maketrans(b"-_", b"+/")


def _unhex(window: bytes) -> bytes:
    try:
        return bytes.fromhex(window.decode("ascii"))
    except ValueError:
        return b""
