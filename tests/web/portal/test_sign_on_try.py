"""Trying the provider: an owner sees what it answers, and nobody is signed in."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client as HttpClient

from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.activity.models import SignIn
from bailee.vault.sign_on import discovery, provider
from bailee.vault.sign_on.models import Link, Provider
from bailee.vault.sign_on.provider import Wish
from tests.cast import Vault
from tests.pretender import CLIENT, ISSUER, SECRET, Pretender
from tests.web.ui.doors import cookies

BACK = "/account/sign-on/back/"
SETTINGS = "/people/sign-on/"
WISH = Wish(label="Acme account", issuer=ISSUER, client=CLIENT, secret=SECRET)


@pytest.fixture
def pretender(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pretender]:
    made = Pretender()
    monkeypatch.setattr(discovery, "ask", made.ask)
    yield made
    cache.clear()


def _back(browser: HttpClient, pretender: Pretender, there: str) -> Any:
    answer = pretender.visit(there)
    return browser.get(BACK, {"state": answer.state, "code": answer.code})


def test_trying_it_shows_the_answer_and_signs_nobody_in(
    acme: Vault, pretender: Pretender, now: datetime
) -> None:
    with acme.inside():
        provider.set_up(WISH, by=acme.ada.actor, now=now, link="")
    ada = acme.browser(acme.ada)
    pretender.claims = {"email": "zoe@acme.example", "sub": "7f-zoe", "note": "<b>"}
    there = ada.get(f"{SETTINGS}try/")["Location"]
    stranger = acme.browser()
    refused = _back(stranger, pretender, there)
    assert (refused.status_code, cookies(refused)) == (400, set())
    shown = _back(ada, pretender, ada.get(f"{SETTINGS}try/")["Location"])
    assert shown.status_code == 200
    assert b"has no account here" in shown.content
    assert b"&lt;b&gt;" in shown.content
    with acme.inside():
        assert Provider.objects.get().tried_at is not None
        assert not SignIn.objects.filter(way="single sign-on").exists()
        assert not Link.objects.exists()


def test_answer_to_a_try_of_one_owner_is_not_shown_to_another(
    acme: Vault, pretender: Pretender, now: datetime
) -> None:
    with acme.inside():
        provider.set_up(WISH, by=acme.ada.actor, now=now, link="")
        User.objects.filter(id=acme.ben.id).update(role=Role.OWNER)
    ada, ben = acme.browser(acme.ada), acme.browser(acme.ben)
    there = ada.get(f"{SETTINGS}try/")["Location"]
    assert _back(ben, pretender, there).status_code == 400
