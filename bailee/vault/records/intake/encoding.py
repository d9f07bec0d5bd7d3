"""Finds out how a file's bytes become text, while they stream past once."""

import codecs
import re
from typing import BinaryIO

from django.utils.translation import gettext_noop

SAMPLE = 2 * 1024 * 1024  # bytes
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": gettext_noop("UTF-8 with a byte order mark"),
    "utf-16": "UTF-16",
    "cp1252": gettext_noop("Windows-1252 (Western European)"),
    "latin-1": "ISO 8859-1 (Latin-1)",
}
_STRAY = re.compile(r"[\udc80-\udcff]")
_NOT_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


class Watch:
    """Passes `source` on unchanged and remembers its size, its beginning and its encoding."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._foreign = self._stray = 0
        self._fits_cp1252 = True
        self.size = 0  # bytes
        self.beginning = b""

    def read(self, size: int = -1, /) -> bytes:
        chunk = self._source.read(size)
        self.size += len(chunk)
        if len(self.beginning) < SAMPLE:
            self.beginning += chunk[: SAMPLE - len(self.beginning)]
        text = self._decoder.decode(chunk, final=not chunk)
        if not text.isascii():
            stray = len(_STRAY.findall(text))
            self._stray += stray
            self._foreign += len(text) - len(text.encode("ascii", "ignore")) - stray
            self._fits_cp1252 &= not _NOT_IN_CP1252.search(chunk)
        return chunk

    @property
    def encoding(self) -> str:
        """The Python codec's name. A few bad bytes among much good UTF-8 are still UTF-8."""
        if self.beginning.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if self.beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if self._stray <= self._foreign:
            return "utf-8"
        return "cp1252" if self._fits_cp1252 else "latin-1"
