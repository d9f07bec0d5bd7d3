"""Tokens: shown once, kept as a hash, ended at once."""

import re
from datetime import timedelta

import pytest

from bailee.foundation import ids
from bailee.foundation.tenancy import FrozenError, vaults
from bailee.vault.integrations import tokens, uses
from bailee.vault.integrations.models import Token, Use
from bailee.vault.integrations.tokens import TokenError
from bailee.vault.integrations.uses import Request
from tests.cast import Vault, moment

NOW = moment(2026, 5, 1, 12)


def _make(vault: Vault, **asked: object) -> tuple[Token, str]:
    usual: dict[str, object] = {
        "name": "Warehouse",
        "verbs": ["read"],
        "collections": None,
        "expires_at": None,
        "by": vault.ada.actor,
        "now": NOW,
    }
    return tokens.make(**{**usual, **asked})  # type: ignore[arg-type]  # as the tests say


def _admitted(text: str, address: str = "192.0.2.1") -> bool:
    return tokens.admit(text, address=address, now=NOW) is not None


def test_token_is_recognisable_and_kept_as_hash_only(acme: Vault) -> None:
    with acme.inside():
        token, text = _make(acme)
        assert re.fullmatch(r"bailee_[\w-]{43}[0-9a-f]{8}", text)
        kept = Token.objects.values().get()
        assert text not in str(kept)
        assert (kept["hash"], kept["beginning"]) == (tokens.hashed(text), text[:13])
        assert tokens.admit(text, address="192.0.2.1", now=NOW) == token


def test_token_that_was_mistyped_is_refused(acme: Vault) -> None:
    with acme.inside():
        _, text = _make(acme)
        for wrong in ("", "x", text[:-1], text + "0", text.replace("_", "-", 1), text[:20] + "é"):
            assert not _admitted(wrong), wrong


def test_token_ends_by_revoking_and_by_its_date(acme: Vault) -> None:
    with acme.inside():
        token, text = _make(acme, expires_at=NOW + timedelta(hours=1))
        later = NOW + timedelta(hours=1)
        assert tokens.admit(text, address="192.0.2.1", now=later) is None
        assert tokens.revoke(token, by=acme.ada.actor, now=NOW)
        assert not _admitted(text)
        assert not tokens.revoke(token, by=acme.ada.actor, now=NOW)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.77", "admitted"),
        ("::ffff:192.0.2.77", "admitted"),
        ("198.51.100.1", "refused"),
        ("2001:db8::9", "admitted"),
        ("2001:db9::9", "refused"),
        ("nonsense", "refused"),
    ],
)
def test_token_comes_from_its_addresses_only(address: str, expected: str, acme: Vault) -> None:
    with acme.inside():
        _, text = _make(acme, addresses=["192.0.2.0/24", " 2001:db8::/32 "])
        assert _admitted(text, address) is (expected == "admitted")


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("name", {"name": "  "}),
        ("name", {"name": "x" * 101}),
        ("verbs", {"verbs": []}),
        ("verbs", {"verbs": ["read", "fly"]}),
        ("addresses", {"addresses": ["192.0.2.1/24"]}),
        ("addresses", {"addresses": ["anywhere"]}),
        ("expires_at", {"expires_at": NOW}),
    ],
)
def test_token_amiss_is_refused_beside_its_field(
    field: str, asked: dict[str, object], acme: Vault
) -> None:
    with acme.inside(), pytest.raises(TokenError) as refused:
        _make(acme, **asked)
    assert refused.value.field == field


def test_uses_alike_in_one_minute_are_one_row(acme: Vault) -> None:
    with acme.inside():
        token, _ = _make(acme)
        reading = Request("GET", "/collections", None, "192.0.2.1", 200)
        for second in range(3):
            uses.note(token, reading, now=NOW + timedelta(seconds=second))
        uses.note(token, reading, now=NOW + timedelta(minutes=1))
        uses.note(token, Request("GET", "/collections", ids.new(), "192.0.2.1", 404), now=NOW)
        assert sorted(Use.objects.values_list("count", "status")) == [(1, 200), (1, 404), (3, 200)]
        assert Token.objects.get().last_used_at == NOW + timedelta(minutes=1)
        assert uses.forget(now=NOW + uses.KEPT + timedelta(minutes=1)) == 2


def test_frozen_vault_still_notes_uses_and_lets_a_token_be_revoked(acme: Vault) -> None:
    with acme.inside():
        token, _ = _make(acme)
    vaults.freeze(acme.schema)
    with acme.inside():
        uses.note(token, Request("GET", "/collections", None, "192.0.2.1", 200), now=NOW)
        assert Use.objects.count() == 1
        assert tokens.revoke(token, by=acme.ada.actor, now=NOW)
        with pytest.raises(FrozenError):
            token.attempts.create(key="k", fingerprint="f", began_at=NOW)
