"""The running web server as a stranger meets it: TLS checked by name, then HTTP."""

import http.client
import json
import os
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from email.message import Message
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

from django.conf import settings

from bailee.foundation import ids
from bailee.foundation.home import home

SESSION = "__Host-sessionid"  # as promised, not as configured
PATIENCE = 30  # seconds for one answer
_READS = {"Accept-Language": "en"}  # proofs look for the English words of pages
_OURS = {"Sec-Fetch-Site": "same-origin"}  # what a browser says of a form on our own page


@dataclass(frozen=True)
class Cookie:
    """One `Set-Cookie`, its attributes by name in lower case."""

    name: str
    value: str
    attributes: dict[str, str]

    @classmethod
    def read(cls, header: str) -> Self:
        first, *rest = (part.strip() for part in header.split(";"))
        name, _, value = first.partition("=")
        pairs = (part.partition("=") for part in rest)
        return cls(name, SimpleCookie().value_decode(value)[0], {k.lower(): v for k, _, v in pairs})

    @property
    def ends(self) -> bool:
        """Whether it tells the browser to forget."""
        return self.attributes.get("max-age") == "0" or not self.value


@dataclass(frozen=True)
class Answer:
    """What came back, and to what."""

    host: str
    path: str
    status: int
    headers: Message
    body: bytes

    @property
    def cookies(self) -> list[Cookie]:
        return [Cookie.read(header) for header in self.headers.get_all("Set-Cookie", [])]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def is_page(self) -> bool:
        return "text/html" in self.headers.get("Content-Type", "")

    def __str__(self) -> str:
        return f"{self.host}{self.path}"


@dataclass(frozen=True)
class Web:
    """Where the server listens, for which domain, and whose word is taken for its certificate.

    `authority` is a PEM file; without one those that this machine trusts.
    """

    domain: str
    port: int
    listens: str
    authority: Path | None

    @classmethod
    def configured(cls) -> Self:
        """This installation's, as its settings name it."""
        own = os.environ.get("BAILEE_TLS_CERTIFICATE", "")
        listens = os.environ.get("BAILEE_LISTEN", "").partition(",")[0].strip() or "127.0.0.1"
        near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listens, listens)  # noqa: S104 - read, not bound
        return cls(settings.DOMAIN, settings.PORT, near, None if own else home().tls / "ca.pem")

    @property
    def hosts(self) -> dict[str, str]:
        """The faces that are there without any client."""
        return {"site": self.domain, "office": f"office.{self.domain}"}

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.authority)

    def plain(self) -> socket.socket:
        """A connection with nothing said yet."""
        return socket.create_connection((self.listens, self.port), timeout=PATIENCE)

    def visitor(self, host: str = "") -> "Visitor":
        """Somebody with a browser of their own at a host (default: the public site)."""
        return Visitor(self, host or self.domain)


@dataclass
class Visitor:
    """Keeps cookies as a browser does, follows no redirect."""

    web: Web
    host: str
    jar: dict[str, str] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)  # headers of every request

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, {}, b"")

    def post(self, path: str, values: Mapping[str, str | Sequence[str]]) -> Answer:
        """Sends a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, kind | _OURS, urlencode(values, doseq=True).encode())

    def send(self, path: str, matter: object) -> Answer:
        """Sends JSON as a program does, which says nothing of where it comes from."""
        return self._ask(
            "POST", path, {"Content-Type": "application/json"}, json.dumps(matter).encode()
        )

    def upload(
        self, path: str, name: str, content: bytes, values: Mapping[str, str] | None = None
    ) -> Answer:
        """Sends a form with one file, after other fields."""
        mark = ids.opaque(24)
        body = b""
        for key, value in (values or {}).items():
            head = f'Content-Disposition: form-data; name="{key}"'
            body += f"--{mark}\r\n{head}\r\n\r\n{value}\r\n".encode()
        head = f'Content-Disposition: form-data; name="files"; filename="{name}"'
        body += f"--{mark}\r\n{head}\r\nContent-Type: application/octet-stream\r\n\r\n".encode()
        body += content + f"\r\n--{mark}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._ask("POST", path, kind | _OURS, body)

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        port = "" if self.web.port == 443 else f":{self.web.port}"
        headers = (
            _READS | self.says | headers | {"Host": f"{self.host}{port}", "Connection": "close"}
        )
        if self.jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        with closing(_Connection(self.web, self.host)) as connection:
            connection.request(method, path, body or None, headers)
            came = connection.getresponse()
            answer = Answer(self.host, path, came.status, came.headers, came.read())
        for cookie in answer.cookies:
            if cookie.ends:
                self.jar.pop(cookie.name, None)
            else:
                self.jar[cookie.name] = cookie.value
        return answer


class _Connection(http.client.HTTPConnection):
    """Goes to where the server listens, whatever a name server says, and asks for the host."""

    def __init__(self, web: Web, host: str) -> None:
        super().__init__(web.listens, web.port, timeout=PATIENCE)
        self._web, self._host = web, host

    def connect(self) -> None:
        super().connect()
        plain = self.sock
        try:
            self.sock = self._web.context().wrap_socket(plain, server_hostname=self._host)
        except OSError:
            plain.close()
            raise
