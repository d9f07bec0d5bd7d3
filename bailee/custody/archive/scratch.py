"""A temporary file that only this process can read: its key is in memory alone, and used once.

Plain bytes of a client never touch the disk outside their places; a ZIP must be sought in.
"""

import io
import os
import tempfile
from collections.abc import Buffer

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR

from bailee.foundation.home import home

_BLOCK = 16  # bytes of an AES block


class Scratch(io.RawIOBase):
    """Written once from start to end, then read anywhere. Gone when closed."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(dir=home().tmp, buffering=0)  # noqa: SIM115 - ours to close
        self._key, self._first = os.urandom(32), int.from_bytes(os.urandom(12)) << 32
        self._writing = self._cipher(0).encryptor()
        self._size = self._place = 0

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Buffer, /) -> int:
        size = memoryview(data).nbytes
        sealed = memoryview(self._writing.update(bytes(data)))
        self._file.seek(0, io.SEEK_END)
        while sealed:
            sealed = sealed[self._file.write(sealed) :]
        self._size += size
        return size

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer).cast("B")
        block, skip = divmod(self._place, _BLOCK)
        self._file.seek(block * _BLOCK)
        sealed = self._file.read(len(view) + skip)
        plain = self._cipher(block).decryptor().update(sealed)[skip:]
        view[: len(plain)] = plain
        self._place += len(plain)
        return len(plain)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _cipher(self, block: int) -> Cipher[CTR]:
        counter = (self._first + block).to_bytes(_BLOCK)
        return Cipher(AES256(self._key), CTR(counter))
