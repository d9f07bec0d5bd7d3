"""One installation for all tests: a real PostgreSQL, the office with its staff, fresh vaults."""

import http.client
import os
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from bailee.custody import installation
from bailee.foundation import clock, tenancy
from bailee.foundation.address import address
from bailee.foundation.postgres import Server
from tests import cast, environment
from tests.furnished import Furnished, furnish

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PORT = int(os.environ["BAILEE_PORT"])
BAILEE = Path(sys.executable).with_name("bailee")


@pytest.fixture(scope="session")
def home() -> Path:
    """The home of the tests' installation."""
    return environment.ROOT


@pytest.fixture(scope="session", autouse=True)
def installed(django_db_blocker: DjangoDbBlocker, home: Path) -> Iterator[None]:
    """PostgreSQL is up, the office stands. Rows are committed: a test makes its own vault."""
    server = Server(home) if address().embedded else None
    if server:
        server.start()
    with django_db_blocker.unblock():
        installation.install(now=clock.now())
        call_command("collectstatic", interactive=False, verbosity=0)
        yield
        tenancy.shut_all()
    if server:
        server.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(autouse=True)
def seated(installed: None) -> Iterator[None]:
    """A request that failed must not leave its seat to the next test."""
    yield
    connection.abandon()  # type: ignore[attr-defined]  # our backend's


@pytest.fixture(scope="session")
def password_hash(installed: None) -> str:
    """Argon2id takes its time by design: the cast shares one hash."""
    return make_password(cast.PASSWORD)


@pytest.fixture
def now() -> datetime:
    """The present, read once for the test."""
    return clock.now()


@pytest.fixture(scope="session")
def staff(installed: None, password_hash: str) -> cast.Staff:
    """Dana, Emil and Priya of Harbour & Vale."""
    return cast.hire(password_hash, now=clock.now())


@pytest.fixture
def acme(staff: cast.Staff, password_hash: str, now: datetime) -> Iterator[cast.Vault]:
    """A fresh vault of Acme Marine with Ada, Ben, Bo and Rae."""
    vault = cast.open_acme(staff.dana, password_hash, now=now)
    yield vault
    cast.clear(vault)


@pytest.fixture
def cygnus(staff: cast.Staff, password_hash: str, now: datetime) -> Iterator[cast.Vault]:
    """A fresh vault of Cygnus Freight with Cy, the stranger to Acme."""
    vault = cast.open_cygnus(staff.dana, password_hash, now=now)
    yield vault
    cast.clear(vault)


@pytest.fixture
def furnished(acme: cast.Vault, now: datetime) -> Furnished:
    """Acme Marine with one of everything that a page can show."""
    return furnish(acme, now=now)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's or anyone's Chromium; nothing is downloaded."""
    assert CHROMIUM, "No Chromium found: install it (`apt-get install chromium`)."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def web(installed: None, home: Path) -> Iterator[str]:
    """`bailee web` over TLS; gives its port as text."""
    environment = _environment(home)
    with subprocess.Popen([BAILEE, "web"], env=environment) as process:
        _wait(process)
        yield str(PORT)
        process.terminate()


@pytest.fixture
def worker(installed: None, home: Path) -> Iterator[None]:
    """`bailee worker`, for one test: it would take the jobs that other tests do themselves.

    What earlier tests left undone goes first, or the jobs of this one would wait behind it.
    """
    with tenancy.owner() as raw:
        raw.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
    with subprocess.Popen([BAILEE, "worker"], env=_environment(home)) as process:
        yield
        process.terminate()


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "BAILEE_HOME": str(home), "BAILEE_LISTEN": "127.0.0.1"}


def _wait(process: subprocess.Popen[bytes]) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for _ in range(300):
        assert process.poll() is None, "bailee web has stopped"
        connection = http.client.HTTPSConnection("127.0.0.1", PORT, timeout=5, context=context)
        try:
            connection.request("GET", "/", headers={"Host": cast.DOMAIN})
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    pytest.fail("bailee web did not answer within 30 s")
