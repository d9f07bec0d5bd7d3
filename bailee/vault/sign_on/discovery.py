"""What a provider says of itself: its pages, and the keys it signs with (OpenID Discovery 1.0)."""

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from bailee.foundation import tenancy
from bailee.foundation.outward import asking, places
from bailee.foundation.outward.asking import Answer, Limits, UnansweredError
from bailee.foundation.outward.places import PlaceError

WELL_KNOWN = "/.well-known/openid-configuration"
LIMITS = Limits(step=5.0, whole=8.0, size=256 * 1024)
REMEMBERED = 300  # seconds, in the memory of this process alone
AT_ONCE = 12  # requests to providers, from one process: pages need threads too
AT_ONCE_OF_ONE = 4  # of one client: a provider that never answers holds up nobody else's
_METHODS = ("client_secret_basic", "client_secret_post")


class ProviderError(Exception):
    """The provider cannot be used; the text says why, in words of ours."""


@dataclass(frozen=True)
class Metadata:
    """What is used of the document. `posts_secret`: the secret goes into the body, not a header.

    `names_itself`: it says who it is when it sends people back (RFC 9207), and must.
    """

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str
    posts_secret: bool
    names_itself: bool


def read(issuer: str) -> Metadata:
    """The provider's document, read again after some minutes. Raises `ProviderError`."""
    return _metadata(_remembered(issuer.rstrip("/") + WELL_KNOWN, anew=False), issuer)


def keys(metadata: Metadata, *, anew: bool = False) -> dict[str, Any]:
    """The set of its public keys, as JSON; `anew` without memory. Raises `ProviderError`."""
    return _remembered(metadata.keys, anew=anew)


def ask(method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
    """One request to the provider, within its limits. Raises `ProviderError`."""
    wanted = {"Accept": "application/json", **headers}
    try:
        place = places.find(url, house=settings.SIGN_ON_ORIGINS)
        with _turn():
            return asking.ask(place, method, limits=LIMITS, headers=wanted, body=body)
    except (PlaceError, UnansweredError) as error:
        raise ProviderError(str(error)) from None


def as_object(answer: Answer) -> dict[str, Any]:
    """The answer as a JSON object. Raises `ProviderError` for anything else."""
    if answer.status != 200:
        raise ProviderError(
            _("The provider answered with status {status}.").format(status=answer.status)
        )
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise ProviderError(_("The provider’s answer is not what the standard asks for."))
    return content


def error_of(answer: Answer) -> str:
    """The word for a refusal in an answer (RFC 6749, 5.2), or an empty text."""
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    return str(content.get("error", "")) if isinstance(content, dict) else ""


def _remembered(url: str, *, anew: bool) -> dict[str, Any]:
    # The cache adds which vault it is; a key may be neither long nor hold a space.
    key = f"sign-on-{hashlib.sha256(url.encode()).hexdigest()}"
    known: dict[str, Any] | None = None if anew else cache.get(key)
    if known is None:
        known = as_object(ask("GET", url, {}))
        cache.set(key, known, REMEMBERED)
    return known


def _metadata(document: dict[str, Any], issuer: str) -> Metadata:
    if document.get("issuer") != issuer:
        told = str(document.get("issuer", ""))[:200]
        raise ProviderError(
            _(
                "The document there is of another issuer, “{issuer}”. Copy the issuer exactly."
            ).format(issuer=told)
        )
    pages = {name: _page(document, name) for name in ("authorization", "token", "userinfo")}
    found = Metadata(
        issuer=issuer,
        **pages,
        keys=_checked(document.get("jwks_uri")),
        posts_secret=_posts_secret(document.get("token_endpoint_auth_methods_supported")),
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )
    if not (found.authorization and found.token and found.keys):
        raise ProviderError(_("The provider does not name all the pages that sign-in needs."))
    return found


def _page(document: dict[str, Any], name: str) -> str:
    return _checked(document.get(f"{name}_endpoint"))


def _checked(url: object) -> str:
    """An address of the document that we may go to; the empty text where there is none."""
    if url is None:
        return ""
    try:
        places.check(str(url), house=settings.SIGN_ON_ORIGINS)
    except PlaceError as error:
        raise ProviderError(
            _("The provider names a page that is refused: {reason}").format(reason=error)
        ) from None
    return str(url)


def _posts_secret(methods: object) -> bool:
    """By header unless only the body is offered; raises `ProviderError` for neither."""
    offered = methods if isinstance(methods, list) else ["client_secret_basic"]
    usable = [one for one in _METHODS if one in offered]
    if not usable:
        raise ProviderError(_("The provider takes no client secret, and we know no other way."))
    return usable[0] == "client_secret_post"


_lock = threading.Lock()
_asking: Counter[str] = Counter()


@contextmanager
def _turn() -> Iterator[None]:
    """A place among the requests under way. Raises `UnansweredError` when all are taken."""
    vault = tenancy.current().schema
    with _lock:
        if _asking[vault] >= AT_ONCE_OF_ONE or _asking.total() >= AT_ONCE:
            raise UnansweredError(_("Too many people are on their way to the provider. Try again."))
        _asking[vault] += 1
    try:
        yield
    finally:
        with _lock:
            _asking[vault] -= 1
            if not _asking[vault]:
                del _asking[vault]
