"""The page of an invitation."""

from datetime import datetime, timedelta

from bailee.people import invitations
from bailee.people.models import Invitation
from bailee.people.roles import Role
from tests.cast import Vault
from tests.web.ui.doors import (
    LOGIN,
    NEW,
    RESET,
)


def test_weak_password_is_explained_and_nothing_typed_is_lost(acme: Vault, now: datetime) -> None:
    with acme.inside():
        wanted = {"email": "tim@acme.example", "name": "Tim", "role": Role.READER}
        _, token = invitations.invite(**wanted, by=acme.ada.actor, now=now)
    browser = acme.browser()
    response = browser.post(
        f"/invitation/{token}/", {"name": "Timothy", "password": "short", "agrees": "on"}
    )
    assert response.status_code == 200
    assert b"at least 12 characters" in response.content
    assert b'value="Timothy"' in response.content


def test_nul_in_a_form_is_refused_with_words(acme: Vault, now: datetime) -> None:
    with acme.inside():
        wanted = {"email": "tim@acme.example", "name": "Tim", "role": Role.READER}
        _, token = invitations.invite(**wanted, by=acme.ada.actor, now=now)
    browser = acme.browser()
    for url, data in [
        (LOGIN, {"login": "a\0@acme.example", "password": "x\0y"}),
        (RESET, {"email": "a\0@acme.example"}),
        (f"/invitation/{token}/", {"name": "T\0m", "password": NEW}),
    ]:
        assert browser.post(url, data).status_code == 200


def test_invitation_that_ran_out_says_so(acme: Vault, now: datetime) -> None:
    with acme.inside():
        wanted = {"email": "tim@acme.example", "name": "Tim", "role": Role.READER}
        invitation, token = invitations.invite(**wanted, by=acme.ada.actor, now=now)
        Invitation.objects.filter(id=invitation.id).update(
            created_at=now - timedelta(days=8), expires_at=now - timedelta(days=1)
        )
    response = acme.browser().get(f"/invitation/{token}/")
    assert response.status_code == 410
    assert b"This invitation has run out. Ask the person who invited you" in response.content
