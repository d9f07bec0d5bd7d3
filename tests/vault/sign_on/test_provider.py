"""Setting the provider up: what is refused, sealed, written down, told, and tried first."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bailee.foundation.tenancy import FrozenError, vaults
from bailee.people.roles import Role
from bailee.vault.mail.models import Message
from bailee.vault.sign_on import discovery, provider
from bailee.vault.sign_on.discovery import ProviderError
from bailee.vault.sign_on.models import Change, Provider
from bailee.vault.sign_on.provider import SignOnError
from tests.cast import Vault
from tests.pretender import ISSUER, SECRET, Pretender
from tests.vault.sign_on.conftest import WISH

LINK = "https://acme.example/people/sign-on/"


def _set_up(vault: Vault, now: datetime, **wish: Any) -> Provider:
    return provider.set_up(replace(WISH, **wish), by=vault.ada.actor, now=now, link=LINK)


def test_secret_is_sealed_and_written_nowhere_else(acme: Vault, now: datetime) -> None:
    with acme.inside():
        Message.objects.all().delete()
        one = _set_up(acme, now)
        assert provider.secret_of(one) == SECRET
        rows = [*Provider.objects.values_list(), *Change.objects.values_list()]
        rows += Message.objects.values_list()
        assert SECRET not in str(rows)


def test_changes_are_written_down_and_told_to_every_owner(acme: Vault, now: datetime) -> None:
    with acme.inside():
        Message.objects.all().delete()
        _set_up(acme, now)
        _set_up(acme, now, secret="", passwords=False, domains=["ACME.example", " "])
        _set_up(acme, now, secret="", passwords=False, domains=["acme.example"])  # no change
        last, first = Change.objects.order_by("-id")[:2]
        assert [first.what, last.what] == ["set up", "changed"]
        assert last.details == [
            {"field": "domains", "before": [], "after": ["acme.example"]},
            {"field": "passwords", "before": True, "after": False},
        ]
        assert (last.by_id, last.at) == (acme.ada.id, now)
        told = Message.objects.values_list("kind", "to")
        assert [*told] == [("sign_on_changed", "ada@acme.example")] * 2
        assert LINK in Message.objects.all()[0].text


def test_it_is_tried_before_it_is_switched_on(acme: Vault, now: datetime) -> None:
    by = acme.ada.actor
    with acme.inside():
        one = _set_up(acme, now)
        with pytest.raises(SignOnError, match="Try it first"):
            provider.switch_on(one, by=by, now=now, link=LINK)
        provider.tried(one, by=by, now=now)
        assert provider.offered() is None
        provider.switch_on(one, by=by, now=now, link=LINK)
        assert provider.offered() == one
        provider.switch_off(one, by=by, now=now, link=LINK)
        assert provider.offered() is None
        assert [*Change.objects.order_by("id").values_list("what", flat=True)] == [
            "set up", "tried", "switched on", "switched off",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "stays"),
    [
        ({"label": "Other"}, True),
        ({"domains": ["acme.example"]}, True),
        ({"issuer": "https://id.other.example"}, False),
        ({"client": "other"}, False),
        ({"secret": "other"}, False),
    ],
)
def test_change_that_may_break_it_switches_it_off(
    acme: Vault, known: Provider, now: datetime, changed: dict[str, Any], *, stays: bool
) -> None:
    with acme.inside():
        _set_up(acme, now, **{"secret": "", **changed})
        assert (provider.offered() is not None) is stays


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"label": "  "}, "label"),
        ({"label": "x" * 61}, "label"),
        ({"issuer": "http://id.acme.example"}, "issuer"),
        ({"issuer": "https://127.0.0.1"}, "issuer"),
        ({"issuer": "https://169.254.169.254/latest"}, "issuer"),
        ({"issuer": "https://[::1]"}, "issuer"),
        ({"issuer": "https://id.acme.example?x=1"}, "issuer"),
        ({"issuer": "https://id.acme.example#x"}, "issuer"),
        ({"issuer": "https://ada:pw@id.acme.example"}, "issuer"),
        ({"issuer": "https://id.acme.example:22"}, "issuer"),
        ({"issuer": ""}, "issuer"),
        ({"client": " "}, "client"),
        ({"client": "a\nb"}, "client"),
        ({"client": "x" * 256}, "client"),
        ({"secret": ""}, "secret"),
        ({"secret": "x" * 1001}, "secret"),
        ({"secret": "a\r\nb"}, "secret"),
        ({"admits": Role.OWNER}, "admits"),
        ({"admits": Role.STAFF_OWNER}, "admits"),
        ({"admits": Role.READER}, "domains"),
        ({"admits": Role.READER, "domains": ["gmail.com", "acme.example"]}, "domains"),
        ({"domains": ["acme"]}, "domains"),
        ({"domains": ["*.acme.example"]}, "domains"),
        ({"domains": ["ada@acme.example"]}, "domains"),
        ({"domains": [f"a{number}.example" for number in range(51)]}, "domains"),
        ({"levels": [f"level {number}" for number in range(21)]}, "levels"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    acme: Vault, now: datetime, wrong: dict[str, Any], field: str
) -> None:
    with acme.inside():
        with pytest.raises(SignOnError) as refused:
            _set_up(acme, now, **wrong)
        assert (refused.value.field, Provider.objects.count()) == (field, 0)


def test_domains_are_read_as_people_write_them(acme: Vault, now: datetime) -> None:
    with acme.inside():
        one = _set_up(acme, now, domains=["@Acme.Example", "bücher.example", "acme.example"])
        assert one.domains == ["acme.example", "xn--bcher-kva.example"]


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"issuer": "https://id.evil.example"}, "another issuer"),
        ({"issuer": f"{ISSUER}/"}, "another issuer"),
        ({"issuer": None}, "another issuer"),
        ({"token_endpoint": "http://id.acme.example/token"}, "refused"),
        ({"token_endpoint": "https://127.0.0.1/token"}, "refused"),
        ({"jwks_uri": "https://169.254.169.254/"}, "refused"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "refused"),
        ({"authorization_endpoint": None}, "not name all"),
        ({"userinfo_endpoint": "file:///etc/passwd"}, "refused"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "no client secret"),
    ],
)
def test_document_that_cannot_be_used_is_refused(
    acme: Vault, pretender: Pretender, document: dict[str, Any], why: str
) -> None:
    pretender.document |= document
    with acme.inside(), pytest.raises(SignOnError, match=why) as refused:
        provider.look(ISSUER)
    assert refused.value.field == "issuer"


def test_issuer_is_taken_with_the_address_of_its_document_too(
    acme: Vault, pretender: Pretender, now: datetime
) -> None:
    with acme.inside():
        provider.look(f"{ISSUER}/.well-known/openid-configuration")
        assert _set_up(acme, now, issuer=f" {ISSUER}/.well-known/openid-configuration").issuer == (
            ISSUER
        )


def test_owners_never_need_it_others_may(acme: Vault, known: Provider, now: datetime) -> None:
    with acme.inside():
        assert provider.demanded_of(acme.ben) is None
        _set_up(acme, now, secret="", passwords=False)
        assert provider.demanded_of(acme.ben) == known
        assert provider.demanded_of(acme.ada) is None
        provider.switch_off(known, by=acme.ada.actor, now=now, link=LINK)
        assert provider.demanded_of(acme.ben) is None


def test_one_portal_cannot_use_up_the_requests_of_all(acme: Vault, cygnus: Vault) -> None:
    turns = [discovery._turn() for _ in range(discovery.AT_ONCE_OF_ONE)]
    with acme.inside():
        for turn in turns:
            turn.__enter__()
        with pytest.raises(ProviderError, match="Too many"):
            discovery.ask("GET", "https://9.9.9.9/", {})
    with cygnus.inside(), discovery._turn():
        pass
    with acme.inside():
        for turn in turns:
            turn.__exit__(None, None, None)
        assert not discovery._asking


def test_frozen_portal_keeps_it_as_it_is(acme: Vault, known: Provider, now: datetime) -> None:
    vaults.freeze(acme.schema)
    with acme.inside():
        for act in (
            lambda: _set_up(acme, now, label="Other"),
            lambda: provider.switch_off(known, by=acme.ada.actor, now=now, link=LINK),
            lambda: provider.remove(known, by=acme.ada.actor, now=now, link=LINK),
        ):
            with pytest.raises(FrozenError):
                act()
        assert provider.offered() is not None
