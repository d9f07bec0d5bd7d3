"""A form takes its own fields: whatever else of the row is sent along changes nothing."""

from datetime import datetime
from typing import Any

from bailee.foundation import ids
from bailee.people import invitations
from bailee.people.models import Invitation, User
from bailee.people.roles import Role
from tests.cast import Vault

NEW = "a lantern hangs over the slipway"


def forged(model: type[User] | type[Invitation]) -> dict[str, Any]:
    """A value for every column of the row, as somebody would send who knows the table."""
    bold = {
        "id": str(ids.new()),
        "pk": str(ids.new()),
        "role": "owner",
        "email": "mallory@else.example",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "by_kind": "system",
        "by_id": str(ids.new()),
        "expires_at": "2099-01-01T00:00:00Z",
    }
    columns = {field.attname: "1" for field in model._meta.concrete_fields}
    return {**columns, **bold}


def row(vault: Vault, person: User) -> dict[str, Any]:
    with vault.inside():
        found = User.objects.filter(id=person.id).values().get()
    return {name: value for name, value in found.items() if name not in ("last_login", "language")}


def test_preferences_take_nothing_of_the_account(acme: Vault) -> None:
    before = row(acme, acme.rae)
    acme.browser(acme.rae).post("/account/preferences/", forged(User))
    assert {**row(acme, acme.rae), "time_zone": ""} == {**before, "time_zone": ""}


def test_accepting_an_invitation_takes_name_and_password_alone(acme: Vault, now: datetime) -> None:
    with acme.inside():
        invitation, token = invitations.invite(
            email="tim@acme.example", name="Tim", role=Role.READER, by=acme.ada.actor, now=now
        )
    sent = {**forged(User), "name": "Tim", "password": NEW, "agrees": "on"}
    assert acme.browser().post(f"/invitation/{token}/", sent).status_code == 302
    with acme.inside():
        tim = User.objects.called("tim@acme.example").get()
        assert not User.objects.called("mallory@else.example").exists()
    assert (tim.role, str(tim.id) != sent["id"]) == ("reader", True)
    del invitation


def test_inviting_takes_name_address_and_role_alone(acme: Vault, now: datetime) -> None:
    sent = {**forged(Invitation), "name": "Tim", "email": "tim@acme.example", "role": "reader"}
    acme.browser(acme.ada).post("/people/new/", sent)
    with acme.inside():
        made = Invitation.objects.get()
    assert (made.role, made.by_kind, made.by_id) == ("reader", "user", acme.ada.id)
    assert (made.expires_at - now).days <= 7
    assert str(made.id) != sent["id"]


def test_changing_a_role_changes_the_role_of_the_person_in_the_address(acme: Vault) -> None:
    before = row(acme, acme.rae)
    sent = {**forged(User), "role": "billing", "id": str(acme.ben.id), "pk": str(acme.ben.id)}
    acme.browser(acme.ada).post(f"/people/{acme.rae.id}/role/", sent)
    assert row(acme, acme.rae) == {**before, "role": "billing"}
    assert row(acme, acme.ben)["role"] == "editor"
