"""Where we may go: https, to an address of the public internet, looked up once.

What was looked up is what is connected to, so that a name cannot point elsewhere in between.
`house`: single origins that the operator allows although they are not public.
"""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

MAX_URL = 2000  # characters
_HOST = re.compile(r"[a-z0-9.:-]+")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Python calls these global; they carry or reach other addresses.
_REFUSED = tuple(
    ipaddress.ip_network(one)
    for one in ("192.88.99.0/24", "2002::/16", "2001::/32", "64:ff9b:1::/48", "fec0::/10")
)


class PlaceError(ValueError):
    """Nothing is sent there; the text says why and how to mend it."""


@dataclass(frozen=True)
class Place:
    """Where to connect, by which name, and what to ask for."""

    secure: bool
    host: str
    address: str
    port: int
    target: str


def check(url: str, *, house: frozenset[str] = frozenset()) -> SplitResult:
    """The parts of an address that may be kept. Raises `PlaceError`."""
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise PlaceError(
            _("An address has up to {max_url} plain characters without spaces.").format(
                max_url=MAX_URL
            )
        )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise PlaceError(_("This is no address such as https://example.org/hook.")) from None
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise PlaceError(_("Leave out user name, password and what follows a #."))
    if not host or not _HOST.fullmatch(host):
        raise PlaceError(_("This is no address such as https://example.org/hook."))
    if not _allowed(parts, house):
        if parts.scheme != "https":
            raise PlaceError(_("The address must begin with https://."))
        if port not in {None, 443, 8443}:
            raise PlaceError(_("Only the ports 443 and 8443 are open."))
        _refuse_literal(host)
    return parts


def find(url: str, *, house: frozenset[str] = frozenset()) -> Place:
    """Looks the name up, once. Raises `PlaceError` for what is not public or not there."""
    parts = check(url, house=house)
    host = str(parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise PlaceError(_("The name of the host is not known.")) from None
    addresses = [str(one[4][0]) for one in found]
    if not _allowed(parts, house) and not all(is_public(one) for one in addresses):
        raise PlaceError(_("The host is not on the public internet."))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme == "https", host, addresses[0], port, target)


def is_public(address: str) -> bool:
    """Whether that is one machine of the public internet, also within an address of IPv6."""
    try:
        one = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(one, ipaddress.IPv6Address):
        if one.ipv4_mapped:
            return is_public(str(one.ipv4_mapped))
        if one in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(one) & 0xFFFF_FFFF)))
    if any(one.version == net.version and one in net for net in _REFUSED):
        return False
    return one.is_global and not one.is_multicast and not one.is_reserved


def _refuse_literal(host: str) -> None:
    """What a resolver would take for an address, in any spelling (0x7f.1, 2130706433)."""
    try:
        known = socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return
    if not all(is_public(str(one[4][0])) for one in known):
        raise PlaceError(_("The host is not on the public internet."))


def _allowed(parts: SplitResult, house: frozenset[str]) -> bool:
    return f"{parts.scheme}://{parts.netloc}".lower() in house
