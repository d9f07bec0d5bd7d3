"""Asking ClamAV about a file while it is stored: the same bytes go to both."""

import queue
import threading
from typing import BinaryIO, cast

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings
from django.utils.translation import gettext as _

from bailee.vault.files.limits import FileRefusedError

_PATIENCE = 60  # seconds for each answer of the scanner
_WAITING = 4  # chunks that may wait for a slow scanner


def scanner() -> ClamdNetworkSocket | None:
    """The scanner that the operator named in `BAILEE_CLAMAV`, if any."""
    at: str = settings.CLAMAV
    if not at:
        return None
    path = at.removeprefix("unix:")
    if path.startswith("/"):
        return ClamdUnixSocket(path, timeout=_PATIENCE)
    host, _, port = at.rpartition(":")
    return ClamdNetworkSocket(host.strip("[]"), int(port), timeout=_PATIENCE)


class Scan:
    """One file on its way past the scanner."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pieces: queue.Queue[bytes] = queue.Queue(_WAITING)
        self._found: str | None = None  # None: no answer
        self._thread: threading.Thread | None = None
        client = scanner()
        if client is not None:
            self._thread = threading.Thread(target=self._ask, args=[client], daemon=True)
            self._thread.start()

    def feed(self, piece: bytes) -> None:
        """Hands bytes on; empty ones are the file's end. A scanner that is gone is passed over."""
        while self._thread is not None and self._thread.is_alive():
            try:
                self._pieces.put(piece, timeout=0.2)
            except queue.Full:
                continue
            return

    def verdict(self) -> str:
        """`clean`, `unscanned`, or nothing where no scanner is set up; call once, at the end.

        Raises `FileRefusedError` for a finding, and without answer if the operator wants it so.
        """
        if self._thread is None:
            return ""
        self.feed(b"")
        self._thread.join()
        if self._found:
            raise FileRefusedError(
                _("“{name}” is not kept: the virus scanner found “{found}” in it.").format(
                    name=self._name, found=self._found
                )
            )
        if self._found is None:
            if settings.CLAMAV_DOWN != "keep":
                raise FileRefusedError(
                    _(
                        "“{name}” is not kept: the virus scanner could not look at it. Try"
                        " again later, or tell us."
                    ).format(name=self._name)
                )
            return "unscanned"
        return "clean"

    def abandon(self) -> None:
        """Lets the scanner go when the file did not arrive whole."""
        self.feed(b"")

    def read(self, _size: int = -1, /) -> bytes:
        """For the scanner's client: the next bytes, as many as there are."""
        return self._pieces.get()

    def _ask(self, client: ClamdNetworkSocket) -> None:
        try:
            answer = client.instream(cast("BinaryIO", self))
        except (ClamdError, OSError):
            return
        for status, finding in answer.values():
            if status == "FOUND":
                self._found = finding or "something"
            elif status == "OK":
                self._found = ""
