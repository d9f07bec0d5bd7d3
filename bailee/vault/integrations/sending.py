"""One request to one webhook: to the address that was checked, and nothing of the answer kept."""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError
from urllib3.exceptions import TimeoutError as TooSlowError

from bailee.vault.integrations import places
from bailee.vault.integrations.places import Place, PlaceError

TIMEOUT = 10.0  # seconds for each step of a request
LONGEST = 20.0  # seconds for all of it, however slowly the other side drips


class UnsentError(Exception):
    """No answer came; the text says why, in words of ours."""


def send(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Posts the body and returns the status of the answer, of which no more is read.

    No redirect is followed. Raises `UnsentError`.
    """
    try:
        place = places.find(url)
    except PlaceError as error:
        raise UnsentError(str(error)) from None
    with _connection(place) as connection:
        try:
            connection.request(
                "POST",
                place.target,
                body=body,
                headers={**headers, "Host": _host(place)},
                preload_content=False,
            )
            return connection.getresponse().status
        except (ssl.SSLError, SSLError):
            raise UnsentError("The certificate of the host is not good.") from None
        except (TimeoutError, TooSlowError):
            raise UnsentError("The host did not answer in time.") from None
        except (HTTPError, OSError, ValueError):
            raise UnsentError("The host could not be reached.") from None


@contextmanager
def _connection(place: Place) -> Iterator[HTTPConnection]:
    """A connection that is cut when the whole takes too long."""
    if place.secure:
        made: HTTPConnection = HTTPSConnection(
            place.address,
            place.port,
            timeout=TIMEOUT,
            ssl_context=ssl.create_default_context(),
            server_hostname=place.host,
            assert_hostname=place.host,
        )
    else:
        made = HTTPConnection(place.address, place.port, timeout=TIMEOUT)
    timer = threading.Timer(LONGEST, _cut, [made])
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
