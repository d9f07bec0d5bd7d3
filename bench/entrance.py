"""Whether signing in tells who exists, and whether many at once slow the pages of others.

First 200 wrong sign-ins each for accounts that exist and that do not, in turns; then 200 questions
each for a new password: Mann-Whitney's p must be above 0.05, or the times tell them apart. Then one
person opens a page over and over, alone and while 50 others sign in at once, again and again; the
others come from another process and from addresses of their own. The limit is twice the 95th
percentile alone. Run: `python -m bench.entrance`.
"""

import argparse
import http.client
import json
import math
import random
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

from bench import measure
from bench.api import free_port, resident, serving
from bench.imports import standing_vault

HOST = "bench.bailee.localhost"
PASSWORD = "a grey heron stands in cold water"  # noqa: S105 - of people made up for the bench
TRIES = 4  # at one account, from one address: before the throttle steps in
PARALLEL = 50


class Visitor:
    """A browser at an address of its own (all of 127.0.0.0/8 is this machine)."""

    def __init__(self, port: int, address: str) -> None:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.connection = http.client.HTTPSConnection(
            "127.0.0.1", port, context=context, source_address=(address, 0), timeout=120
        )
        self.headers = {"Host": f"{HOST}:{port}", "Sec-Fetch-Site": "same-origin"}

    def ask(self, method: str, path: str, **form: str) -> tuple[float, int]:
        """Seconds until the whole answer is there, and its status."""
        headers = dict(self.headers)
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self.connection.request(method, path, urlencode(form) or None, headers)
        answer = self.connection.getresponse()
        answer.read()
        seconds = time.perf_counter() - began
        if cookie := answer.headers.get("Set-Cookie"):
            self.headers["Cookie"] = cookie.partition(";")[0]
        return seconds, answer.status

    def sign_in(self, email: str, password: str = PASSWORD) -> tuple[float, int]:
        return self.ask("POST", "/account/login/", login=email, password=password)


def people(count: int) -> None:
    """That many people in the vault, who share one hash and have agreed to the policy."""
    from django.contrib.auth.hashers import make_password  # after django.setup()
    from django.core.management import call_command

    from bailee.foundation import clock
    from bailee.foundation.actors import SYSTEM
    from bailee.people import consents
    from bailee.people.models import User
    from bailee.policy import versions
    from bailee.vault.company import profile

    call_command("collectstatic", interactive=False, verbosity=0)
    now, shared = clock.now(), make_password(PASSWORD)
    contact = {"contact_name": "Ada", "contact_email": "ada@bench.example"}
    profile.set_up({"legal_name": "Bench", **contact}, by=SYSTEM, now=now)
    for number in range(count):
        one = User.objects.create(
            email=known(number), name="Ada", role="owner", password=shared, created_at=now
        )
        agreed = versions.in_force().named
        consents.answer(one, agreed, accepted=True, address="::1", now=now)


def known(number: int) -> str:
    return f"person{number:03}@bench.example"


def unknown(number: int) -> str:
    return f"nobody{number:03}@bench.example"


def asked_in_turns(port: int, runs: int, *, resets: bool) -> tuple[list[float], list[float]]:
    """Seconds for accounts that exist and for those that do not, in a random order."""
    turns = [(who, number) for number in range(runs) for who in (known, unknown)]
    random.Random(7).shuffle(turns)  # noqa: S311 - an order, no secret
    taken: dict[str, list[float]] = {"known": [], "unknown": []}
    for who, number in turns:
        visitor = Visitor(port, f"127.{2 + resets}.{number // TRIES // 250}.{number // TRIES + 2}")
        visitor.ask("GET", "/account/login/")
        email = who(number // TRIES)
        if resets:
            seconds, status = visitor.ask("POST", "/account/password/reset/", email=email)
        else:
            seconds, status = visitor.sign_in(email, "not the right one")
        assert status == (302 if resets else 200), status
        taken[who.__name__].append(seconds)
    return taken["known"], taken["unknown"]


def mann_whitney(ours: list[float], others: list[float]) -> float:
    """Two-sided p by the normal approximation, good from 20 values each on."""
    ranked = sorted([(one, 0) for one in ours] + [(one, 1) for one in others])
    ranks = sum(rank for rank, (_, which) in enumerate(ranked, 1) if which == 0)
    first, second = len(ours), len(others)
    u = ranks - first * (first + 1) / 2
    spread = math.sqrt(first * second * (first + second + 1) / 12)
    return math.erfc(abs(u - first * second / 2) / spread / math.sqrt(2))


def crowd(port: int) -> None:
    """The other process: wave after wave of 50 sign-ins, until its input is closed."""
    over: list[bool] = []
    counts = {"in": 0, "busy": 0}

    def one(number: int) -> None:
        visitor = Visitor(port, f"127.9.0.{number + 2}")
        while not over:
            _, status = visitor.sign_in(known(number + 100))
            counts["in" if status == 302 else "busy"] += 1
            if status == 302:
                return
            assert status == 503, status
            visitor.connection.close()
            time.sleep(1)

    def waves() -> None:
        with ThreadPoolExecutor(PARALLEL) as pool:
            while not over:
                list(pool.map(one, range(PARALLEL)))

    with ThreadPoolExecutor(1) as main_thread:
        running = main_thread.submit(waves)
        sys.stdin.read()
        over.append(True)
        running.result()
    print(json.dumps(counts))


@contextmanager
def signing_in(port: int) -> Iterator[dict[str, int]]:
    """While the crowd comes; gives how often it came in, and was sent away to come again."""
    command = [sys.executable, "-m", "bench.entrance", "--crowd", "--port", str(port)]
    counts: dict[str, int] = {}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        time.sleep(3)
        yield counts
        counts.update(json.loads(process.communicate()[0]))


def opened(visitor: Visitor, count: int) -> list[float]:
    """Seconds for each time the page was opened, sorted."""
    found = []
    for _ in range(count):
        seconds, status = visitor.ask("GET", "/people/")
        assert status == 200, status
        found.append(seconds)
    return sorted(found)


def p95(found: list[float]) -> float:
    return found[int(len(found) * 0.95)]


def main() -> None:
    """Prints the figures; the last line is JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=200, help="times that are taken of each")
    options.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options.add_argument("--crowd", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.crowd:
        crowd(given.port)
        return
    runs, port, values = min(given.rows, 200), free_port(), {}
    with standing_vault() as schema:
        register(schema)
        people(200)
        with serving(port) as running:
            for name, resets in (("sign-in", False), ("new password", True)):
                times = asked_in_turns(port, runs, resets=resets)
                values[name] = mann_whitney(*times)
                medians = [f"{sorted(one)[len(one) // 2] * 1000:.1f} ms" for one in times]
                print(f"{name}: known {medians[0]}, unknown {medians[1]}, p = {values[name]:.3f}")
            reader = Visitor(port, "127.8.0.2")
            assert reader.sign_in(known(199))[1] == 302
            opened(reader, 30)
            alone = opened(reader, 200)
            with signing_in(port) as counts:
                beside = opened(reader, 200)
                peak = resident(running["web"].pid)
    print(f"page alone: p95 {p95(alone) * 1000:.1f} ms; beside: p95 {p95(beside) * 1000:.1f} ms")
    print(f"beside it {counts['in']} signed in, {counts['busy']} times told to come again (503)")
    measure.report(
        bench="entrance",
        rows=runs,
        ours=[p95(beside)],
        limit=[2 * p95(alone)],
        limit_name="twice the 95th percentile of a page alone, against it while 50 sign in at once",
        peak=round(peak, 1),
    )
    assert min(values.values()) > 0.05, "the times tell who has an account"


def register(schema: str) -> None:
    """Gives the vault its host."""
    from bailee.foundation import clock, tenancy  # after django.setup()
    from bailee.foundation.actors import SYSTEM
    from bailee.office.clients import registry

    with tenancy.inside(tenancy.owner_seat()):
        registry.register(
            name="Bench",
            label="bench",
            schema=schema,
            domain="bailee.localhost",
            by=SYSTEM,
            now=clock.now(),
        )


if __name__ == "__main__":
    main()
