"""Slow senders hold some threads, never all."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from bailee.web.ui.middleware.admission import BODIES, BODIES_OF_ONE, AdmissionMiddleware


class Slow:
    """A page that waits for its body until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.inside = threading.Semaphore(0)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            self.inside.release()
            self.go.wait(10)
        return HttpResponse("done")


@pytest.fixture
def slow() -> Iterator[Slow]:
    page = Slow()
    yield page
    page.go.set()


def _send(middleware: AdmissionMiddleware, address: str) -> int:
    request = RequestFactory(REMOTE_ADDR=address).post("/", {"a": "b"})
    return middleware(request).status_code


def _occupy(middleware: AdmissionMiddleware, page: Slow, addresses: list[str]) -> list[Any]:
    threads = [threading.Thread(target=_send, args=(middleware, one)) for one in addresses]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert page.inside.acquire(timeout=10)
    return threads


def test_one_sender_holds_no_more_than_its_share(slow: Slow) -> None:
    middleware = AdmissionMiddleware(slow)
    threads = _occupy(middleware, slow, ["192.0.2.1"] * BODIES_OF_ONE)
    assert _send(middleware, "192.0.2.1") == 503
    assert middleware(RequestFactory().get("/")).status_code == 200
    slow.go.set()
    for thread in threads:
        thread.join()
    assert _send(middleware, "192.0.2.1") == 200


def test_all_senders_together_leave_threads_for_pages(slow: Slow) -> None:
    middleware = AdmissionMiddleware(slow)
    _occupy(middleware, slow, [f"192.0.2.{number}" for number in range(BODIES)])
    answer = middleware(RequestFactory(REMOTE_ADDR="198.51.100.1").post("/", {"a": "b"}))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert middleware(RequestFactory().get("/")).status_code == 200
