"""Cancelling an import: asked on the page, honoured within a second, nothing imported."""

import threading
import time
from datetime import datetime

import pytest

from bailee.vault.records import imports, running
from bailee.vault.records.imports import ImportRefusedError
from bailee.vault.records.models import Collection
from tests.cast import Vault
from tests.vault.records.conftest import Send

LINES = b"Name,Built,Papers\n" + b"".join(
    b'ship %d,%d,"{""n"": [%d, 1.50]}"\n' % (number, number, number) for number in range(150_000)
)


@pytest.mark.parametrize("state", ["checking", "running"])
def test_running_import_ends_soon_with_nothing(
    state: str, acme: Vault, send: Send, now: datetime
) -> None:
    with acme.inside():
        one = send(LINES)
        imports.choose(one, columns=imports.columns(one), label="Fleet")
        imports.enqueue(one, state=state)

    def work() -> None:
        with acme.inside():
            (running.run if state == "running" else running.check)(one.id, now=now)

    worker = threading.Thread(target=work)
    worker.start()
    time.sleep(0.2)
    with acme.inside():
        imports.cancel(one, now=now)
    began = time.monotonic()
    worker.join()
    assert time.monotonic() - began < 5  # about one on a machine with nothing else to do
    with acme.inside():
        one.refresh_from_db()
        assert (one.state, one.error, Collection.objects.count()) == ("cancelled", "", 0)
        assert one.state in imports.OPEN


def test_waiting_import_ends_at_once(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = send(b"Name\nHeron\n")
        imports.choose(one, columns=imports.columns(one), label="Fleet")
        imports.enqueue(one, state="running")
        imports.cancel(one, now=now)
        one.refresh_from_db()
        assert (one.state, one.finished_at) == ("cancelled", now)
        running.run(one.id, now=now)
        assert Collection.objects.count() == 0
        imports.enqueue(one, state="running")
        running.run(one.id, now=now)
        one.refresh_from_db()
        assert (one.state, one.accepted) == ("done", 1)
        with pytest.raises(ImportRefusedError, match="over already"):
            imports.cancel(one, now=now)


def test_cancel_that_comes_before_the_end_wins(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = send(b"Name\nHeron\n")
        imports.choose(one, columns=imports.columns(one), label="Fleet")
        imports.enqueue(one, state="running")
        type(one).objects.update(cancel_asked_at=now)  # the watcher has not looked yet
        running.run(one.id, now=now)
        one.refresh_from_db()
        assert (one.state, Collection.objects.count()) == ("cancelled", 0)
