"""Making, admitting and revoking tokens of the API.

A token is `bailee_`, 32 random bytes and a check sum, so that a scanner finds one that leaked and
a mistyped one is refused without a look into the table.
"""

import hashlib
import ipaddress
import secrets
import uuid
import zlib
from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bailee.foundation.actors import Actor
from bailee.vault.integrations.models import Token
from bailee.vault.integrations.models.tokens import VERBS

PREFIX = "bailee_"
_RANDOM = 43  # characters of 32 bytes in base 64
_CHECK = 8  # hexadecimal digits of a CRC-32
MAX_ADDRESSES = 50
MAX_LIFE = 3650  # days


class TokenError(ValueError):
    """What was asked of a token cannot be; `field` says where."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def make(
    *,
    name: str,
    verbs: Sequence[str],
    collections: Sequence[uuid.UUID] | None,
    addresses: Sequence[str] = (),
    expires_at: datetime | None,
    by: Actor,
    now: datetime,
) -> tuple[Token, str]:
    """Makes a token; its text is returned here and never again. Raises `TokenError`."""
    plain = " ".join(name.split())
    if not plain or len(plain) > 100:
        raise TokenError("name", _("Give the token a name of up to 100 characters."))
    if not verbs or set(verbs) - set(VERBS):
        raise TokenError("verbs", _("Choose at least one thing that the token may do."))
    if expires_at is not None and expires_at <= now:
        raise TokenError("expires_at", _("This moment has passed. Choose a later one."))
    text = _new()
    token = Token.objects.create(
        name=plain,
        hash=hashed(text),
        beginning=text[: len(PREFIX) + 6],
        verbs=[verb for verb in VERBS if verb in verbs],
        collections=None if collections is None else [str(one) for one in collections],
        addresses=networks(addresses),
        created_at=now,
        by_kind=by.kind,
        by_id=by.id,
        expires_at=expires_at,
    )
    return token, text


def networks(addresses: Sequence[str]) -> list[str]:
    """The ranges as CIDR, each written one way. Raises `TokenError`."""
    found = []
    for one in addresses:
        try:
            found.append(str(ipaddress.ip_network(one.strip())))
        except ValueError:
            raise TokenError(
                "addresses",
                _(
                    "“{one}” is not an address or a range such as 192.0.2.0/24 or 2001:db8::/32."
                ).format(one=one[:50]),
            ) from None
    if len(found) > MAX_ADDRESSES:
        raise TokenError(
            "addresses",
            _("A token takes up to {max_addresses} ranges.").format(max_addresses=MAX_ADDRESSES),
        )
    return list(dict.fromkeys(found))


def admit(text: str, *, address: str, now: datetime) -> Token | None:
    """The token of that text, if it is alive and may come from that address."""
    if not _well_formed(text):
        return None
    token = Token.objects.alive(now).filter(hash=hashed(text)).first()
    return token if token is not None and _from_there(token.addresses, address) else None


def revoke(token: Token, *, by: Actor, now: datetime) -> bool:
    """Ends a token at once. Says whether there was anything to end."""
    return bool(
        Token.objects.filter(id=token.id, revoked_at=None).update(
            revoked_at=now, revoked_by_kind=by.kind, revoked_by_id=by.id
        )
    )


def alive_of(person: uuid.UUID, now: datetime) -> QuerySet[Token]:
    """The tokens that a person made and that still open something."""
    return Token.objects.alive(now).filter(by_kind="user", by_id=person)


def revoke_all_of(person: uuid.UUID, *, by: Actor, now: datetime) -> list[uuid.UUID]:
    """Ends every token that a person made, for that person knows its text; returns their ids."""
    return [token.id for token in alive_of(person, now) if revoke(token, by=by, now=now)]


def actor(token: Token) -> Actor:
    """Who acts by this token, for history and the like."""
    return Actor("token", token.id)


def hashed(text: str) -> str:
    """64 hexadecimal digits. Random input needs no salt and no slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()


def _new() -> str:
    random = PREFIX + secrets.token_urlsafe(32)
    return random + _check(random)


def _check(random: str) -> str:
    return f"{zlib.crc32(random.encode()):08x}"


def _well_formed(text: str) -> bool:
    if len(text) != len(PREFIX) + _RANDOM + _CHECK or not text.isascii():
        return False
    return text.startswith(PREFIX) and text[-_CHECK:] == _check(text[:-_CHECK])


def _from_there(ranges: Sequence[str], address: str) -> bool:
    if not ranges:
        return True
    try:
        here = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(here, ipaddress.IPv6Address) and here.ipv4_mapped:
        here = here.ipv4_mapped
    return any(here in ipaddress.ip_network(one) for one in ranges)
