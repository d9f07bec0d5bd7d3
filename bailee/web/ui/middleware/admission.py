"""How many request bodies may be on their way at once: slow senders must not hold every thread.

The server reads a body in one of its few threads and waits for it as long as the sender likes.
Pages are asked for without a body: for them threads are always left.
"""

import threading
from collections import Counter
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from bailee.web.ui import errors

THREADS = 32  # of one web process
BODIES = THREADS // 2  # at once, from everybody
BODIES_OF_ONE = BODIES // 2  # from one address


class AdmissionMiddleware:
    """503 for a body that would be one too many, before a byte of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._lock = threading.Lock()
        self._senders: Counter[str] = Counter()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _has_body(request):
            return self.get_response(request)
        sender = request.META.get("REMOTE_ADDR", "")
        if not self._admits(sender):
            return errors.busy(request)
        try:
            return self.get_response(request)
        finally:
            self._release(sender)

    def _admits(self, sender: str) -> bool:
        with self._lock:
            if self._senders[sender] >= BODIES_OF_ONE or self._senders.total() >= BODIES:
                return False
            self._senders[sender] += 1
            return True

    def _release(self, sender: str) -> None:
        with self._lock:
            self._senders[sender] -= 1
            if not self._senders[sender]:
                del self._senders[sender]


def _has_body(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length != "0" or "HTTP_TRANSFER_ENCODING" in request.META
