"""One request to one host outside: to the address that was checked, at a price known before."""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError
from urllib3.exceptions import TimeoutError as TooSlowError
from urllib3.response import HTTPResponse

from bailee.foundation.outward.places import Place


class UnansweredError(Exception):
    """No answer came; the text says why, in words of ours."""


@dataclass(frozen=True)
class Limits:
    """What an answer may cost: seconds for each step and for all, however slowly the other side
    drips, and the bytes of it that are read."""

    step: float
    whole: float
    size: int


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


def ask(
    place: Place, method: str, *, limits: Limits, headers: Mapping[str, str], body: bytes = b""
) -> Answer:
    """Asks and reads. No redirect is followed, nothing is unpacked. Raises `UnansweredError`."""
    wanted = {"Accept-Encoding": "identity", **headers, "Host": _host(place)}
    with _connection(place, limits) as connection:
        try:
            connection.request(
                method, place.target, body=body or None, headers=wanted, preload_content=False
            )
            response = connection.getresponse()
            return Answer(response.status, _read(response, limits.size))
        except (ssl.SSLError, SSLError):
            raise UnansweredError(_("The certificate of the host is not good.")) from None
        except (TimeoutError, TooSlowError):
            raise UnansweredError(_("The host did not answer in time.")) from None
        except (HTTPError, OSError, ValueError):
            raise UnansweredError(_("The host could not be reached.")) from None


def _read(response: HTTPResponse, size: int) -> bytes:
    """Of an answer that interests nobody, not a byte. Raises `UnansweredError` for a long one."""
    if not size:
        return b""
    content = response.read(size + 1, decode_content=False)
    if len(content) > size:
        raise UnansweredError(_("The answer of the host is too long."))
    return content


@contextmanager
def _connection(place: Place, limits: Limits) -> Iterator[HTTPConnection]:
    """A connection that is cut when the whole takes too long."""
    if place.secure:
        made: HTTPConnection = HTTPSConnection(
            place.address,
            place.port,
            timeout=limits.step,
            ssl_context=ssl.create_default_context(),
            server_hostname=place.host,
            assert_hostname=place.host,
        )
    else:
        made = HTTPConnection(place.address, place.port, timeout=limits.step)
    timer = threading.Timer(limits.whole, _cut, [made])
    timer.daemon = True
    timer.start()
    try:
        yield made
    finally:
        timer.cancel()
        made.close()


def _cut(connection: HTTPConnection) -> None:
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _host(place: Place) -> str:
    host = f"[{place.host}]" if ":" in place.host else place.host
    usual = place.port == (443 if place.secure else 80)
    return host if usual else f"{host}:{place.port}"
