"""One person's page: another role, ownership handed over, letting go and coming back."""

import re
from datetime import datetime

import pytest

from bailee.people import invitations, users
from bailee.people.models import Invitation, User
from bailee.people.roles import Role
from bailee.vault.integrations import tokens
from bailee.vault.mail import delivery
from bailee.vault.mail.models import Message
from tests.cast import Vault

NEW = "a lantern hangs over the slipway"


def told(vault: Vault, kind: str) -> dict[str, str]:
    """The mails of this kind: to whom, and the text."""
    with vault.inside():
        return {mail.to: mail.text for mail in Message.objects.filter(kind=kind)}


def page_of(vault: Vault, person: User, reader: User) -> str:
    return vault.browser(reader).get(f"/people/{person.id}/").content.decode()


def anew(vault: Vault, person: User) -> User:
    """The person as of now: a session remembers the role with which it began."""
    with vault.inside():
        return User.objects.get(id=person.id)


@pytest.fixture
def invitation(acme: Vault, now: datetime) -> tuple[Invitation, str]:
    with acme.inside():
        return invitations.invite(
            email="tim@acme.example", name="Tim", role=Role.READER, by=acme.ada.actor, now=now
        )


def test_show_is_for_owners_and_for_oneself(acme: Vault) -> None:
    url = f"/people/{acme.ben.id}/"
    answers = {one.name: acme.browser(one).get(url).status_code for one in acme.people.values()}
    assert answers == {"Ada": 200, "Ben": 200, "Bo": 404, "Rae": 404}
    assert ("Deactivate" in page_of(acme, acme.ben, acme.ada)) is True
    assert ("Deactivate" in page_of(acme, acme.ben, acme.ben)) is False


def test_role_changes_at_once_and_is_told_by_mail_and_history(acme: Vault) -> None:
    ben, ada = acme.browser(acme.ben), acme.browser(acme.ada)
    assert ben.get("/records/").status_code == 200
    url = f"/people/{acme.ben.id}/role/"
    assert b"Ben is Editor now." in ada.get(url).content
    assert ada.post(url, {"role": "billing"})["Location"] == "/people/"
    assert ben.get("/records/")["Location"] == "/account/login/?next=%2Frecords%2F"
    assert acme.browser(anew(acme, acme.ben)).get("/records/").status_code == 403
    text = told(acme, "role_changed")["ben@acme.example"]
    assert "Ada has changed your role" in text
    assert "you were Editor, you are Billing now" in text
    team = ada.get("/people/").content.decode()
    assert ("Ben is Billing now, and was told by mail." in team) is True
    assert "From Editor to Billing" in team
    assert "From Editor to Billing" in page_of(acme, acme.ben, anew(acme, acme.ben))


@pytest.mark.parametrize("role", ["owner", "editor", "operator", "", "x" * 300, "edi\0tor"])
def test_role_refuses_what_cannot_be_chosen(acme: Vault, role: str) -> None:
    response = acme.browser(acme.ada).post(f"/people/{acme.ben.id}/role/", {"role": role})
    assert response.status_code == 422
    with acme.inside():
        assert User.objects.get(id=acme.ben.id).role == "editor"


def test_role_of_the_last_owner_stays_and_the_page_says_how_to_mend_it(acme: Vault) -> None:
    response = acme.browser(acme.ada).post(f"/people/{acme.ada.id}/role/", {"role": "reader"})
    assert response.status_code == 422
    assert b"Ada is the only owner. Make somebody else an owner first" in response.content


def test_ownership_handed_over_is_told_to_both_and_the_giver_steps_down(acme: Vault) -> None:
    ada = acme.browser(acme.ada)
    before = ada.cookies["__Host-sessionid"].value
    url = f"/people/{acme.ben.id}/ownership/"
    assert b"Make Ben an owner?" in ada.get(url).content
    assert ada.post(url, {"role": "reader"})["Location"] == "/people/"
    assert ada.cookies["__Host-sessionid"].value != before
    with acme.inside():
        roles = dict(User.objects.values_list("name", "role"))
    assert (roles["Ada"], roles["Ben"]) == ("reader", "owner")
    mails = told(acme, "ownership")
    assert sorted(mails) == ["ada@acme.example", "ben@acme.example"]
    assert "Ada has made Ben an owner of the portal of Acme Marine" in mails["ben@acme.example"]
    assert "Ada is Reader from now on." in mails["ada@acme.example"]
    assert ada.get("/people/").status_code == 200
    assert ada.get("/people/new/").status_code == 403
    assert acme.browser(anew(acme, acme.ben)).get("/people/new/").status_code == 200


def test_ownership_may_be_shared(acme: Vault) -> None:
    ada = acme.browser(acme.ada)
    ada.post(f"/people/{acme.ben.id}/ownership/", {"role": "owner"})
    assert "Ada stays an owner too." in told(acme, "ownership")["ben@acme.example"]
    assert ada.get("/people/new/").status_code == 200


def test_deactivate_names_what_ends_and_the_person_is_told(acme: Vault, now: datetime) -> None:
    ada = acme.browser(acme.ada)
    with acme.inside():
        eve = users.change_role(acme.ben, Role.OWNER, by=acme.ada.actor, now=now)
        tokens.make(
            name="Warehouse",
            verbs=["read"],
            collections=None,
            expires_at=None,
            by=eve.actor,
            now=now,
        )
        invitations.invite(
            email="pal@else.example", name="Pal", role=Role.READER, by=eve.actor, now=now
        )
    url = f"/people/{eve.id}/deactivate/"
    page = ada.get(url).content.decode()
    assert "Tokens of the API are revoked: Warehouse." in page
    assert "1 invitation that was sent and not accepted yet is withdrawn." in page
    ada.post(url)
    text = told(acme, "deactivated")["ben@acme.example"]
    assert "Ada has ended your access to the portal of Acme Marine" in text
    assert "Deactivated, was Owner" in ada.get("/people/").content.decode()


def test_mail_of_the_end_still_goes_to_the_one_who_is_gone(acme: Vault, now: datetime) -> None:
    acme.browser(acme.ada).post(f"/people/{acme.ben.id}/deactivate/")
    with acme.inside():
        message = Message.objects.get(kind="deactivated")
        delivery.deliver(message.pk, now=now)
        message.refresh_from_db()
    assert (message.last_error, message.given_up_at) == ("", None)


def test_somebody_deactivated_is_invited_back_to_the_old_account(acme: Vault) -> None:
    ada = acme.browser(acme.ada)
    ada.post(f"/people/{acme.ben.id}/deactivate/")
    assert "Invite back" in ada.get("/people/").content.decode()
    ada.post(f"/people/{acme.ben.id}/return/")
    link = re.search(r"/invitation/[\w-]+/", told(acme, "invitation")["ben@acme.example"])
    assert link is not None
    joined = {"name": "Ben", "password": NEW, "agrees": "on"}
    assert acme.browser().post(link[0], joined)["Location"] == "/account/login/?done=joined"
    with acme.inside():
        ben = User.objects.get(id=acme.ben.id)
    assert (ben.is_active, ben.role) == (True, "editor")
    assert "Came as Editor" in page_of(acme, ben, ben)


def test_return_of_somebody_who_never_left_is_not_found(acme: Vault) -> None:
    assert acme.browser(acme.ada).post(f"/people/{acme.ben.id}/return/").status_code == 404


def test_invitation_sent_again_replaces_the_link(
    acme: Vault, invitation: tuple[Invitation, str]
) -> None:
    ada = acme.browser(acme.ada)
    url = f"/people/invitations/{invitation[0].id}/again/"
    assert url in ada.get("/people/").content.decode()
    assert ada.post(url)["Location"] == "/people/"
    gone = acme.browser().get(f"/invitation/{invitation[1]}/")
    assert (gone.status_code, b"Look for the newest mail." in gone.content) == (410, True)
    link = re.search(r"/invitation/[\w-]+/", told(acme, "invitation")["tim@acme.example"])
    assert link is not None
    assert acme.browser().get(link[0]).status_code == 200
    again = ada.post(url, follow=True)  # the old row: it was withdrawn by the newer one
    assert b"This invitation was withdrawn. Make a new one." in again.content


@pytest.mark.parametrize("who", ["ben", "bo", "rae"])
def test_changes_are_refused_to_all_but_owners(
    acme: Vault, invitation: tuple[Invitation, str], who: str
) -> None:
    browser = acme.browser(acme.people[who])
    urls = [
        f"/people/{acme.rae.id}/role/",
        f"/people/{acme.rae.id}/ownership/",
        f"/people/{acme.ben.id}/return/",
        f"/people/invitations/{invitation[0].id}/again/",
    ]
    assert [browser.post(url, {"role": "editor"}).status_code for url in urls] == [403] * 4
    with acme.inside():
        assert sorted(User.objects.values_list("role", flat=True)) == [
            "billing",
            "editor",
            "owner",
            "reader",
        ]


def test_stranger_changes_nobody_of_acme(acme: Vault, cygnus: Vault) -> None:
    cy = cygnus.browser(cygnus.cy)
    for page in ("", "role/", "ownership/", "deactivate/", "return/"):
        url = f"/people/{acme.ben.id}/{page}"
        assert {cy.get(url).status_code, cy.post(url).status_code} <= {403, 404}, page
