"""Strangers who send a body and never end it do not keep anybody from reading a page."""

import http.client
import socket
import ssl

import pytest

from tests import cast
from tests.conftest import PORT

pytestmark = pytest.mark.browser
STRANGERS = 40
SLOW = (
    f"POST /account/login/ HTTP/1.1\r\nHost: office.{cast.DOMAIN}\r\n"
    "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 1000000\r\n\r\nlogin=a"
).encode()


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def test_bodies_that_never_end_leave_the_site_answering(web: str) -> None:
    held = []
    try:
        for _ in range(STRANGERS):
            plain = socket.create_connection(("127.0.0.1", PORT), timeout=10)
            tls = _context().wrap_socket(plain, server_hostname=cast.DOMAIN)
            held.append(tls)
            tls.sendall(SLOW)
        reader = http.client.HTTPSConnection("127.0.0.1", PORT, timeout=5, context=_context())
        reader.request("GET", "/privacy", headers={"Host": cast.DOMAIN})
        assert reader.getresponse().status == 200
        reader.close()
    finally:
        for tls in held:
            tls.close()
