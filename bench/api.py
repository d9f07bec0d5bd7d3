"""How fast the data API lists and adds, on one web process over TLS, with a worker beside it.

The limit is a keyset query of 50 rows, written by hand, on a psycopg connection of the same
login. Ours also shakes hands over TLS, asks for the token, notes the use, checks what was asked
and writes JSON. The requests come from another process. Run: `python -m bench.api --rows 1000000`.
"""

import argparse
import contextlib
import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench import measure
from bench.imports import import_whole, receive, standing_vault, write_orders
from bench.lists import bare, show

HOST = "bench.bailee.localhost"


class Asker:
    """One kept connection."""

    def __init__(self, port: int, token: str) -> None:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.connection = http.client.HTTPSConnection("127.0.0.1", port, context=context)
        self.headers = {
            "Host": f"{HOST}:{port}",
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        }

    def ask(self, method: str, path: str, body: str | None = None) -> float:
        """Seconds until the whole answer is there."""
        began = time.perf_counter()
        self.connection.request(method, f"/api/v1{path}", body, self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        assert answer.status in {200, 201}, (answer.status, content[:200])
        return time.perf_counter() - began


def load(given: argparse.Namespace) -> None:
    """The other process: prints as JSON what it measured."""
    path = f"/collections/{given.collection}/records"
    one = Asker(given.port, given.token)
    for _ in range(20):
        one.ask("GET", f"{path}?limit=50")
    alone = sorted(one.ask("GET", f"{path}?limit=50") for _ in range(200))
    order = json.dumps({"fields": {given.field: "Grey Heron"}})
    created = sorted(one.ask("POST", path, order) for _ in range(200))
    until = time.perf_counter() + given.seconds

    def many(_: int) -> int:
        asker, done = Asker(given.port, given.token), 0
        while time.perf_counter() < until:
            asker.ask("GET", f"{path}?limit=50")
            done += 1
        return done

    with ThreadPoolExecutor(8) as pool:
        total = sum(pool.map(many, range(8)))
    print(json.dumps({"list": alone, "create": created, "per_second": total / given.seconds}))


def load_until(given: argparse.Namespace) -> None:
    """The other process, until its input ends: exports all once, lists on; prints as JSON."""
    records = f"/collections/{given.collection}/records"
    one, taken = Asker(given.port, given.token), []
    with ThreadPoolExecutor(2) as pool:
        exporting = pool.submit(Asker(given.port, given.token).ask, "GET", f"{records}.csv")
        over = pool.submit(sys.stdin.read)
        while not (over.done() and exporting.done()):
            taken.append(one.ask("GET", f"{records}?limit=50"))
    exporting.result()
    print(json.dumps(sorted(taken)))


@contextlib.contextmanager
def serving(port: int) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """`bailee web` with one process, and `bailee worker`."""
    environment = {
        **os.environ,
        "BAILEE_PORT": str(port),
        "BAILEE_LISTEN": "127.0.0.1",
        "BAILEE_API_REQUESTS_PER_MINUTE": "1000000",
    }
    bailee = Path(sys.executable).with_name("bailee")
    running = {
        name: subprocess.Popen([bailee, name], env=environment) for name in ("web", "worker")
    }
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.1)
        yield running
    finally:
        for one in running.values():
            one.terminate()
        for one in running.values():
            one.wait()


def resident(pid: int) -> float:
    """MiB that the process and its children hold (`/proc`)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    status = Path(f"/proc/{pid}/status").read_text()
    own = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(own.split()[1]) / 1024 + sum(resident(int(child)) for child in children)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


def prepared(schema: str, rows: int) -> tuple[Any, str]:
    """The collection of orders, and a token for it; the vault gets its host."""
    from bailee.foundation import clock, tenancy  # after django.setup()
    from bailee.foundation.actors import SYSTEM
    from bailee.office.clients import registry
    from bailee.vault.integrations import tokens

    path = Path(os.environ["BAILEE_HOME"]) / "orders.csv"
    write_orders(schema, path, rows)
    collection = import_whole(receive(path, "Orders"))
    now = clock.now()
    with tenancy.inside(tenancy.owner_seat()):
        registry.register(
            name="Bench",
            label="bench",
            schema=schema,
            domain="bailee.localhost",
            by=SYSTEM,
            now=now,
        )
    _, token = tokens.make(
        name="Bench",
        verbs=["read", "add"],
        collections=None,
        expires_at=None,
        by=SYSTEM,
        now=now,
    )
    return collection, token


def measured(port: int, collection: Any, token: str, seconds: float) -> dict[str, Any]:
    """What the other process says, with the memory of both servers while it asks.

    Then again beside an import of as many records by the worker, and an export by the web process.
    """
    field = collection.fields.get(label="notes")
    told = [*("--port", str(port), "--token", token, "--collection", str(collection.id))]
    told += ["--field", str(field.id), "--seconds", str(seconds)]
    with serving(port) as running:
        peaks = dict.fromkeys(running, 0.0)
        quiet = json.loads(asked("--load", told, running, peaks, lambda: True))
        one = begun()
        busy = json.loads(asked("--load-until", told, running, peaks, lambda: is_done(one)))
    return {**quiet, "busy": busy, "peaks": peaks}


def asked(
    what: str,
    told: list[str],
    running: dict[str, subprocess.Popen[bytes]],
    peaks: dict[str, float],
    is_over: Callable[[], bool],
) -> bytes:
    """What the other process printed; its input ends once it is over."""
    command = [sys.executable, "-m", "bench.api", what, *told]
    asking = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert asking.stdin is not None
    assert asking.stdout is not None
    while asking.poll() is None:
        for name, process in running.items():
            peaks[name] = max(peaks[name], resident(process.pid))
        if not asking.stdin.closed and is_over():
            asking.stdin.close()
        time.sleep(0.25)
    return asking.stdout.read()


def begun() -> Any:
    """An import of the same orders, waiting for the worker."""
    from bailee.vault.records import imports  # after django.setup()

    one = receive(Path(os.environ["BAILEE_HOME"]) / "orders.csv", "Orders again")
    imports.enqueue(one, state="running")
    return one


def is_done(one: Any) -> bool:
    one.refresh_from_db()
    assert one.state in {"running", "done"}, one.error
    return bool(one.state == "done")


def main() -> None:
    """Prints the figures; the last line is JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--seconds", type=float, default=10)
    for name in ("--collection", "--token", "--field"):
        options.add_argument(name, help=argparse.SUPPRESS)
    options.add_argument("--port", type=int, help=argparse.SUPPRESS)
    for name, work in (("--load", load), ("--load-until", load_until)):
        options.add_argument(
            name, action="store_const", const=work, dest="work", help=argparse.SUPPRESS
        )
    given = options.parse_args()
    if given.work:
        given.work(given)
        return
    with standing_vault() as schema:
        collection, token = prepared(schema, given.rows)
        limit = bare(schema, collection, 200)
        found = measured(free_port(), collection, token, given.seconds)
    show("bare keyset query", limit)
    show("list of 50, alone", found["list"])
    show("create one, alone", found["create"])
    show("list of 50, while importing", found["busy"])
    print(f"list of 50, 8 at once        {found['per_second']:.0f} requests/s on one process")
    for name, peak in found["peaks"].items():
        print(f"memory of {name:18} {peak:.0f} MiB")
    assert found["busy"][int(len(found["busy"]) * 0.95)] < 0.4, "an import blocks the portal"
    assert max(found["peaks"].values()) < 300, "more than 300 MiB of memory"
    measure.report(
        bench="api",
        rows=given.rows,
        ours=found["list"],
        limit=limit,
        limit_name="a bare psycopg keyset query of 50 rows, against a list over TLS",
        peak=round(max(found["peaks"].values()), 1),
    )


if __name__ == "__main__":
    main()
