"""What an address is, read as browsers read it (WHATWG URL), and its parts as they may be shown.

Stricter than browsers: an address that could be read in two ways is none. So the host that is
named is the host that is reached.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote

import idna

from bailee.vault.links import lookalikes

LONGEST = 2_000  # characters of an address; longer ones stay text

_SHAPE = re.compile(r"(https?)://([^/?#\\\s]+)([/?#].*)?", re.IGNORECASE)
_PORT = re.compile(r"(.+?)(?::([0-9]{0,5}))?")
_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a last label so named makes browsers see an IPv4
# Turned into %XX where they are shown: they show nothing, or turn around what stands beside them.
_UNSEEN = re.compile(
    "[\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_RESERVED = "/?#[]@!$&'()*+,;=:%~"


@dataclass(frozen=True)
class Address:
    """`url` is where a browser goes, ASCII only; `host` is as DNS has it (punycode)."""

    url: str
    host: str
    before: str  # as it is shown: scheme and user name
    shown_host: str
    after: str  # as it is shown: port and path

    @property
    def misleads(self) -> bool:
        """Whether what stands before the host could be taken for it: a user name."""
        return self.before.endswith("@")

    @property
    def is_encrypted(self) -> bool:
        return self.url.startswith("https:")

    @property
    def unicode_host(self) -> str:
        """The host as it reads, or in punycode where it could be taken for another."""
        return lookalikes.shown(self.host)


def read(text: str) -> Address | None:
    """The address that `text` is, or nothing: not http(s), unclear, or not reachable so."""
    found = _SHAPE.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        return None
    scheme, authority, rest = found[1].lower(), found[2], found[3] or ""
    user, at, place = authority.rpartition("@")
    split = _PORT.fullmatch(place)
    host = None if split is None else _host(split[1])
    if split is None or host is None or int(split[2] or 0) > 65_535:
        return None
    port = f":{split[2]}" if split[2] else ""
    try:
        before = quote(user, safe="!$&'()*+,;=:%~") + at
        url = f"{scheme}://{before}{host}{port}{quote(rest, safe=_RESERVED)}"
    except UnicodeEncodeError:  # half a surrogate pair
        return None
    return Address(
        url,
        host,
        before=f"{scheme}://{visible(user)}{at}",
        shown_host=split[1] if split[1].isascii() else lookalikes.shown(host),
        after=port + visible(rest),
    )


def visible(text: str) -> str:
    """The text with every character that would not be seen as `%XX` of its UTF-8."""
    return _UNSEEN.sub(lambda found: quote(found[0], safe=""), text)


def _host(text: str) -> str | None:
    """The host as DNS has it; an IPv6 address in its brackets."""
    if text.startswith("["):
        return _ipv6(text)
    name = text.lower() if text.isascii() else _ascii(text)
    name = name.removesuffix(".")
    if len(name) > 253 or _NAME.fullmatch(name) is None:
        return None
    return _ipv4(name) if _NUMBER.fullmatch(name.rpartition(".")[2]) else name


def _ascii(text: str) -> str:
    try:
        return idna.encode(text, uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        return ""


def _ipv4(text: str) -> str | None:
    """Only as four decimal numbers: 0x7f.1 and 2130706433 hide where they lead."""
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        return None


def _ipv6(text: str) -> str | None:
    try:
        inner = ipaddress.IPv6Address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
    return f"[{inner}]" if text.endswith("]") and inner.scope_id is None else None
