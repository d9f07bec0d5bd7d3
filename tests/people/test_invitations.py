"""Invitations: the only way in, once."""

import threading
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bailee.foundation import tenancy
from bailee.people import invitations, tokens, users
from bailee.people.models import Invitation, User
from bailee.people.roles import Role
from tests.cast import PASSWORD, Vault

NEW = "a lantern hangs over the slipway"


def invite(vault: Vault, now: datetime, **changes: str) -> tuple[Invitation, str]:
    wanted = {"email": "Tim@Acme.example", "name": "Tim", "role": Role.EDITOR, **changes}
    return invitations.invite(**wanted, by=vault.ada.actor, now=now)


def test_invite_keeps_only_the_hash_of_the_token(acme: Vault, now: datetime) -> None:
    with acme.inside():
        invitation, token = invite(acme, now)
        invitation.refresh_from_db()
    assert invitation.token_hash == tokens.hashed(token)
    assert (len(token), len(invitation.token_hash)) == (43, 64)
    assert (invitation.email, invitation.by_kind, invitation.by_id) == (
        "tim@acme.example",
        "user",
        acme.ada.id,
    )
    assert invitation.expires_at == now + timedelta(days=7)


def test_accept_makes_the_person_with_the_invited_role(acme: Vault, now: datetime) -> None:
    with acme.inside():
        _, token = invite(acme, now)
        tim = invitations.accept(token, name=" Tim Ray ", password=NEW, now=now)
        tim.refresh_from_db()
    assert (tim.email, tim.name, tim.role) == ("tim@acme.example", "Tim Ray", "editor")
    assert tim.password.startswith("argon2$argon2id$")
    assert check_password(NEW, tim.password)


def test_accept_a_second_time_is_refused(acme: Vault, now: datetime) -> None:
    with acme.inside():
        _, token = invite(acme, now)
        invitations.accept(token, name="Tim", password=NEW, now=now)
        with pytest.raises(invitations.UsedInvitationError):
            invitations.accept(token, name="Tom", password=NEW, now=now)
        assert User.objects.called("tim@acme.example").get().name == "Tim"


def test_accept_by_eight_at_once_lets_one_in(acme: Vault, now: datetime) -> None:
    with acme.inside():
        _, token = invite(acme, now)
    ready = threading.Barrier(8)
    outcomes: list[str] = []

    def try_to_accept(name: str) -> None:
        with tenancy.inside(acme.schema):
            ready.wait()
            try:
                invitations.accept(token, name=name, password=NEW, now=now)
                outcomes.append("in")
            except invitations.UsedInvitationError:
                outcomes.append("used")
        tenancy.shut_all()

    threads = [threading.Thread(target=try_to_accept, args=(f"Tim {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", *["used"] * 7]


def test_accept_after_a_week_is_refused(acme: Vault, now: datetime) -> None:
    with acme.inside():
        _, token = invite(acme, now)
        assert invitations.find(token, now=now + timedelta(days=7, seconds=-1)).name == "Tim"
        with pytest.raises(invitations.ExpiredInvitationError):
            invitations.accept(token, name="Tim", password=NEW, now=now + timedelta(days=7))


def test_accept_of_an_unknown_token_is_refused(acme: Vault, now: datetime) -> None:
    with acme.inside(), pytest.raises(invitations.UnknownInvitationError):
        invitations.accept("x" * 43, name="Tim", password=NEW, now=now)


def test_accept_in_another_vault_is_refused(acme: Vault, cygnus: Vault, now: datetime) -> None:
    with acme.inside():
        _, token = invite(acme, now)
    with cygnus.inside(), pytest.raises(invitations.UnknownInvitationError):
        invitations.accept(token, name="Tim", password=NEW, now=now)


def test_accept_with_a_weak_password_keeps_the_token(acme: Vault, now: datetime) -> None:
    with acme.inside():
        _, token = invite(acme, now)
        with pytest.raises(ValidationError):
            invitations.accept(token, name="Tim", password="password1234", now=now)
        assert invitations.accept(token, name="Tim", password=NEW, now=now).name == "Tim"


def test_revoke_ends_it_and_says_who(acme: Vault, now: datetime) -> None:
    with acme.inside():
        invitation, token = invite(acme, now)
        assert invitations.revoke(invitation, by=acme.ada.actor, now=now) is True
        assert invitations.revoke(invitation, by=acme.ada.actor, now=now) is False
        invitation.refresh_from_db()
        with pytest.raises(invitations.RevokedInvitationError):
            invitations.accept(token, name="Tim", password=NEW, now=now)
    assert (invitation.revoked_at, invitation.revoked_by_id) == (now, acme.ada.id)


def test_invite_again_replaces_the_older_one(acme: Vault, now: datetime) -> None:
    with acme.inside():
        _, older = invite(acme, now)
        _, newer = invite(acme, now, email="TIM@acme.example", role=Role.READER)
        with pytest.raises(invitations.RevokedInvitationError):
            invitations.find(older, now=now)
        assert invitations.accept(newer, name="Tim", password=NEW, now=now).role == "reader"


def test_invite_of_somebody_here_is_refused(acme: Vault, now: datetime) -> None:
    with acme.inside(), pytest.raises(users.AlreadyHereError):
        invite(acme, now, email="BEN@acme.example")


@pytest.mark.parametrize("role", ["staff_owner", "operator", "king"])
def test_invite_into_a_vault_refuses_a_role_of_staff(acme: Vault, now: datetime, role: str) -> None:
    with acme.inside(), pytest.raises(users.RoleError):
        invite(acme, now, role=role)


def test_invite_into_the_office_refuses_a_role_of_users(acme: Vault, now: datetime) -> None:
    with tenancy.inside(tenancy.office_seat()), pytest.raises(users.RoleError):
        invite(acme, now, role=Role.OWNER)


def test_accept_brings_a_deactivated_person_back_with_the_same_id(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
        _, token = invite(acme, now, email="ben@acme.example", role=Role.READER)
        ben = invitations.accept(token, name="Ben", password=NEW, now=now)
        ben.refresh_from_db()
    assert (ben.id, ben.role, ben.is_active, ben.deactivated_at) == (
        acme.ben.id,
        "reader",
        True,
        None,
    )
    assert not check_password(PASSWORD, ben.password)


def test_two_open_invitations_to_one_address_cannot_be_stored(acme: Vault, now: datetime) -> None:
    with acme.inside():
        invitation, _ = invite(acme, now)
        invitation.pk, invitation.token_hash = None, None
        with pytest.raises(IntegrityError, match="one_open"), transaction.atomic():
            Invitation.objects.create(
                email=invitation.email,
                name="Tim",
                role=Role.READER,
                by_kind="user",
                created_at=now,
                expires_at=now + timedelta(days=1),
            )


def test_an_invitation_both_accepted_and_revoked_cannot_be_stored(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        invitation, _ = invite(acme, now)
        row = Invitation.objects.filter(id=invitation.id)
        with pytest.raises(IntegrityError, match="one_end"), transaction.atomic():
            row.update(accepted_at=now, revoked_at=now, revoked_by_kind="user")
