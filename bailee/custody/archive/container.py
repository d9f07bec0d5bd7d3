"""A ZIP64 file written in one pass, the same bytes for the same content (APPNOTE 6.3.10).

Every entry has the same time and mode; the directory at the end is sorted by path. The target
need not be seekable. Deflate comes from ISA-L, several times faster than zlib at like size.
"""

import hashlib
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from isal import isal_zlib

_LEVEL = 1
_FLAGS = 0x0808  # names are UTF-8; sizes follow the content
_DEFLATED = 8
_VERSION = 45  # ZIP64
_UNIX = 3 << 8
_DATE = 0x21  # 1 January 1980, the earliest there is
_MODE = 0o100644 << 16
_FULL = 0xFFFFFFFF  # "see the ZIP64 field"


@dataclass(frozen=True)
class Entry:
    """`size` in bytes, `sha256` in hexadecimal, both of the plain content."""

    path: str
    size: int
    sha256: str


class Container:
    """Yields the file piece by piece; `entries` says what went in, by path."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self._directory: dict[bytes, bytes] = {}
        self._offset = 0

    def add(self, path: str, content: Iterable[bytes]) -> Iterator[bytes]:
        """One entry. Raises `ValueError` for a path that is there already."""
        if path in self.entries:
            raise ValueError(f"{path} is in the archive already")
        name, start = path.encode(), self._offset
        yield self._passed(_local_header(name))
        crc, size, packed, digest = 0, 0, 0, hashlib.sha256()
        deflate = isal_zlib.compressobj(_LEVEL, wbits=-15)
        for chunk in content:
            crc = isal_zlib.crc32(chunk, crc)
            digest.update(chunk)
            size += len(chunk)
            if piece := deflate.compress(chunk):
                packed += len(piece)
                yield self._passed(piece)
        piece = deflate.flush()
        packed += len(piece)
        yield self._passed(piece + struct.pack("<4sLQQ", b"PK\x07\x08", crc, packed, size))
        self._directory[name] = _record(name, crc, packed, size, start)
        self.entries[path] = Entry(path, size, digest.hexdigest())

    def close(self) -> Iterator[bytes]:
        """The directory, sorted by path."""
        start = self._offset
        for _, record in sorted(self._directory.items()):
            yield self._passed(record)
        yield _end(len(self._directory), self._offset - start, start)

    def _passed(self, piece: bytes) -> bytes:
        self._offset += len(piece)
        return piece


def _local_header(name: bytes) -> bytes:
    extra = struct.pack("<HHQQ", 1, 16, 0, 0)
    head = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", _VERSION, _FLAGS, _DEFLATED, 0, _DATE, 0, _FULL, _FULL,
        len(name), len(extra),
    )  # fmt: skip
    return head + name + extra


def _record(name: bytes, crc: int, packed: int, size: int, start: int) -> bytes:
    extra = struct.pack("<HHQQQ", 1, 24, size, packed, start)
    head = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", _UNIX | _VERSION, _VERSION, _FLAGS, _DEFLATED, 0, _DATE,
        crc, _FULL, _FULL, len(name), len(extra), 0, 0, 0, _MODE, _FULL,
    )  # fmt: skip
    return head + name + extra


def _end(count: int, size: int, start: int) -> bytes:
    end64 = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", 44, _UNIX | _VERSION, _VERSION, 0, 0, count, count, size, start
    )
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, start + size, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, _FULL, _FULL, 0)
    return end64 + locator + end
