"""Going to the provider and coming back: once, within minutes, with the browser that began.

A visitor has no cookie that could tie the way back to the browser that began (9.3). What takes
its place, and what remains: docs/adr/0033-single-sign-on-without-a-cookie.md.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from bailee.foundation import keys, tenancy
from bailee.people import tokens
from bailee.people.models import User
from bailee.vault.activity import retention
from bailee.vault.sign_on import claims as tokens_of
from bailee.vault.sign_on import discovery, provider
from bailee.vault.sign_on.claims import Claims, UnknownKeyError
from bailee.vault.sign_on.discovery import Metadata, ProviderError
from bailee.vault.sign_on.models import AGAIN, SIGN_IN, Attempt, Provider

VALID_FOR = timedelta(minutes=10)  # to sign in at the provider
MOST = 3_000  # open ways of one vault: each may cost requests to the provider
MOST_OF_ONE = 300  # from one network
TICKET_VALID_FOR = timedelta(minutes=5)  # to agree, back here
_SCOPES = "openid email profile"
_WORD = re.compile(r"[A-Za-z_]{1,60}")


class AttemptError(Exception):
    """This way back is not taken; the text says why and what to do."""


@dataclass(frozen=True)
class Visitor:
    """The browser at the other end: the address it comes from, and what it says of itself."""

    address: str
    browser: str

    @property
    def mark(self) -> str:
        """A keyed hash: enough to see that it is another browser, not which."""
        return _derived("browser", self.browser).hex()

    @property
    def network(self) -> str:
        return retention.shortened_address(self.address)


@dataclass(frozen=True)
class Answer:
    """What the provider said when it sent somebody back."""

    state: str
    code: str = ""
    issuer: str = ""
    error: str = ""


def begin(
    one: Provider,
    *,
    visitor: Visitor,
    back: str,
    now: datetime,
    next_page: str = "",
    purpose: str = SIGN_IN,
    person: User | None = None,
) -> str:
    """The address at the provider to go to. `back`: our page for the way back.

    `person`: who goes, for any other purpose than to sign in.
    Raises `ProviderError`, `AttemptError`.
    """
    metadata = discovery.read(one.issuer)
    state = prepare(
        one, visitor=visitor, now=now, next_page=next_page, purpose=purpose, person=person
    )
    challenge = hashlib.sha256(_verifier(state).encode()).digest()
    asked = {
        "response_type": "code",
        "scope": _SCOPES,
        "client_id": one.client,
        "redirect_uri": back,
        "state": state,
        "nonce": _nonce(state),
        "code_challenge": _base64(challenge),
        "code_challenge_method": "S256",
    }
    if purpose == AGAIN:
        asked |= {"prompt": "login", "max_age": "0"}
    joint = "&" if "?" in metadata.authorization else "?"
    return metadata.authorization + joint + urlencode(asked)


def prepare(
    one: Provider,
    *,
    visitor: Visitor,
    now: datetime,
    next_page: str = "",
    purpose: str = SIGN_IN,
    person: User | None = None,
) -> str:
    """Writes down that somebody sets out; the state that travels with them.

    Raises `AttemptError` where too many have.
    """
    state, state_hash = tokens.new()
    forget(now)
    away = Attempt.objects.filter(expires_at__gt=now)
    if away.count() >= MOST or away.filter(network=visitor.network).count() >= MOST_OF_ONE:
        raise AttemptError(_("Too many are on their way from here. Try again in ten minutes."))
    Attempt.objects.create(
        state_hash=state_hash,
        purpose=purpose,
        person=person,
        issuer=one.issuer,
        client=one.client,
        next=next_page if len(next_page) <= 500 else "",
        browser=visitor.mark,
        network=visitor.network,
        began_at=now,
        expires_at=now + VALID_FOR,
    )
    return state


def take(answer: Answer, *, visitor: Visitor, now: datetime) -> Attempt:
    """The attempt that this answer belongs to; no other answer can take it again.

    Raises `AttemptError`.
    """
    again = _("Start again from the sign-in page.")
    found = Attempt.objects.filter(state_hash=tokens.hashed(answer.state))
    if not found.filter(used_at=None, expires_at__gt=now).update(used_at=now):
        raise AttemptError(_("This way back was used before, or has run out.") + " " + again)
    attempt = found.get()
    one = provider.current()
    if one is None or (one.issuer, one.client) != (attempt.issuer, attempt.client):
        raise AttemptError(_("Single sign-on was changed in the meantime.") + " " + again)
    if not hmac.compare_digest(attempt.browser, visitor.mark):
        raise AttemptError(_("This sign-in was begun in another browser.") + " " + again)
    if attempt.network != visitor.network and not one.roaming:
        raise AttemptError(_("This sign-in was begun from another network.") + " " + again)
    return attempt


def ask(attempt: Attempt, answer: Answer, *, back: str, now: datetime) -> Claims:
    """What the provider vouches for, all of it checked. Raises `AttemptError`, `ProviderError`."""
    one = provider.current()
    secret = None if one is None else provider.secret_of(one)
    if secret is None:
        raise AttemptError(_("Single sign-on is switched off."))
    metadata = discovery.read(attempt.issuer)
    if answer.issuer != metadata.issuer and (answer.issuer or metadata.names_itself):
        raise AttemptError(_("Another provider answered than the one that was asked."))
    if answer.error or not answer.code:
        raise AttemptError(
            _("The provider did not sign you in ({reason}).").format(reason=_word(answer.error))
        )
    tokens_got = _exchanged(metadata, attempt.client, secret, answer, back=back)
    try:
        believed = _believed(metadata, tokens_got, attempt, answer.state, now=now)
    except UnknownKeyError:
        believed = _believed(metadata, tokens_got, attempt, answer.state, now=now, anew=True)
    if "email" not in believed and metadata.userinfo:
        believed = {**_more(metadata, tokens_got, believed["sub"]), **believed}
    return tokens_of.gathered(believed)


def wait(attempt: Attempt, claims: Claims, *, strong: bool, now: datetime) -> str:
    """Keeps what is needed until the person agrees; the ticket for that."""
    ticket, attempt.ticket_hash = tokens.new()
    attempt.subject, attempt.email = claims.subject, claims.email if claims.verified else ""
    attempt.name, attempt.strong = claims.name, strong
    attempt.expires_at = now + TICKET_VALID_FOR
    attempt.save()
    return ticket


def agree(ticket: str, *, visitor: Visitor, now: datetime) -> Attempt:
    """The attempt that waited, taken out of the table. Raises `AttemptError`."""
    found = Attempt.objects.filter(
        ticket_hash=tokens.hashed(ticket), browser=visitor.mark, expires_at__gt=now
    ).first()
    if found is None or not Attempt.objects.filter(id=found.id).delete()[0]:
        raise AttemptError(_("That took too long, or was done before. Start again."))
    return found


def forget(now: datetime) -> int:
    """Deletes what has run out; says how much."""
    return Attempt.objects.filter(expires_at__lt=now).delete()[0]


def _exchanged(
    metadata: Metadata, client: str, secret: str, answer: Answer, *, back: str
) -> dict[str, object]:
    form = {
        "grant_type": "authorization_code",
        "code": answer.code,
        "redirect_uri": back,
        "code_verifier": _verifier(answer.state),
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if metadata.posts_secret:
        form |= {"client_id": client, "client_secret": secret}
    else:
        pair = f"{quote(client, safe='')}:{quote(secret, safe='')}"  # RFC 6749, 2.3.1
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    got = discovery.ask("POST", metadata.token, headers, urlencode(form).encode())
    if got.status in (400, 401, 403):
        raise ProviderError(
            _("The provider refused our request ({reason}). Is the client secret right?").format(
                reason=_word(discovery.error_of(got))
            )
        )
    return discovery.as_object(got)


def _believed(
    metadata: Metadata,
    got: dict[str, object],
    attempt: Attempt,
    state: str,
    *,
    now: datetime,
    anew: bool = False,
) -> dict[str, object]:
    return tokens_of.believe(
        str(got.get("id_token", "")),
        discovery.keys(metadata, anew=anew),
        issuer=attempt.issuer,
        client=attempt.client,
        nonce=_nonce(state),
        now=now,
    )


def _more(metadata: Metadata, got: dict[str, object], subject: object) -> dict[str, object]:
    """What the provider tells of the very same account on asking; nothing of another's."""
    headers = {"Authorization": f"Bearer {got.get('access_token', '')}"}
    told = discovery.as_object(discovery.ask("GET", metadata.userinfo, headers))
    if told.get("sub") != subject:
        raise ProviderError(_("The provider told of another account than the one signed in."))
    return told


def _verifier(state: str) -> str:
    return _base64(_derived("verifier", state))


def _nonce(state: str) -> str:
    return _base64(_derived("nonce", state))


def _derived(what: str, text: str) -> bytes:
    """Known to this vault alone: the table holds nothing from which it could be made."""
    said = f"{tenancy.current().schema}:{what}:{text}".encode()
    return hmac.digest(keys.secret("sign-on"), said, "sha256")


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _word(error: str) -> str:
    """The provider's word for what went wrong, as far as it is one (RFC 6749, 5.2)."""
    known = (
        len(error) <= 60 and error.replace("_", "").isascii() and error.replace("_", "").isalpha()
    )
    return error if known else _("no reason given")
