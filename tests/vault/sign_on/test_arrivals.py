"""Who comes in by single sign-on: the known, the invited, whom the rule admits, and nobody else."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bailee.foundation.tenancy import FrozenError, vaults
from bailee.office.clients import quotas
from bailee.office.clients.quotas import Quota
from bailee.people import invitations, users
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.allowance import OverQuotaError
from bailee.vault.mail.models import Message
from bailee.vault.sign_on import arrivals, provider
from bailee.vault.sign_on.arrivals import Account, RefusedError
from bailee.vault.sign_on.models import Link, Provider
from tests.cast import Staff, Vault
from tests.pretender import ISSUER
from tests.vault.sign_on.conftest import WISH

BEN = Account(ISSUER, "7f-ben", "ben@acme.example", "Ben Example")
ZOE = Account(ISSUER, "7f-zoe", "zoe@acme.example", "Zoe Example")


def _arrive(account: Account, now: datetime) -> User:
    one = provider.current()
    assert one is not None
    return arrivals.arrive(account, one, now=now, link="https://acme.example/")


def _rules(vault: Vault, now: datetime, **rules: Any) -> None:
    provider.set_up(replace(WISH, **rules), by=vault.ada.actor, now=now, link="")


def test_person_is_linked_by_address_once_and_known_by_account_from_then_on(
    acme: Vault, known: Provider, now: datetime
) -> None:
    with acme.inside():
        Message.objects.all().delete()
        assert _arrive(BEN, now) == acme.ben
        told = Message.objects.get()
        assert (told.kind, told.to) == ("sign_on_linked", "ben@acme.example")
        moved = replace(BEN, email="benjamin@elsewhere.example")
        assert _arrive(moved, now) == acme.ben
        assert _arrive(replace(BEN, email=""), now) == acme.ben
        assert Message.objects.count() == 1
        link = Link.objects.get()
    assert (link.issuer, link.subject, link.email) == (ISSUER, "7f-ben", "ben@acme.example")


def test_address_that_is_not_vouched_for_links_nobody(
    acme: Vault, known: Provider, now: datetime
) -> None:
    with acme.inside():
        with pytest.raises(RefusedError, match="email_verified"):
            _arrive(replace(BEN, email=""), now)
        assert not Link.objects.exists()


def test_second_account_with_the_same_address_is_refused(
    acme: Vault, known: Provider, now: datetime
) -> None:
    with acme.inside():
        _arrive(BEN, now)
        with pytest.raises(RefusedError, match="another account"):
            _arrive(replace(BEN, subject="7f-thief"), now)
        provider.unlink(Link.objects.get(), by=acme.ada.actor, now=now)
        assert _arrive(replace(BEN, subject="7f-new-account"), now) == acme.ben


def test_account_at_another_issuer_is_somebody_else(
    acme: Vault, known: Provider, now: datetime
) -> None:
    with acme.inside():
        _arrive(BEN, now)
        with pytest.raises(RefusedError, match="another provider"):
            _arrive(replace(BEN, issuer="https://id.evil.example"), now)
        other = replace(WISH, issuer="https://id.other.example")
        provider.set_up(other, by=acme.ada.actor, now=now, link="")
        with pytest.raises(RefusedError, match="has no account here"):
            _arrive(replace(BEN, issuer=other.issuer, email="x@acme.example"), now)


def test_nobody_comes_in_uninvited(acme: Vault, known: Provider, now: datetime) -> None:
    with acme.inside():
        with pytest.raises(RefusedError, match="has no account here"):
            _arrive(ZOE, now)
        assert User.objects.count() == 4


def test_invited_person_joins_without_a_password(
    acme: Vault, known: Provider, now: datetime
) -> None:
    by = acme.ada.actor
    with acme.inside():
        _, token = invitations.invite(
            email="Zoe@acme.example", name="Z", role=Role.BILLING, by=by, now=now
        )
        zoe = _arrive(ZOE, now)
        assert (zoe.email, zoe.name, zoe.role) == (
            "zoe@acme.example", "Zoe Example", Role.BILLING,
        )  # fmt: skip
        assert not zoe.has_usable_password()
        with pytest.raises(invitations.UsedInvitationError):
            invitations.find(token, now=now)


def test_invitation_that_ran_out_lets_nobody_in(
    acme: Vault, known: Provider, now: datetime
) -> None:
    by = acme.ada.actor
    with acme.inside():
        invitations.invite(email=ZOE.email, name="Z", role=Role.READER, by=by, now=now)
        with pytest.raises(RefusedError):
            _arrive(ZOE, now + timedelta(days=8))


def test_deactivated_person_stays_out_until_invited_again(
    acme: Vault, known: Provider, now: datetime
) -> None:
    by = acme.ada.actor
    with acme.inside():
        _arrive(BEN, now)
        users.deactivate(acme.ben, by=by, now=now)
        _rules(acme, now, admits=Role.READER, domains=["acme.example"])
        for account in (BEN, replace(BEN, subject="7f-other")):
            with pytest.raises(RefusedError, match="deactivated"):
                _arrive(account, now)
        invitations.invite(email=BEN.email, name="Ben", role=Role.READER, by=by, now=now)
        back = _arrive(BEN, now)
        assert (back.id, back.role, back.is_active) == (acme.ben.id, Role.READER, True)
        assert Link.objects.get().person == back


def test_rule_of_the_owners_admits_whoever_is_in_their_domain(
    acme: Vault, known: Provider, now: datetime
) -> None:
    with acme.inside():
        _rules(acme, now, admits=Role.EDITOR, domains=["acme.example"])
        zoe = _arrive(ZOE, now)
        assert (zoe.role, zoe.has_usable_password()) == (Role.EDITOR, False)
        nameless = Account(ISSUER, "7f-x", "x@acme.example", "")
        assert _arrive(nameless, now).name == "x"


@pytest.mark.parametrize(
    "email",
    [
        "zoe@evil.example", "zoe@sub.acme.example", "zoe@acme.example.evil.example",
        "acme.example@evil.example", "zoe@evil.example@acme.example.", "zoe@notacme.example",
    ],
)  # fmt: skip
def test_address_outside_the_domains_is_refused(
    acme: Vault, known: Provider, email: str, now: datetime
) -> None:
    with acme.inside():
        _rules(acme, now, admits=Role.READER, domains=["acme.example"])
        with pytest.raises(RefusedError, match="not an address of your company"):
            _arrive(replace(ZOE, email=email), now)
        assert User.objects.count() == 4


def test_domains_hold_for_people_who_are_linked_already(
    acme: Vault, known: Provider, now: datetime
) -> None:
    with acme.inside():
        _arrive(BEN, now)
        _rules(acme, now, domains=["acme.example"])
        assert _arrive(BEN, now) == acme.ben
        for email in ("ben@elsewhere.example", ""):
            with pytest.raises(RefusedError):
                _arrive(replace(BEN, email=email), now)


def test_what_is_agreed_with_the_company_is_not_exceeded(
    acme: Vault, known: Provider, staff: Staff, now: datetime
) -> None:
    quotas.agree(
        acme.client, Quota(records=None, file_bytes=None, users=4), by=staff.dana.actor, now=now
    )
    with acme.inside():
        _rules(acme, now, admits=Role.READER, domains=["acme.example"])
        with pytest.raises(OverQuotaError):
            _arrive(ZOE, now)
        assert (User.objects.count(), Link.objects.count()) == (4, 0)


def test_nobody_joins_a_frozen_portal_but_the_linked_come_in(
    acme: Vault, known: Provider, now: datetime
) -> None:
    with acme.inside():
        _arrive(BEN, now)
        _rules(acme, now, admits=Role.READER, domains=["acme.example"])
    vaults.freeze(acme.schema)
    with acme.inside():
        assert _arrive(BEN, now) == acme.ben
        with pytest.raises(FrozenError):
            _arrive(ZOE, now)
        assert User.objects.count() == 4
