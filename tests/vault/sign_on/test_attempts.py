"""There and back: once, within minutes, by who began, to the provider that was asked."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from bailee.vault.sign_on import attempts, provider
from bailee.vault.sign_on.attempts import Answer, AttemptError, Visitor
from bailee.vault.sign_on.claims import Claims, TokenError
from bailee.vault.sign_on.discovery import ProviderError
from bailee.vault.sign_on.models import Provider
from tests.cast import Vault
from tests.pretender import ISSUER, OTHER_KEY, Pretender
from tests.vault.sign_on.conftest import WISH, on

BACK = "https://acme.example/account/sign-on/back/"
ADA = Visitor("192.0.2.7", "Firefox")


def _there(one: Provider, now: datetime) -> str:
    return attempts.begin(one, visitor=ADA, back=BACK, now=now)


def _whole(one: Provider, pretender: Pretender, now: datetime, **said: str) -> Claims:
    answer = pretender.visit(_there(one, now), **said)
    attempt = attempts.take(answer, visitor=ADA, now=now)
    return attempts.ask(attempt, answer, back=BACK, now=now)


def test_provider_vouches_for_who_signed_in(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    with acme.inside():
        said = _whole(known, pretender, now)
    assert (said.subject, said.email, said.verified) == ("7f-ada", "ada@acme.example", True)


def test_secret_goes_into_the_body_where_only_that_is_offered(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    pretender.document["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    with acme.inside(), pytest.raises(ProviderError, match=r"invalid_client.*secret"):
        _whole(known, pretender, now)  # the pretender wants it in the header


def test_way_back_is_taken_once(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    with acme.inside():
        answer = pretender.visit(_there(known, now))
        attempts.take(answer, visitor=ADA, now=now)
        with pytest.raises(AttemptError, match="used before"):
            attempts.take(answer, visitor=ADA, now=now)


def test_way_back_runs_out(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    with acme.inside():
        answer = pretender.visit(_there(known, now))
        with pytest.raises(AttemptError, match="run out"):
            attempts.take(answer, visitor=ADA, now=now + timedelta(minutes=10))


@pytest.mark.parametrize("state", ["", "made up", "\x00", "x" * 10_000])
def test_way_back_that_nobody_began_is_refused(
    acme: Vault, known: Provider, state: str, now: datetime
) -> None:
    with acme.inside(), pytest.raises(AttemptError):
        attempts.take(Answer(state, "a code"), visitor=ADA, now=now)


def test_way_back_begun_at_another_portal_is_refused(
    acme: Vault, cygnus: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    with acme.inside():
        answer = pretender.visit(_there(known, now))
    with cygnus.inside():
        provider.set_up(WISH, by=cygnus.cy.actor, now=now, link="")
        with pytest.raises(AttemptError, match="used before"):
            attempts.take(answer, visitor=ADA, now=now)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Visitor("192.0.2.7", "Chromium"), "another browser"),
        (Visitor("198.51.100.7", "Firefox"), "another network"),
        (Visitor("2001:db8::1", "Firefox"), "another network"),
    ],
)
def test_way_back_of_another_browser_or_network_is_refused_and_spent(
    acme: Vault, known: Provider, pretender: Pretender, other: Visitor, why: str, now: datetime
) -> None:
    with acme.inside():
        answer = pretender.visit(_there(known, now))
        with pytest.raises(AttemptError, match=why):
            attempts.take(answer, visitor=other, now=now)
        with pytest.raises(AttemptError, match="used before"):
            attempts.take(answer, visitor=ADA, now=now)


def test_address_may_change_within_a_network_or_where_owners_say_so(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    with acme.inside():
        near = Visitor("192.0.2.99", "Firefox")
        assert attempts.take(pretender.visit(_there(known, now)), visitor=near, now=now)
        Provider.objects.update(roaming=True)
        far = Visitor("198.51.100.7", "Firefox")
        assert attempts.take(pretender.visit(_there(known, now)), visitor=far, now=now)


def test_change_of_the_provider_in_between_ends_the_way(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    with acme.inside():
        answer = pretender.visit(_there(known, now))
        other = WISH.__class__(**{**WISH.__dict__, "client": "another"})
        provider.set_up(other, by=acme.ada.actor, now=now, link="")
        with pytest.raises(AttemptError, match="changed in the meantime"):
            attempts.take(answer, visitor=ADA, now=now)


def test_code_of_another_way_is_refused_by_the_provider(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    """A stolen code, put into the thief's own way back: the verifier is another (PKCE)."""
    with acme.inside():
        mine = pretender.visit(_there(known, now))
        pretender.visit(_there(known, now))  # the victim's: the provider's code is for this one
        attempt = attempts.take(mine, visitor=ADA, now=now)
        with pytest.raises(ProviderError, match="invalid_grant"):
            attempts.ask(attempt, mine, back=BACK, now=now)


@pytest.mark.parametrize(
    ("named", "told", "fits"),
    [
        (True, ISSUER, True),
        (False, ISSUER, True),
        (False, "", True),
        (True, "", False),
        (True, "https://id.evil.example", False),
        (False, "https://id.evil.example", False),
    ],
)
def test_answer_of_another_provider_is_refused(
    acme: Vault,
    known: Provider,
    pretender: Pretender,
    now: datetime,
    *,
    named: bool,
    told: str,
    fits: bool,
) -> None:
    pretender.document["authorization_response_iss_parameter_supported"] = named
    with acme.inside():
        if fits:
            assert _whole(known, pretender, now, issuer=told).subject == "7f-ada"
        else:
            with pytest.raises(AttemptError, match="Another provider"):
                _whole(known, pretender, now, issuer=told)
            assert ("POST", f"{ISSUER}/token") not in pretender.asked


@pytest.mark.parametrize(
    ("error", "told"),
    [("access_denied", "access_denied"), ("<script>alert(1)</script>", "no reason given")],
)
def test_refusal_of_the_provider_is_told_in_its_word(
    acme: Vault, known: Provider, pretender: Pretender, error: str, told: str, now: datetime
) -> None:
    with acme.inside(), pytest.raises(AttemptError, match=told) as refused:
        _whole(known, pretender, now, code="", error=error)
    assert "<" not in str(refused.value)


def test_token_of_another_sign_in_is_refused(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    pretender.claims = {"nonce": "of another sign-in"}
    with acme.inside(), pytest.raises(TokenError, match="nonce"):
        _whole(known, pretender, now)


def test_new_key_of_the_provider_is_fetched_once(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    with acme.inside():
        _whole(known, pretender, now)
        pretender.key, pretender.header = OTHER_KEY, {"alg": "RS256", "kid": "two"}
        pretender.keys = [OTHER_KEY]
        assert _whole(known, pretender, now).subject == "7f-ada"
        stranger = RSAKey.generate_key(2048, {"kid": "three"})
        pretender.key, pretender.header = stranger, {"alg": "RS256", "kid": "three"}
        pretender.asked.clear()
        with pytest.raises(TokenError, match="does not name"):
            _whole(known, pretender, now)
    assert pretender.asked.count(("GET", f"{ISSUER}/keys")) == 1


@pytest.mark.parametrize(
    ("told", "email"),
    [
        (
            {"sub": "7f-ada", "email": "ada@acme.example", "email_verified": True},
            "ada@acme.example",
        ),
        ({"sub": "7f-ada"}, ""),
        ({"sub": "7f-ada", "iss": "https://id.evil.example", "email": 7}, ""),
    ],
)
def test_address_is_asked_for_where_the_token_has_none(
    acme: Vault,
    known: Provider,
    pretender: Pretender,
    told: dict[str, Any],
    email: str,
    now: datetime,
) -> None:
    pretender.claims = {"email": None, "email_verified": None}
    pretender.userinfo = told
    with acme.inside():
        said = _whole(known, pretender, now)
    assert (said.email, said.issuer) == (email, ISSUER)


def test_what_is_told_of_another_account_is_refused(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    pretender.claims = {"email": None}
    pretender.userinfo = {"sub": "mallory", "email": "ada@acme.example", "email_verified": True}
    with acme.inside(), pytest.raises(ProviderError, match="another account"):
        _whole(known, pretender, now)


def test_second_provider_does_not_take_the_first_ones_answer(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    """Mix-up: the way was begun with one provider, the owner changed to another meanwhile."""
    with acme.inside():
        answer = pretender.visit(_there(known, now))
        pretender.document = {
            name: one.replace("id.acme", "id.other") for name, one in pretender.document.items()
        }
        other = WISH.__class__(**{**WISH.__dict__, "issuer": "https://id.other.example"})
        on(acme, other, now=now)
        with pytest.raises(AttemptError, match="changed in the meantime"):
            attempts.take(answer, visitor=ADA, now=now)
