"""A page that remembers everything the policy forbids: cookies, storage, strangers, violations."""

import http.client
import re
import ssl
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

from bailee.foundation import clock, tenancy
from bailee.foundation.tenancy import Seat
from bailee.office.clients import registry
from bailee.people import factors
from bailee.people.models import User
from bailee.people.protection import authenticator_app
from tests import cast

SESSION = "__Host-sessionid"
_KEPT = """async () => [
    ...Object.entries(localStorage),
    ...Object.entries(sessionStorage),
    ...(await indexedDB.databases()).map((one) => one.name),
    ...(await caches.keys()),
    ...(await navigator.serviceWorker.getRegistrations()).map((one) => one.scope),
]"""


class Watched:
    """One person's browser."""

    def __init__(self, page: Page, *, port: str, domain: str) -> None:
        self.page = page
        self.port = port
        self.domain = domain
        self.strangers: list[str] = []
        self.violations: list[str] = []
        self.set_cookies: list[str] = []
        self._setters: list[tuple[str, str]] = []
        page.on("request", self._on_request)
        page.on("response", self._on_response)
        page.on("console", self._on_console)

    def go(self, host: str, path: str) -> Response | None:
        """Opens a page of a host."""
        return self.page.goto(f"https://{host}:{self.port}{path}")

    def status(self, host: str, path: str) -> int:
        """What a GET would answer, asked with this browser's cookies but not shown."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        held = self.page.context.cookies(f"https://{host}:{self.port}/")
        cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in held)
        asked = http.client.HTTPSConnection("127.0.0.1", int(self.port), context=context)
        asked.request("GET", path, headers={"Host": host, "Cookie": cookies})
        status = asked.getresponse().status
        asked.close()
        return status

    def cookies(self) -> list[str]:
        """Names of the cookies that the browser holds."""
        return sorted(cookie["name"] for cookie in self.page.context.cookies())

    def set_cookies_of(self, host: str) -> list[str]:
        """The same for one host: another, such as an identity provider, sets what it likes."""
        return [name for setter, name in self._setters if setter == host]

    def stored(self) -> list[Any]:
        """What lies in the browser's storage besides cookies."""
        found: list[Any] = self.page.evaluate(_KEPT)
        return found

    def findings(self) -> list[str]:
        """What axe finds on the present page: rule and element."""
        result = Axe().run(self.page)
        return [
            f"{found['id']}: {node['html'][:120]}"
            for found in result.response["violations"]
            for node in found["nodes"]
        ]

    def sign_in(self, host: str, user: User, *, code: bool = False) -> None:
        """By the form, as a person does; `code`: with the second factor, as owners always do."""
        self._fill_in(host, user, code=code)
        self.page.wait_for_url(lambda url: "/account/" not in url)

    def sign_in_at(self, host: str, user: User, *, lands: str) -> None:
        """The same, where the person is led to a page that has to be answered first."""
        self._fill_in(host, user, code=False)
        self.page.wait_for_url(f"**{lands}")

    def _fill_in(self, host: str, user: User, *, code: bool) -> None:
        code = _needs_app(host, user) or code
        self.go(host, "/account/login/")
        self.page.get_by_label("E-mail").fill(user.email)
        self.page.get_by_label("Password").fill(cast.PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        if code:
            self.page.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(
                one_time_code(user, host)
            )
            self.page.get_by_role("button", name=re.compile("^(Sign in|Continue|Confirm)$")).click()

    def _on_request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname or ""
        if request.url.startswith("data:"):
            return
        if host != self.domain and not host.endswith("." + self.domain):
            self.strangers.append(request.url)

    def _on_response(self, response: Response) -> None:
        for header in response.headers_array():
            if header["name"].lower() == "set-cookie":
                name = header["value"].partition("=")[0]
                self.set_cookies.append(name)
                self._setters.append((urlsplit(response.url).hostname or "", name))

    def _on_console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "violates" in message.text:
            self.violations.append(message.text)


def _needs_app(host: str, user: User) -> bool:
    """Owners must have a factor: a test that has given them no app gives them one."""
    with tenancy.inside(_seat_at(host)):
        user.refresh_from_db()  # who became an owner meanwhile
        if not user.is_owner or user.is_staff:
            return False
        if not factors.has_app(user):
            authenticator_app.give(user, now=clock.now())
        return True


def _seat_at(host: str) -> Seat:
    client = registry.at_host(host)
    return tenancy.vault_seat(client.schema_name) if client else tenancy.owner_seat()


def one_time_code(user: User, host: str = f"office.{cast.DOMAIN}") -> str:
    """What the person's authenticator shows now, at this host."""
    with tenancy.inside(_seat_at(host)):
        return authenticator_app.shown(user)
