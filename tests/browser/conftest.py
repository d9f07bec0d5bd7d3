"""A real browser at a real server over TLS, with the worker beside it."""

import http.client
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests import cast
from tests.browser.watch import Watched

PORT = int(os.environ["BAILEE_PORT"])
BAILEE = Path(sys.executable).with_name("bailee")


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "BAILEE_HOME": str(home), "BAILEE_LISTEN": "127.0.0.1"}


@pytest.fixture(scope="session")
def web(installed: None, home: Path) -> Iterator[str]:
    """`bailee web` over TLS; gives its port as text."""
    environment = _environment(home)
    with subprocess.Popen([BAILEE, "web"], env=environment) as process:
        _wait(process)
        yield str(PORT)
        process.terminate()


@pytest.fixture(scope="session")
def worker(installed: None, home: Path) -> Iterator[None]:
    """`bailee worker`: mails, imports, archives and purges happen."""
    with subprocess.Popen([BAILEE, "worker"], env=_environment(home)) as process:
        yield
        process.terminate()


@pytest.fixture
def person(web: str, chromium: Browser) -> Iterator[Callable[..., Watched]]:
    """Gives somebody a browser of their own, watched for cookies, strangers and violations."""
    contexts: list[BrowserContext] = []

    def open_browser(**options: object) -> Watched:
        context = chromium.new_context(ignore_https_errors=True, **options)  # type: ignore[arg-type]  # passed through
        contexts.append(context)
        page: Page = context.new_page()
        return Watched(page, port=web, domain=cast.DOMAIN)

    yield open_browser
    for context in contexts:
        context.close()


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
