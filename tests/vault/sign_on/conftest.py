"""A provider in place of the network, known to Acme and switched on."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.cache import cache

from bailee.vault.sign_on import discovery, provider
from bailee.vault.sign_on.models import Provider
from bailee.vault.sign_on.provider import Wish
from tests.cast import Vault
from tests.pretender import CLIENT, ISSUER, SECRET, Pretender

WISH = Wish(label="Acme account", issuer=ISSUER, client=CLIENT, secret=SECRET)


@pytest.fixture
def pretender(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pretender]:
    made = Pretender()
    monkeypatch.setattr(discovery, "ask", made.ask)
    cache.clear()
    yield made
    cache.clear()


@pytest.fixture
def known(acme: Vault, pretender: Pretender, now: datetime) -> Provider:
    """The provider, tried and on."""
    with acme.inside():
        return on(acme, WISH, now=now)


def on(vault: Vault, wish: Wish, *, now: datetime) -> Provider:
    """Set up, tried and switched on in the present vault."""
    one = provider.set_up(wish, by=vault.ada.actor, now=now, link="https://x.example/")
    provider.tried(one, by=vault.ada.actor, now=now)
    provider.switch_on(one, by=vault.ada.actor, now=now, link="https://x.example/")
    return one
