"""The content of ZIP members in a stream, wherever it comes from: nothing is written to disk."""

import zlib
from collections.abc import Iterable, Iterator

MEMBER = b"PK\x03\x04"  # local file header (APPNOTE 4.3.7)
HEADER = 30  # bytes before the name
STEP = 4 * 1024 * 1024  # bytes inflated at once


def inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Inflates every deflated member found in the stream; other bytes are passed over.

    Works from the local headers on, so that a cut archive shows what is left of it.
    """
    reader = _Reader(chunks)
    while reader.skip_to(MEMBER):
        header = reader.take(HEADER)
        if len(header) < HEADER:
            return
        method = int.from_bytes(header[8:10], "little")
        names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        if method != zlib.DEFLATED:
            continue  # stored members are plain bytes: the search over the stream itself sees them
        reader.take(names)
        yield from reader.inflate()


class _Reader:
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held = b""

    def skip_to(self, mark: bytes) -> bool:
        """Moves to the next `mark`. False at the end of the stream."""
        while (at := self._held.find(mark)) < 0:
            self._held = self._held[-len(mark) + 1 :]
            if not self._more():
                return False
        self._held = self._held[at:]
        return True

    def take(self, size: int) -> bytes:
        while len(self._held) < size and self._more():
            pass
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def inflate(self) -> Iterator[bytes]:
        """One raw deflate stream; stops where it is broken and goes on behind it."""
        inflating = zlib.decompressobj(-zlib.MAX_WBITS)
        while not inflating.eof and (self._held or self._more()):
            given, self._held = self._held, b""
            try:
                yield inflating.decompress(given, STEP)
                while inflating.unconsumed_tail and not inflating.eof:
                    yield inflating.decompress(inflating.unconsumed_tail, STEP)
            except zlib.error:
                self._held = given
                return
        self._held = inflating.unused_data + self._held

    def _more(self) -> bool:
        chunk = next(self._chunks, None)
        if chunk is None:
            return False
        self._held += chunk
        return True
