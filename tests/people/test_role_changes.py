"""Another role, ownership handed over, and always an owner; each change is written down."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from bailee.foundation import tenancy
from bailee.foundation.tenancy import Seat
from bailee.people import invitations, resets, users
from bailee.people.models import Invitation, PasswordReset, RoleChange, User
from bailee.people.roles import Role
from tests.cast import PASSWORD, Staff, Vault

NEW = "a lantern hangs over the slipway"


def changes(person: User) -> list[tuple[str, str, object]]:
    """From the newest to the oldest, with who did it."""
    return [(one.before, one.after, one.by_id) for one in person.role_changes.all()]


def at_once(seat: Seat, *acts: Callable[[], object]) -> list[str]:
    """Runs all at the same moment, each on its own connection; the refusals by name."""
    ready, refused = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        with tenancy.inside(seat):
            ready.wait()
            try:
                act()
            except (users.LastOwnerError, users.RoleError, users.GoneError) as error:
                refused.append(type(error).__name__)
        tenancy.shut_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_change_role_says_who_and_when_and_ends_every_session(acme: Vault, now: datetime) -> None:
    ben = acme.browser(acme.ben)
    assert ben.get("/people/").status_code == 200
    with acme.inside():
        users.change_role(acme.ben, Role.BILLING, by=acme.ada.actor, now=now)
        assert User.objects.get(id=acme.ben.id).role == "billing"
        assert changes(acme.ben) == [("editor", "billing", acme.ada.id)]
        assert Session.objects.count() == 0
    assert ben.get("/people/").status_code == 302


def test_change_to_the_same_role_changes_nothing(acme: Vault, now: datetime) -> None:
    ben = acme.browser(acme.ben)
    with acme.inside():
        users.change_role(acme.ben, Role.EDITOR, by=acme.ada.actor, now=now)
        assert changes(acme.ben) == []
    assert ben.get("/people/").status_code == 200


@pytest.mark.parametrize("role", ["staff_owner", "operator", "king", ""])
def test_change_role_refuses_what_is_no_role_here(acme: Vault, now: datetime, role: str) -> None:
    with acme.inside(), pytest.raises(users.RoleError):
        users.change_role(acme.ben, role, by=acme.ada.actor, now=now)


def test_change_role_of_somebody_deactivated_is_refused(acme: Vault, now: datetime) -> None:
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
        with pytest.raises(users.GoneError):
            users.change_role(acme.ben, Role.OWNER, by=acme.ada.actor, now=now)


def test_last_owner_cannot_take_another_role(acme: Vault, now: datetime) -> None:
    with acme.inside():
        with pytest.raises(users.LastOwnerError, match="Make somebody else an owner first"):
            users.change_role(acme.ada, Role.EDITOR, by=acme.ada.actor, now=now)
        assert User.objects.get(id=acme.ada.id).role == "owner"


def test_last_staff_owner_cannot_take_another_role(staff: Staff, now: datetime) -> None:
    with tenancy.inside(tenancy.office_seat()):
        others = User.objects.active().filter(role=Role.STAFF_OWNER).exclude(id=staff.dana.id)
        assert list(others) == []
        with pytest.raises(users.LastOwnerError):
            users.change_role(staff.dana, Role.OPERATOR, by=staff.dana.actor, now=now)
        with pytest.raises(users.LastOwnerError):
            users.deactivate(staff.dana, by=staff.dana.actor, now=now)


@pytest.mark.parametrize("round_", range(3))
def test_two_owners_who_demote_one_another_at_once_leave_one(
    acme: Vault, now: datetime, round_: int
) -> None:
    del round_
    with acme.inside():
        ben = users.change_role(acme.ben, Role.OWNER, by=acme.ada.actor, now=now)
    refused = at_once(
        tenancy.vault_seat(acme.schema),
        lambda: users.change_role(acme.ada, Role.READER, by=ben.actor, now=now),
        lambda: users.change_role(ben, Role.READER, by=acme.ada.actor, now=now),
    )
    with acme.inside():
        owners = User.objects.active().filter(role=Role.OWNER).count()
    assert (owners, refused) == (1, ["LastOwnerError"])


def test_demotion_and_deactivation_at_once_leave_an_owner(acme: Vault, now: datetime) -> None:
    with acme.inside():
        ben = users.change_role(acme.ben, Role.OWNER, by=acme.ada.actor, now=now)
    refused = at_once(
        tenancy.vault_seat(acme.schema),
        lambda: users.deactivate(acme.ada, by=ben.actor, now=now),
        lambda: users.change_role(ben, Role.READER, by=ben.actor, now=now),
    )
    with acme.inside():
        owners = User.objects.active().filter(role=Role.OWNER).count()
    assert (owners, refused) == (1, ["LastOwnerError"])


def test_hand_over_makes_an_owner_and_the_giver_may_step_down(acme: Vault, now: datetime) -> None:
    with acme.inside():
        users.hand_over(acme.ada, acme.ben, becomes=Role.READER, now=now)
        roles = dict(User.objects.values_list("name", "role"))
        assert (roles["Ada"], roles["Ben"]) == ("reader", "owner")
        assert changes(acme.ben) == [("editor", "owner", acme.ada.id)]
        assert changes(acme.ada) == [("owner", "reader", acme.ada.id)]


def test_hand_over_may_leave_two_owners(acme: Vault, now: datetime) -> None:
    with acme.inside():
        users.hand_over(acme.ada, acme.ben, becomes=Role.OWNER, now=now)
        assert User.objects.active().filter(role=Role.OWNER).count() == 2
        assert changes(acme.ada) == []


def test_hand_over_by_somebody_who_is_no_owner_is_refused(acme: Vault, now: datetime) -> None:
    with acme.inside():
        with pytest.raises(users.RoleError):
            users.hand_over(acme.ben, acme.rae, becomes=Role.EDITOR, now=now)
        assert RoleChange.objects.count() == 0


def test_hand_over_to_somebody_gone_leaves_everything_as_it_was(acme: Vault, now: datetime) -> None:
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
        with pytest.raises(users.GoneError):
            users.hand_over(acme.ada, acme.ben, becomes=Role.READER, now=now)
        assert User.objects.get(id=acme.ada.id).role == "owner"


def test_coming_going_and_coming_back_are_written_down(acme: Vault, now: datetime) -> None:
    by = acme.ada.actor
    with acme.inside():
        for role in (Role.EDITOR, Role.READER):
            _, token = invitations.invite(
                email="tim@acme.example", name="Tim", role=role, by=by, now=now
            )
            tim = invitations.accept(token, name="Tim", password=NEW, now=now)
            users.deactivate(tim, by=by, now=now)
        told = changes(tim)
    ada = acme.ada.id
    assert told == [
        ("reader", "", ada),
        ("", "reader", ada),
        ("editor", "", ada),
        ("", "editor", ada),
    ]


def test_deactivate_leaves_no_way_in_and_none_handed_out(acme: Vault, now: datetime) -> None:
    with acme.inside():
        ben = users.change_role(acme.ben, Role.OWNER, by=acme.ada.actor, now=now)
        _, friend = invitations.invite(
            email="pal@else.example", name="Pal", role=Role.OWNER, by=ben.actor, now=now
        )
        _, adas = invitations.invite(
            email="tim@acme.example", name="Tim", role=Role.READER, by=acme.ada.actor, now=now
        )
        asked = resets.ask("ben@acme.example", now)
        assert asked is not None
        users.deactivate(ben, by=acme.ada.actor, now=now)
        assert PasswordReset.objects.count() == 0
        with pytest.raises(resets.UnknownResetError):
            resets.use(asked[1], password=PASSWORD, now=now)
        with pytest.raises(invitations.RevokedInvitationError):
            invitations.accept(friend, name="Pal", password=NEW, now=now)
        assert invitations.find(adas, now=now).name == "Tim"


def test_invitations_of_an_owner_who_is_one_no_more_end(acme: Vault, now: datetime) -> None:
    with acme.inside():
        ben = users.change_role(acme.ben, Role.OWNER, by=acme.ada.actor, now=now)
        invitations.invite(
            email="pal@else.example", name="Pal", role=Role.OWNER, by=ben.actor, now=now
        )
        users.change_role(ben, Role.EDITOR, by=acme.ada.actor, now=now)
        assert Invitation.objects.undecided().count() == 0


def test_a_change_that_breaks_a_rule_cannot_be_stored(acme: Vault, now: datetime) -> None:
    with acme.inside():
        users.change_role(acme.ben, Role.BILLING, by=acme.ada.actor, now=now)
        row = RoleChange.objects.all()
        for broken in ({"after": "editor"}, {"after": "king"}, {"by_kind": "token"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                row.update(**broken)
