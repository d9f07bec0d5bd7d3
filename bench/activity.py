"""How much slower a page is because its use is written down (2.1a), through the whole stack.

The limit is 1.05 times the same page of a stack without the two layers that record, asked in
turn in the same process: signed in, whose use is a row in the vault, and as a visitor, who is
counted in memory. Run: `python -m bench.activity --rows 1000 --runs 300`.
"""

import argparse
import io
import os
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import measure
from bench.imports import import_whole, receive, standing_vault, write_orders

ALLOWED = 1.05  # times the page without
LABEL, MOST_ROWS = "bench", 10_000
RECORDING = ("visits.VisitsMiddleware", "activity.ActivityMiddleware")
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def stack(*, recording: bool) -> Callable[..., Any]:
    """The application as `bailee web` serves it, or the same without the layers that record."""
    from django.conf import settings  # after django.setup()
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import override_settings

    layers = [one for one in settings.MIDDLEWARE if recording or not one.endswith(RECORDING)]
    assert recording or len(layers) == len(settings.MIDDLEWARE) - len(RECORDING)
    with override_settings(MIDDLEWARE=layers):
        return WSGIHandler()


def ask(application: Callable[..., Any], host: str, path: str, cookie: str) -> float:
    """Seconds until the whole page is made and the request is done with."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": host,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "198.51.100.7",
        "HTTP_HOST": host,
        "HTTP_USER_AGENT": BROWSER,
        "HTTP_SEC_FETCH_SITE": "none",
        "HTTP_COOKIE": cookie,
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
    status: list[str] = []
    began = time.perf_counter()
    answer = application(environ, lambda line, _headers: status.append(line))
    content = b"".join(answer)
    answer.close()
    took = time.perf_counter() - began
    assert status[0].startswith("200"), (path, status, content[:200])
    return took


def signed_in(schema: str) -> str:
    """The cookie of an owner who has agreed to the policy, signed in as by the form."""
    from django.conf import settings  # after django.setup()
    from django.test import Client as Browser

    from bailee.foundation import clock, tenancy
    from bailee.foundation.actors import SYSTEM
    from bailee.office.clients import registry
    from bailee.people import consents, users
    from bailee.people.roles import Role
    from bailee.policy import versions

    now = clock.now()
    with tenancy.inside(tenancy.owner_seat()):
        registry.register(
            name="Acme", label=LABEL, schema=schema, domain=settings.DOMAIN, by=SYSTEM, now=now
        )
    with tenancy.inside(schema):
        ada = users.add(
            email="ada@acme.example",
            name="Ada",
            role=Role.OWNER,
            password=secrets.token_hex(16),
            now=now,
        )
        consents.answer(ada, versions.in_force().named, accepted=True, address="::1", now=now)
        browser = Browser(SERVER_NAME=f"{LABEL}.{settings.DOMAIN}")
        browser.force_login(ada)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={browser.cookies[name].value}"


@contextmanager
def furnished(rows: int) -> Iterator[dict[str, tuple[str, str, str]]]:
    """Pages by name: host, path and cookie of each."""
    with standing_vault() as schema:
        from django.conf import settings  # after django.setup()
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
        path = Path(os.environ["BAILEE_HOME"]) / "orders.csv"
        write_orders(schema, path, rows)
        collection = import_whole(receive(path, "Orders"))
        portal, cookie = f"{LABEL}.{settings.DOMAIN}", signed_in(schema)
        yield {
            "first page": (portal, "/", cookie),
            "list of records": (portal, f"/records/{collection.id}/", cookie),
            "files": (portal, "/files/", cookie),
            "people": (portal, "/people/", cookie),
            "preferences": (portal, "/account/preferences/", cookie),
            "visitor, sign-in page": (portal, "/account/login/", ""),
            "visitor, policy": (settings.DOMAIN, "/privacy", ""),
        }


def main() -> None:
    """Prints the figures; the last line is JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000, help="records; 10,000 at most")
    options.add_argument("--runs", type=int, default=300, help="of each page, each way")
    asked = options.parse_args()
    rows = min(asked.rows, MOST_ROWS)
    ours, limit = [0.0] * asked.runs, [0.0] * asked.runs
    with furnished(rows) as pages:
        from bailee.office.visits import writing  # after django.setup()

        both = stack(recording=True), stack(recording=False)
        for name, page in pages.items():
            taken: tuple[list[float], list[float]] = ([], [])
            for run in range(asked.runs + 10):
                for which in (0, 1) if run % 2 else (1, 0):  # neither is always the second
                    took = ask(both[which], *page)
                    if run >= 10:  # what came before warmed up
                        taken[which].append(took)
            writing.write()
            with_it, without = map(statistics.median, taken)
            print(
                f"{name:22} with {with_it * 1000:7.2f} ms   without {without * 1000:7.2f} ms"
                f"   {with_it / without:.3f} times"
            )
            for run in range(asked.runs):
                ours[run] += taken[0][run]
                limit[run] += taken[1][run] * ALLOWED
    measure.report(
        bench="activity",
        rows=rows,
        ours=ours,
        limit=limit,
        limit_name=f"{ALLOWED} times the same pages without recording; all pages together",
        peak=measure.peak_mib(),
    )


if __name__ == "__main__":
    main()
