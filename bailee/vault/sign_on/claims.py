"""Believing an ID token: its signature first, then each thing it says (OpenID Connect 3.1.3.7)."""

import hmac
import json
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError, SecurityWarning
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jwt import JWTClaimsRegistry
from joserfc.util import urlsafe_b64decode

from bailee.people.models import address
from bailee.vault.sign_on.discovery import ProviderError

# Signatures with a key pair. Neither “none” nor HS256, whose key would be the public one.
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519",
)  # fmt: skip
LEEWAY = 60  # seconds that the two clocks may differ
FRESH_FOR = 300  # seconds since the person proved who they are, where that is asked for
OLDEST = 600  # seconds since the token was issued: it is fetched within minutes
_KINDS: dict[str, type[RSAKey | ECKey | OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
_LONGEST = 64 * 1024  # characters of a token
_FACTOR = "mfa"  # RFC 8176


class TokenError(ProviderError):
    """The token is not to be believed; the text says which check it failed."""


class UnknownKeyError(TokenError):
    """The token names a key that is not in the set: the provider may have changed keys."""


@dataclass(frozen=True)
class Claims:
    """What the provider vouches for. `verified`: of the address, in its own words."""

    issuer: str
    subject: str
    email: str
    verified: bool
    name: str
    amr: tuple[str, ...]
    acr: str
    all: dict[str, Any]

    def fresh(self, now: datetime) -> bool:
        """Whether it says that the person proved who they are there just now."""
        at = self.all.get("auth_time")
        if not isinstance(at, int) or isinstance(at, bool):
            return False
        return at > now.timestamp() - FRESH_FOR - LEEWAY

    def strong(self, levels: list[str]) -> bool:
        """Whether it says that it asked for a second factor."""
        return _FACTOR in self.amr or (bool(self.acr) and self.acr in levels)


def believe(
    token: str, keys: dict[str, Any], *, issuer: str, client: str, nonce: str, now: datetime
) -> dict[str, Any]:
    """The claims of a token that was made for this very sign-in. Raises `TokenError`."""
    if not isinstance(token, str) or len(token) > _LONGEST:
        raise TokenError(_("The provider sent no ID token."))
    claims = _signed(token, keys)
    registry = JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        sub={"essential": True},
        aud={"essential": True, "value": client},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True},
    )
    try:
        registry.validate(claims)
    except ExpiredTokenError:
        raise TokenError(_("The ID token has expired.")) from None
    except JoseError as error:
        failed = _("The ID token fails the check of “{claim}”.").format(claim=_claim(error))
        raise TokenError(failed) from None
    _ours(claims, client=client, nonce=nonce, now=now)
    return claims


def gathered(claims: dict[str, Any]) -> Claims:
    """What is used of believed claims; what is of the wrong kind counts as not said."""
    amr = claims.get("amr")
    return Claims(
        issuer=claims["iss"],
        subject=claims["sub"],
        email=_address(claims.get("email")),
        verified=claims.get("email_verified") is True or claims.get("xms_edov") in (True, 1, "1"),
        name=" ".join(_text(claims.get("name")).split())[:200],
        amr=tuple(one for one in amr if isinstance(one, str)) if isinstance(amr, list) else (),
        acr=_text(claims.get("acr")),
        all=claims,
    )


def _ours(claims: dict[str, Any], *, client: str, nonce: str, now: datetime) -> None:
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise TokenError(_("The ID token was made for another sign-in (nonce)."))
    others = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    party = claims.get("azp")
    if party not in (None, client) or (len(others) > 1 and party is None):
        raise TokenError(_("The ID token was made for another program (azp)."))
    if claims["iat"] < now.timestamp() - OLDEST:
        raise TokenError(_("The ID token is too old."))
    subject = claims["sub"]
    if not 0 < len(subject) <= 255 or not subject.isprintable():
        raise TokenError(_("The ID token names no account (sub)."))


def _signed(token: str, keys: dict[str, Any]) -> dict[str, Any]:
    """The content, if a key of the set has signed it with an algorithm that is allowed."""
    header = _header(token)
    if header.get("alg") not in ALGORITHMS:
        raise TokenError(_("The ID token is not signed in a way that we accept."))
    candidates = [one for one in _public(keys) if header.get("kid") in (None, one.kid)]
    if not candidates:
        raise UnknownKeyError(
            _("The ID token is signed with a key that the provider does not name.")
        )
    for key in candidates:
        try:
            return jwt.decode(token, key, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError, TypeError):
            continue
    raise TokenError(_("The signature of the ID token is wrong."))


def _header(token: str) -> dict[str, Any]:
    """What the token says of its own signature: read to choose a key, believed in nothing."""
    try:
        header = json.loads(urlsafe_b64decode(token.partition(".")[0].encode()))
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise TokenError(_("The ID token cannot be read."))
    return header


def _public(keys: dict[str, Any]) -> list[Key]:
    """The keys that may sign: of a pair, big enough, not meant for encryption."""
    listed = keys.get("keys")
    found: list[Key] = []
    for one in listed[:50] if isinstance(listed, list) else ():
        if not isinstance(one, dict) or one.get("use", "sig") != "sig":
            continue
        kind = _KINDS.get(str(one.get("kty")))
        if kind is None:
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", SecurityWarning)  # a key that is too small
                found.append(kind.import_key(one))
        except (JoseError, SecurityWarning, ValueError, TypeError, KeyError):
            continue
    return found


def _claim(error: JoseError) -> str:
    return str(getattr(error, "claim", ""))


def _address(value: object) -> str:
    """In ASCII only: lower case makes other letters (U+212A, a K) into those of somebody else."""
    text = _text(value).strip()
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return address(text) if text.isascii() and len(text) <= 254 else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) and value.isprintable() else ""
