"""Where the web server listens, and with which certificate."""

import errno
import os
import socket
import ssl
from pathlib import Path

from bailee.foundation import certificates, clock
from bailee.foundation.home import home
from bailee.foundation.postgres import RefusedError


def port() -> int:
    """`BAILEE_PORT`, default 8443. Raises `RefusedError` for what is no port."""
    given = os.environ.get("BAILEE_PORT", "8443")
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise RefusedError(f"BAILEE_PORT is {given!r}: give a number from 1 to 65535.")
    return int(given)


def domain() -> str:
    return os.environ.get("BAILEE_DOMAIN", "bailee.localhost")


def url(host: str) -> str:
    """The address of one face, as a person types it."""
    return f"https://{host}" if port() == 443 else f"https://{host}:{port()}"


def addresses() -> list[str]:
    """`BAILEE_LISTEN`, default both loopback addresses (the second only where IPv6 works)."""
    given = os.environ.get("BAILEE_LISTEN", "")
    if given:
        return [address.strip() for address in given.split(",") if address.strip()]
    return ["127.0.0.1", "::1"] if _has_ipv6() else ["127.0.0.1"]


def refuse_taken_port() -> None:
    """Asked before anything starts: granian shares its port, so that it would not notice."""
    for address in addresses():
        try:
            _bind(address, port())
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise RefusedError(
                    f"Port {port()} on {address} is taken by another program: stop it, "
                    "or choose another port with BAILEE_PORT."
                ) from None
            raise RefusedError(
                f"Bailee cannot listen on {address}, port {port()} ({error.strerror}): "
                "set BAILEE_LISTEN and BAILEE_PORT to what this machine allows."
            ) from None


def certificate() -> tuple[Path, Path, Path | None]:
    """Chain, key, and the local authority to trust (None where the operator brings a certificate).

    Raises `RefusedError` if only one of chain and key is given, or they cannot be read.
    """
    chain = os.environ.get("BAILEE_TLS_CERTIFICATE", "")
    key = os.environ.get("BAILEE_TLS_KEY", "")
    if not chain and not key:
        made = certificates.ensure(home().tls, domain(), now=clock.now())
        return made.certificate, made.key, made.ca
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(chain, key)
    except OSError as error:
        raise RefusedError(
            "BAILEE_TLS_CERTIFICATE and BAILEE_TLS_KEY must name a certificate chain and its "
            f"key in PEM ({error.strerror or 'they do not fit'})."
        ) from None
    return Path(chain), Path(key), None


def answers() -> bool:
    """Whether the web server completes a handshake and answers a request by HTTP."""
    _, _, authority = certificate()
    context = ssl.create_default_context(cafile=str(authority) if authority else None)
    request = f"GET / HTTP/1.1\r\nHost: {domain()}\r\nConnection: close\r\n\r\n"
    try:
        with (
            socket.create_connection((addresses()[0], port()), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname=domain()) as secure,
        ):
            secure.sendall(request.encode())
            return secure.recv(16).startswith(b"HTTP/1.1 ")
    except OSError:
        return False


def _bind(address: str, at: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, at))


def _has_ipv6() -> bool:
    try:
        _bind("::1", 0)
    except OSError:
        return False
    return True
