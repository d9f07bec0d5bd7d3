"""People: one per address, and always an owner."""

import threading
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.people import users
from bailee.people.models import User
from bailee.people.roles import Role
from tests.cast import Staff, Vault

NEW = "a lantern hangs over the slipway"


def test_actor_is_a_user_in_a_vault_and_staff_in_the_office(acme: Vault, staff: Staff) -> None:
    assert acme.ada.actor == Actor("user", acme.ada.id)
    assert staff.dana.actor == Actor("staff", staff.dana.id)


def test_add_refuses_an_address_that_is_here_in_other_letters(acme: Vault, now: datetime) -> None:
    with acme.inside(), pytest.raises(users.AlreadyHereError):
        users.add(email="ADA@Acme.Example", name="Ada", role=Role.READER, password=NEW, now=now)


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("email", "ADA@acme.example", "lower_case"),
        ("email", "ben@acme.example", "email_once"),
        ("role", "king", "role_known"),
        ("name", "", "name_given"),
        ("is_active", False, "by_whom"),
        ("deactivated_by_kind", "user", "by_whom"),
    ],
)
def test_user_that_breaks_a_rule_cannot_be_stored(
    acme: Vault, field: str, value: object, constraint: str
) -> None:
    row = User.objects.filter(id=acme.ada.id)
    with acme.inside(), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.update(**{field: value})


def test_deactivate_says_who_and_when(acme: Vault, now: datetime) -> None:
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
        ben = User.objects.get(id=acme.ben.id)
    assert (ben.is_active, ben.deactivated_at, ben.deactivated_by_kind, ben.deactivated_by_id) == (
        False,
        now,
        "user",
        acme.ada.id,
    )


def test_deactivate_twice_keeps_the_first_account_of_it(acme: Vault, now: datetime) -> None:
    with acme.inside():
        first = users.deactivate(acme.ben, by=acme.ada.actor, now=now)
        again = users.deactivate(acme.ben, by=acme.bo.actor, now=now)
    assert again.deactivated_by_id == first.deactivated_by_id == acme.ada.id


def test_deactivate_protects_the_last_owner(acme: Vault, now: datetime) -> None:
    with acme.inside():
        with pytest.raises(users.LastOwnerError):
            users.deactivate(acme.ada, by=acme.ada.actor, now=now)
        assert User.objects.get(id=acme.ada.id).is_active is True


def test_deactivate_of_two_owners_by_each_other_leaves_one(acme: Vault, now: datetime) -> None:
    with acme.inside():
        eve = users.add(
            email="eve@acme.example", name="Eve", role=Role.OWNER, password=NEW, now=now
        )
    ready = threading.Barrier(2)
    refused: list[str] = []

    def put_out(person: User, by: User) -> None:
        with tenancy.inside(acme.schema):
            ready.wait()
            try:
                users.deactivate(person, by=by.actor, now=now)
            except users.LastOwnerError:
                refused.append(person.name)
        tenancy.shut_all()

    pairs = [(acme.ada, eve), (eve, acme.ada)]
    threads = [threading.Thread(target=put_out, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with acme.inside():
        assert User.objects.active().filter(role=Role.OWNER).count() == 1
    assert len(refused) == 1
