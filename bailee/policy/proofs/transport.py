"""5.1a: nothing of a person crosses a wire in clear."""

import re
import ssl
import warnings

from bailee.foundation import tenancy
from bailee.foundation.address import address
from bailee.policy.proofs.broken import BrokenError, insist
from bailee.policy.proofs.cookies import check_session
from bailee.policy.proofs.guests import Ground, session_cookie
from bailee.policy.proofs.web import Web

TWO_YEARS = 63_072_000  # seconds
_OLD = (ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2)
# Our own side could not speak it: nothing is shown by that.
_UNSPOKEN = {"NO_PROTOCOLS_AVAILABLE", "NO_CIPHERS_AVAILABLE"}


def encrypted(ground: Ground) -> str:
    """TLS 1.3 by a certificate that holds, nothing older, nothing in clear, and kept so."""
    cipher = check_handshake(ground.web)
    for version in _OLD:
        check_refused(ground.web, version)
    check_plain(ground.web)
    hosts = [*ground.web.hosts.values(), ground.host]
    for host in hosts:
        _check_kept_so(ground.web, host)
    check_session(session_cookie(ground.sign_in()[1]))
    return f"{cipher}; older TLS refused, plain HTTP gets no page, HSTS; database {_database()}"


def check_handshake(web: Web) -> str:
    """Version and cipher. Raises `BrokenError` unless it is TLS 1.3, its certificate trusted."""
    try:
        with (
            web.plain() as plain,
            web.context().wrap_socket(plain, server_hostname=web.domain) as secure,
        ):
            version, cipher = secure.version(), secure.cipher()
    except ssl.SSLError as error:
        raise BrokenError(f"the handshake fails: {error.reason or error}") from error
    insist(version == "TLSv1.3", f"the handshake ends with {version}")
    return f"TLS 1.3 ({cipher[0] if cipher else 'unknown'}), certificate verified"


def check_refused(web: Web, version: ssl.TLSVersion) -> None:
    """Raises `BrokenError` if the server speaks this version, or if that could not be tried."""
    context = web.context()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # to be old is the point
        context.minimum_version = context.maximum_version = version
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    try:
        with web.plain() as plain, context.wrap_socket(plain, server_hostname=web.domain):
            pass
    except ssl.SSLError as error:
        insist(error.reason not in _UNSPOKEN, f"{version.name} could not be tried here")
        return
    except ConnectionResetError:
        return
    raise BrokenError(f"the server also speaks {version.name}")


def check_plain(web: Web) -> None:
    """Raises `BrokenError` if anything but a way to https comes back on plain HTTP."""
    with web.plain() as plain:
        plain.sendall(f"GET / HTTP/1.1\r\nHost: {web.domain}\r\nConnection: close\r\n\r\n".encode())
        try:
            said = plain.recv(4096)
        except ConnectionResetError:
            said = b""
    if said.startswith(b"HTTP/"):
        head = said.partition(b"\r\n\r\n")[0].lower()
        to_tls = re.search(rb"^http/1\.[01] 30[178] ", head) and b"\nlocation: https://" in head
        insist(to_tls and b"set-cookie" not in head, "plain HTTP is answered")


def _check_kept_so(web: Web, host: str) -> None:
    answer = web.visitor(host).get("/")
    given = answer.headers.get("Strict-Transport-Security", "")
    age = re.search(r"max-age=(\d+)", given)
    insist(age and int(age[1]) >= TWO_YEARS, f"{host} keeps a browser on TLS for under two years")
    insist("includesubdomains" in given.lower(), f"HSTS of {host} leaves out its subdomains")


def _database() -> str:
    with tenancy.owner() as raw:
        row = raw.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone()
        by_socket = not raw.info.hostaddr and (raw.info.host or "/").startswith("/")
    if by_socket:
        return "by unix socket"
    insist(row and row[0], f"the database at {address().host} is reached without TLS")
    return "by TLS"
