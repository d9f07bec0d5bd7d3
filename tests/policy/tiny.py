"""A server that keeps no promise: what it answers, and how it speaks, is up to the test."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bailee.foundation import certificates, clock
from bailee.policy.proofs.web import Web
from tests import cast

WITHOUT_WEB = {"1.3", "3.1e", "6.1"}  # proofs that ask no server of pages
CLOSED = "default-src 'none'; style-src 'self'"


@contextmanager
def server(
    folder: Path,
    *,
    body: str = "<p>Hello</p>",
    headers: dict[str, str] | None = None,
    newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    secure: bool = True,
) -> Iterator[Web]:
    """Answers every GET with that page; gives where it is, trusted by an authority of its own."""
    given = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": CLOSED}
    given |= headers or {}
    paths = certificates.ensure(folder, cast.DOMAIN, now=clock.now())
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(body.encode(), given)) as listening:
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(paths.certificate, paths.key)
            context.maximum_version = newest
            listening.socket = context.wrap_socket(listening.socket, server_side=True)
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        try:
            yield Web(cast.DOMAIN, listening.server_port, "127.0.0.1", paths.ca)
        finally:
            listening.shutdown()
            thread.join()


def _handler(body: bytes, headers: dict[str, str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler
