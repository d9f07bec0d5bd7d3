"""Proving once more, at the provider, that it is still the same person: without a password."""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client as HttpClient

from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.sign_on import arrivals, discovery, provider
from bailee.vault.sign_on.arrivals import Account
from bailee.vault.sign_on.models import Provider
from bailee.vault.sign_on.provider import Wish
from tests.cast import Vault
from tests.pretender import CLIENT, ISSUER, SECRET, Pretender
from tests.web.ui.doors import AGAIN, grow_stale, with_factor

PROVE = "/account/sign-on/again/"
BACK = "/account/sign-on/back/"
PROTECTED = "/people/sign-on/edit/"


@pytest.fixture
def pretender(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pretender]:
    made = Pretender()
    monkeypatch.setattr(discovery, "ask", made.ask)
    made.claims = {"sub": "7f-ben", "email": "ben@acme.example", "auth_time": int(time.time())}
    yield made
    cache.clear()


@pytest.fixture
def ben(acme: Vault, pretender: Pretender, now: datetime) -> HttpClient:
    """Ben, an owner without a password, linked, signed in some time ago."""
    by = acme.ada.actor
    with acme.inside():
        wish = Wish(label="Acme account", issuer=ISSUER, client=CLIENT, secret=SECRET)
        one = provider.set_up(wish, by=by, now=now, link="")
        Provider.objects.update(tried_at=now, on_since=now)
        User.objects.filter(id=acme.ben.id).update(role=Role.OWNER, password="!none")
        acme.ben.refresh_from_db()
        account = Account(ISSUER, "7f-ben", "ben@acme.example", "")
        arrivals.arrive(account, one, now=now, link="")
    browser = acme.browser(acme.ben)
    grow_stale(acme, browser, acme.ben)
    return browser


def _there_and_back(browser: HttpClient, pretender: Pretender) -> Any:
    there = browser.get(PROVE, {"next": PROTECTED})["Location"]
    assert "prompt=login" in there
    assert "max_age=0" in there
    answer = pretender.visit(there)
    return browser.get(BACK, {"state": answer.state, "code": answer.code})


def test_person_without_a_password_proves_it_at_the_provider(
    acme: Vault, ben: HttpClient, pretender: Pretender
) -> None:
    asked = ben.get(PROTECTED)["Location"]
    assert asked.startswith(AGAIN)
    page = ben.get(asked).content.decode()
    assert f"{PROVE}?next={PROTECTED.replace('/', '%2F')}" in page
    before = ben.session.session_key
    assert _there_and_back(ben, pretender)["Location"] == PROTECTED
    assert ben.session.session_key != before
    assert ben.get(PROTECTED).status_code == 200


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"auth_time": None}, b"auth_time"),
        ({"auth_time": 1_700_000_000}, b"auth_time"),
        ({"auth_time": True}, b"auth_time"),
        ({"auth_time": "now"}, b"auth_time"),
        ({"sub": "7f-ada", "email": "ada@acme.example"}, b"another account"),
    ],
)
def test_proof_that_is_old_or_of_somebody_else_counts_for_nothing(
    acme: Vault, ben: HttpClient, pretender: Pretender, claims: dict[str, Any], told: bytes
) -> None:
    pretender.claims |= claims
    page = _there_and_back(ben, pretender)
    assert (page.status_code, told in page.content) == (400, True)
    assert ben.get(PROTECTED)["Location"].startswith(AGAIN)


def test_who_has_a_second_factor_proves_that_one(
    acme: Vault, ben: HttpClient, pretender: Pretender
) -> None:
    with_factor(acme, acme.ben)
    page = _there_and_back(ben, pretender)
    assert (page.status_code, b"second factor here" in page.content) == (400, True)
    with acme.inside():
        Provider.objects.update(trusts_factor=True)
    pretender.claims |= {"amr": ["mfa"]}
    assert _there_and_back(ben, pretender)["Location"] == PROTECTED


def test_proof_begun_by_another_person_is_not_theirs(
    acme: Vault, ben: HttpClient, pretender: Pretender
) -> None:
    answer = pretender.visit(ben.get(PROVE)["Location"])
    ada = acme.browser(acme.ada)
    grow_stale(acme, ada, acme.ada)
    page = ada.get(BACK, {"state": answer.state, "code": answer.code})
    assert (page.status_code, b"no longer signed in" in page.content) == (400, True)
    assert ada.get(PROTECTED)["Location"].startswith(AGAIN)
