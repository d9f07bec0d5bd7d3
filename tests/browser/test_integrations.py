"""Ada lets a program in, sees what it does, and shows it out; a webhook is told, and told again."""

import http.server
import json
import os
import re
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from bailee.web.api import samples
from tests.browser.watch import Watched
from tests.cast import Vault

pytestmark = pytest.mark.browser
SECONDS = 60_000  # milliseconds that the worker may need


class Receiver:
    """Listens on the loopback address that the tests' installation allows to webhooks."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, Any], bytes, str]] = []
        self.answer = 503
        origin = os.environ["BAILEE_WEBHOOK_ORIGINS"]
        self.url = f"{origin}/hook"
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.heard.append((json.loads(body), body, self.headers["Bailee-Signature"] or ""))
                self.send_response(outer.answer)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
                pass

        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", urlsplit(origin).port or 0), Handler
        )
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def listener() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def _ask(port: str, vault: Vault, path: str, token: str) -> int:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    request = urllib.request.Request(f"https://127.0.0.1:{port}/api/v1{path}")
    request.add_header("Host", f"{vault.host}:{port}")
    request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, context=context) as answer:  # noqa: S310 - our own server
            status: int = answer.status
            return status
    except urllib.error.HTTPError as error:
        return error.code


def test_ada_makes_a_token_sees_its_uses_and_revokes_it(
    web: str, acme: Vault, person: Callable[..., Watched]
) -> None:
    ada = person()
    ada.sign_in(acme.host, acme.ada)
    page = ada.page
    ada.go(acme.host, "/integrations/")
    page.get_by_role("link", name="Make a token").click()
    page.get_by_label("Name").fill("Warehouse import")
    page.get_by_label("Only from these addresses").fill("somewhere")
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_text("is not an address or a range")).to_be_visible()
    page.get_by_label("Only from these addresses").fill("127.0.0.0/8")
    page.get_by_role("button", name="Make the token").click()
    token = page.get_by_label("Token", exact=True).input_value()
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_text("Not used yet")).to_be_visible()
    assert _ask(web, acme, "/collections", token) == 200
    assert _ask(web, acme, "/collections/nonsense", token) == 404
    page.reload()
    expect(page.get_by_text("GET /collections")).to_be_visible()
    assert token not in page.content()
    page.get_by_role("link", name="Revoke").click()
    page.get_by_role("button", name="Revoke the token").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Revoked")
    assert _ask(web, acme, "/collections", token) == 401
    assert (ada.strangers, ada.violations, ada.stored()) == ([], [], [])


@pytest.mark.usefixtures("worker")
def test_webhook_is_told_and_told_again(
    acme: Vault, person: Callable[..., Watched], listener: Receiver
) -> None:
    ada = person()
    ada.sign_in(acme.host, acme.ada)
    page = ada.page
    ada.go(acme.host, "/integrations/")
    page.get_by_role("link", name="Add a webhook").click()
    page.get_by_label("Name").fill("Ledger")
    page.get_by_label("Address").fill("https://127.0.0.1/hook")
    page.get_by_label("Records added").check()
    page.get_by_role("button", name="Add the webhook").click()
    expect(page.get_by_text("not on the public internet")).to_be_visible()
    page.get_by_label("Address").fill(listener.url)
    page.get_by_role("button", name="Add the webhook").click()
    secret = page.get_by_label("Secret", exact=True).input_value()
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("button", name="Send a test").click()
    cell = page.get_by_role("cell", name="503")
    _until(page, cell)
    expect(page.get_by_text("Retrying")).to_be_visible()
    listener.answer = 204
    page.get_by_role("button", name=re.compile("Send again")).click()
    _until(page, page.get_by_role("cell", name="204").first)
    expect(page.get_by_text("Delivered").first).to_be_visible()
    (first, *_), (again, body, signature) = listener.heard[0], listener.heard[-1]
    assert (again["type"], again["id"]) == ("test", first["id"])
    program: dict[str, Any] = {}
    exec(samples.receiver(), program)  # noqa: S102 - the receiver of the documentation, as printed
    assert program["is_genuine"](secret, signature, body)
    assert not program["is_genuine"](secret, signature, body + b" ")
    assert (ada.strangers, ada.violations, ada.stored()) == ([], [], [])


def _until(page: Any, what: Any) -> None:
    """Loads the page anew until it shows."""
    for _ in range(60):
        if what.count():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(what).to_be_visible()
