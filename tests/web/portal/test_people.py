"""The people of a client: listed for all of them, changed by owners, closed to strangers."""

import re
from datetime import datetime

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from bailee.people import invitations
from bailee.people.models import Invitation, User
from bailee.people.roles import Role
from bailee.vault.mail.models import Message
from tests.cast import Vault
from tests.web.ui.doors import START

TIM = {"name": "Tim", "email": "Tim@acme.example", "role": "editor"}


def test_index_lists_everyone_to_everyone(acme: Vault) -> None:
    for person in (acme.ada, acme.ben, acme.bo, acme.rae):
        page = acme.browser(person).get("/people/").content.decode()
        assert re.findall(r'<th scope="row">(?:<a [^>]*>)?(\w+)', page) == [
            "Ada",
            "Ben",
            "Bo",
            "Rae",
        ]


def test_index_offers_changes_to_owners_only(acme: Vault) -> None:
    assert b"Deactivate" in acme.browser(acme.ada).get("/people/").content
    assert b"Deactivate" not in acme.browser(acme.ben).get("/people/").content


def test_new_invites_by_mail_and_the_invited_person_joins(acme: Vault) -> None:
    response = acme.browser(acme.ada).post("/people/new/", TIM)
    assert response["Location"] == "/people/"
    with acme.inside():
        message = Message.objects.get(kind="invitation")
    assert message.to == "tim@acme.example"
    link = re.search(rf"https://{acme.host}:{settings.PORT}(/invitation/[\w-]+/)", message.text)
    assert link is not None
    assert f"https://{acme.host}:{settings.PORT}{link[1]}" in message.html
    visitor = acme.browser()
    page = visitor.get(link[1]).content.decode()
    assert ("Welcome, Tim" in page, "tim@acme.example" in page, "Editor" in page) == (True,) * 3
    data = {"name": "Tim Ray", "password": "a lantern hangs over the slipway"}
    assert b"Without your agreement" in visitor.post(link[1], data).content
    data["agrees"] = "on"
    assert visitor.post(link[1], data)["Location"] == "/account/login/?done=joined"
    data = {"login": "tim@acme.example", "password": data["password"]}
    assert visitor.post("/account/login/", data)["Location"] == START
    assert visitor.get("/people/").status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "ben@acme.example"}, "ben@acme.example already has an account here."),
        ({"email": "nonsense"}, "Enter a valid email address."),
        ({"role": "operator"}, "operator is not one of the available choices."),
        ({"name": "T\0m"}, "cannot be stored (NUL"),
    ],
)
def test_new_explains_what_is_wrong_and_sends_nothing(
    acme: Vault, change: dict[str, str], words: str
) -> None:
    response = acme.browser(acme.ada).post("/people/new/", {**TIM, **change})
    assert response.status_code == 200
    assert words in response.content.decode()
    with acme.inside():
        assert (Message.objects.count(), Invitation.objects.count()) == (0, 0)


def test_destroy_asks_first_and_then_ends_the_session(acme: Vault) -> None:
    ben = acme.browser(acme.ben)
    ada = acme.browser(acme.ada)
    url = f"/people/{acme.ben.id}/deactivate/"
    page = ada.get(url)
    assert b"Deactivate Ben?" in page.content
    assert ben.get("/people/").status_code == 200
    assert ada.post(url)["Location"] == "/people/"
    assert ben.get("/people/").status_code == 302
    assert b"Ben can no longer sign in." in ada.get("/people/").content
    with acme.inside():
        assert Session.objects.count() == 1


def test_destroy_keeps_the_last_owner_and_says_how_to_mend_it(acme: Vault) -> None:
    ada = acme.browser(acme.ada)
    assert ada.post(f"/people/{acme.ada.id}/deactivate/")["Location"] == "/people/"
    assert (
        b"Ada is the only owner. Make somebody else an owner first" in ada.get("/people/").content
    )


def test_revoke_ends_the_invitation(acme: Vault, now: datetime) -> None:
    with acme.inside():
        wanted = {"email": "tim@acme.example", "name": "Tim", "role": Role.READER}
        invitation, token = invitations.invite(**wanted, by=acme.ada.actor, now=now)
    url = f"/people/invitations/{invitation.id}/"
    ada = acme.browser(acme.ada)
    assert url.encode() in ada.get("/people/").content
    assert ada.post(url)["Location"] == "/people/"
    assert acme.browser().get(f"/invitation/{token}/").status_code == 410


@pytest.mark.parametrize("who", ["ben", "bo", "rae"])
def test_changes_are_refused_to_all_but_owners(acme: Vault, now: datetime, who: str) -> None:
    with acme.inside():
        wanted = {"email": "tim@acme.example", "name": "Tim", "role": Role.READER}
        invitation, _ = invitations.invite(**wanted, by=acme.ada.actor, now=now)
    browser = acme.browser(acme.people[who])
    assert [
        browser.get("/people/new/").status_code,
        browser.post("/people/new/", TIM).status_code,
        browser.get(f"/people/{acme.ada.id}/deactivate/").status_code,
        browser.post(f"/people/{acme.ada.id}/deactivate/").status_code,
        browser.post(f"/people/invitations/{invitation.id}/").status_code,
    ] == [403] * 5
    with acme.inside():
        assert User.objects.active().count() == 4
        assert Invitation.objects.open(now).count() == 1


def test_stranger_finds_nobody_of_acme(acme: Vault, cygnus: Vault) -> None:
    cy = cygnus.browser(cygnus.cy)
    assert cy.post(f"/people/{acme.ben.id}/deactivate/").status_code == 404
    assert b"acme" not in cy.get("/people/").content
    with acme.inside():
        assert User.objects.get(id=acme.ben.id).is_active is True
