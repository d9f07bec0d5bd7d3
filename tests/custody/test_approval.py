"""Two different staff approve a purge, both active until it begins."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from bailee.custody import handback, tasks
from bailee.custody.handback import approval
from bailee.custody.models import HandBack, Kind, Step
from bailee.foundation import ids, tenancy
from bailee.foundation.actors import Actor
from bailee.people import users
from bailee.people.models import User
from bailee.people.roles import Role
from tests import cast
from tests.cast import Staff, Vault
from tests.custody import leaving

pytestmark = pytest.mark.usefixtures("installed")
LAPSED = "Purge approved (lapsed: no longer active staff)"


@pytest.fixture
def company(staff: Staff, now: datetime) -> Iterator[Vault]:
    vault = leaving.open_company(staff, now=now)
    yield vault
    cast.clear(vault)


@pytest.fixture
def otto(staff: Staff, now: datetime) -> Iterator[User]:
    """An operator who is about to leave."""
    with tenancy.inside(tenancy.owner_seat()):
        person = users.add(
            email=f"otto-{ids.opaque(6)}@harbour-vale.example",
            name="Otto",
            role=Role.OPERATOR,
            password=cast.PASSWORD,
            now=now,
        )
    yield person
    dismiss(person, staff, now=now)


def dismiss(person: User, staff: Staff, *, now: datetime) -> None:
    with tenancy.inside(tenancy.owner_seat()):
        users.deactivate(person, by=staff.dana.actor, now=now)


def confirmed(company: Vault, staff: Staff, now: datetime) -> HandBack:
    given = leaving.delivered(company, staff, now=now)
    code = leaving.code_inside(given, by=company.ada.actor, now=now)
    handback.confirm(given, code=code, by=company.ada.actor, now=now)
    return given


def approvals(company: Vault) -> list[tuple[str, object]]:
    events = handback.timeline(company.client.pk)
    return [(event.label, event.by_id) for event in events if event.label.startswith("Purge appr")]


def test_purge_needs_somebody_else_when_an_approver_may_approve_no_more(
    company: Vault, staff: Staff, otto: User, now: datetime
) -> None:
    given = confirmed(company, staff, now)
    with tenancy.inside(tenancy.owner_seat()):
        assert handback.approve(given, by=otto.actor, now=now) == 1
        users.change_role(otto, Role.BOOKKEEPER, by=staff.dana.actor, now=now)
        with pytest.raises(handback.HandBackError, match="active staff"):
            handback.approve(given, by=otto.actor, now=now)
        assert handback.approve(given, by=staff.dana.actor, now=now) == 1


def test_purge_needs_somebody_else_when_an_approver_was_deactivated_first(
    company: Vault, staff: Staff, otto: User, now: datetime
) -> None:
    given = confirmed(company, staff, now)
    with tenancy.inside(tenancy.office_seat()):
        assert handback.approve(given, by=otto.actor, now=now) == 1
        dismiss(otto, staff, now=now)
        assert handback.approve(given, by=staff.dana.actor, now=now) == 1
        with pytest.raises(handback.OrderError, match="2 different staff must approve; 1"):
            handback.purge(given, by=staff.dana.actor, now=now)
        assert handback.approve(given, by=staff.priya.actor, now=now) == 2
        handback.purge(given, by=staff.dana.actor, now=now)
    assert approvals(company) == [
        (LAPSED, otto.pk),
        ("Purge approved", staff.dana.pk),
        ("Purge approved", staff.priya.pk),
    ]


def test_purge_is_refused_when_an_approver_was_deactivated_after_both(
    company: Vault, staff: Staff, otto: User, now: datetime
) -> None:
    given = confirmed(company, staff, now)
    handback.approve(given, by=staff.dana.actor, now=now)
    handback.approve(given, by=otto.actor, now=now)
    assert handback.state_of(given).has(Kind.APPROVED)
    dismiss(otto, staff, now=now)
    with pytest.raises(handback.OrderError, match="2 different staff must approve; 1"):
        handback.purge(given, by=staff.dana.actor, now=now)
    assert not handback.state_of(given).has(Kind.APPROVED)
    assert handback.state_of(given).next == "Two staff approve the purge."


def test_lapsed_approval_stays_lapsed_when_its_giver_comes_back(
    company: Vault, staff: Staff, otto: User, now: datetime
) -> None:
    given = confirmed(company, staff, now)
    handback.approve(given, by=otto.actor, now=now)
    dismiss(otto, staff, now=now)
    tasks.sweep(timestamp=0)
    with tenancy.inside(tenancy.owner_seat()):
        users.add(
            email=otto.email, name="Otto", role=Role.OPERATOR, password=cast.PASSWORD, now=now
        )
    assert approvals(company) == [(LAPSED, otto.pk)]
    assert handback.approve(given, by=otto.actor, now=now) == 1


def test_approvals_of_a_purge_that_began_stay_as_they_were(
    company: Vault, staff: Staff, otto: User, now: datetime
) -> None:
    given = confirmed(company, staff, now)
    handback.approve(given, by=staff.dana.actor, now=now)
    handback.approve(given, by=otto.actor, now=now)
    handback.purge(given, by=staff.dana.actor, now=now)
    dismiss(otto, staff, now=now)
    assert approval.lapse(now=now) == 0
    with pytest.raises(handback.OrderError, match="approved already"):
        handback.approve(given, by=staff.priya.actor, now=now)


def test_purge_is_begun_by_active_staff_only(
    company: Vault, staff: Staff, otto: User, now: datetime
) -> None:
    given = leaving.approved(company, staff, now=now)
    dismiss(otto, staff, now=now)
    for nobody in (otto.actor, company.ada.actor, Actor("system")):
        with pytest.raises(handback.HandBackError, match="Only active staff"):
            handback.purge(given, by=nobody, now=now)
    handback.purge(given, by=staff.dana.actor, now=now)


def test_one_person_cannot_approve_twice(company: Vault, staff: Staff, now: datetime) -> None:
    given = leaving.delivered(company, staff, now=now)
    code = leaving.code_inside(given, by=company.ada.actor, now=now)
    handback.confirm(given, code=code, by=company.ada.actor, now=now)
    assert handback.approve(given, by=staff.dana.actor, now=now) == 1
    with pytest.raises(handback.HandBackError, match="second member"):
        handback.approve(given, by=staff.dana.actor, now=now)
    with pytest.raises(handback.OrderError, match="different staff"):
        handback.purge(given, by=staff.dana.actor, now=now)
    with pytest.raises(handback.HandBackError, match="active staff"):
        handback.approve(given, by=company.ada.actor, now=now)
    assert handback.approve(given, by=staff.priya.actor, now=now) == 2


@pytest.mark.parametrize("kind", ["same person", "user", "nobody", "third"])
def test_database_itself_refuses_false_approvals(
    company: Vault, staff: Staff, now: datetime, kind: str
) -> None:
    given = leaving.given_notice(company, staff, now=now)
    dana, priya, emil = staff.dana.actor, staff.priya.actor, staff.emil.actor
    approve(given, dana, 1, now=now)
    false = {
        "same person": (dana, 2),
        "user": (company.ada.actor, 2),
        "nobody": (Actor("staff"), 2),
        "third": (emil, 3),
    }
    if kind == "third":
        approve(given, priya, 2, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        approve(given, *false[kind], now=now)


def approve(given: HandBack, by: Actor, number: int, *, now: datetime) -> None:
    Step.objects.create(
        handback=given, kind=Kind.APPROVED, number=number, at=now, by_kind=by.kind, by_id=by.id
    )


def test_database_itself_lets_only_approvals_lapse(
    company: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.given_notice(company, staff, now=now)
    approve(given, staff.dana.actor, 1, now=now)
    assert given.steps.approvals().update(lapsed_at=now + timedelta(days=1)) == 1
    approve(given, staff.dana.actor, 1, now=now)
    with pytest.raises(IntegrityError, match="custody_step_approvals_lapse"), transaction.atomic():
        given.steps.filter(kind=Kind.NOTICE).update(lapsed_at=now)
