"""A hand-back goes step by step: none out of order, none twice, none under a legal hold."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError

from bailee.custody import handback, holds
from bailee.custody.handback import announcements, archives, delivery, sweeping
from bailee.custody.models import ArchiveBuild, HandBack, Kind, Step
from bailee.foundation import ids, storage, tenancy
from bailee.foundation.actors import Actor
from bailee.office.clients.models import Client
from bailee.people.models import User
from bailee.vault.company.models import Contact
from bailee.vault.mail.models import Message
from tests import cast
from tests.cast import Staff, Vault
from tests.custody import leaving

pytestmark = pytest.mark.usefixtures("installed")


@pytest.fixture
def company(staff: Staff, now: datetime) -> Iterator[Vault]:
    vault = leaving.open_company(staff, now=now)
    yield vault
    cast.clear(vault)


def mails(company: Vault, kind: str) -> list[str]:
    with company.inside():
        return sorted(Message.objects.filter(kind=kind).values_list("to", flat=True))


def test_notice_ends_the_contract_and_is_told_to_each_owner_once(
    company: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.given_notice(company, staff, now=now)
    contract = company.client.contracts.get()
    assert (contract.notice_at, contract.ends_on) == (now, now.date())
    assert announcements.tell(given, now=now) == 2
    assert announcements.tell(given, now=now + timedelta(minutes=1)) == 0
    mark = leaving.mark_of(company)
    assert mails(company, "notice") == [f"abe@{mark}.example", f"ada@{mark}.example"]


def test_portal_stays_open_until_the_contract_ends(
    company: Vault, staff: Staff, now: datetime
) -> None:
    ends_on = now.date() + timedelta(days=40)
    given = handback.begin(company.client, ends_on=ends_on, by=staff.dana.actor, now=now)
    with pytest.raises(handback.OrderError, match="runs until"):
        handback.freeze(given, by=staff.dana.actor, now=now)
    handback.freeze(given, by=staff.dana.actor, now=now + timedelta(days=40))
    assert Client.objects.get(pk=company.client.pk).frozen


def test_frozen_vault_can_be_read_but_not_written(
    company: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.given_notice(company, staff, now=now)
    handback.freeze(given, by=staff.dana.actor, now=now)
    with company.inside():
        assert User.objects.count() == 3
        with pytest.raises(tenancy.FrozenError):
            Contact.objects.create(name="X", email="x@acme.example")


STEPS: dict[str, Callable[[HandBack, Actor, datetime], object]] = {
    "build": lambda given, by, now: handback.build_archive(given, by=by, now=now),
    "deliver": lambda given, by, now: handback.deliver(given, by=by, now=now),
    "confirm": lambda given, by, now: handback.confirm(given, code="A", by=by, now=now),
    "escrow": lambda given, by, now: handback.pass_escrow(given, by=by, now=now),
    "approve": lambda given, by, now: handback.approve(given, by=by, now=now),
    "purge": lambda given, by, now: handback.purge(given, by=by, now=now),
}


@pytest.mark.parametrize("step", STEPS)
def test_step_out_of_order_is_refused(
    company: Vault, staff: Staff, now: datetime, step: str
) -> None:
    given = leaving.given_notice(company, staff, now=now)
    with pytest.raises(handback.OrderError):
        STEPS[step](given, staff.dana.actor, now)
    assert list(given.steps.values_list("kind", flat=True)) == [Kind.NOTICE]


def test_hold_stops_every_step_until_it_is_lifted(
    company: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.given_notice(company, staff, now=now)
    hold = holds.place(company.client, reason="Order 12/26", by=staff.dana.actor, now=now)
    with pytest.raises(handback.HeldError):
        handback.freeze(given, by=staff.dana.actor, now=now)
    for step in STEPS.values():
        with pytest.raises(handback.HeldError):
            step(given, staff.dana.actor, now)
    holds.lift(hold, by=staff.dana.actor, now=now)
    handback.freeze(given, by=staff.dana.actor, now=now)
    labels = [event.label for event in handback.timeline(company.client.pk)]
    assert labels.count("Legal hold placed") == labels.count("Legal hold lifted") == 1


def test_archive_comes_back_from_any_byte(company: Vault, staff: Staff, now: datetime) -> None:
    given = leaving.delivered(company, staff, now=now)
    build = given.archive_builds.get()
    whole = b"".join(handback.open_archive(build, by=company.ada.actor, now=now))
    rest = b"".join(handback.open_archive(build, by=company.ada.actor, now=now, start=1000))
    assert (len(whole), whole[1000:]) == (build.size, rest)
    assert [download.start for download in build.downloads.all()] == [0, 1000]
    with pytest.raises(ValueError, match="bytes 0 to"):
        handback.open_archive(build, by=company.ada.actor, now=now, start=len(whole))


def test_archive_ends_when_its_time_is_over(company: Vault, staff: Staff, now: datetime) -> None:
    build = handback.ask_archive(company.client, by=company.ada.actor, now=now)
    with pytest.raises(handback.OrderError, match="being built"):
        handback.ask_archive(company.client, by=company.ada.actor, now=now)
    archives.make(build, policy=leaving.POLICY, clock=lambda: now)
    assert handback.available(company.client, now=now) == [build]
    late = now + timedelta(days=archives.AVAILABLE_DAYS)
    with pytest.raises(handback.ArchiveGoneError):
        handback.open_archive(build, by=company.ada.actor, now=late)
    archives.expire(now=late)
    assert build.object_name not in storage.names(company.schema)
    assert handback.available(company.client, now=now) == []


def test_right_code_confirms_and_a_wrong_one_does_not(
    company: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.delivered(company, staff, now=now)
    with pytest.raises(handback.CodeError):
        handback.confirm(given, code="AAAAA-AAAAA", by=company.ada.actor, now=now)
    code = leaving.code_inside(given, by=company.ada.actor, now=now).lower().replace("-", " ")
    handback.confirm(given, code=code, by=company.ada.actor, now=now)
    assert handback.state_of(given).has(Kind.CONFIRMED)


def test_codes_cannot_be_guessed_faster_than_ten_an_hour(
    company: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.delivered(company, staff, now=now)
    code = leaving.code_inside(given, by=company.ada.actor, now=now)
    for _ in range(delivery.TRIES):
        with pytest.raises(handback.CodeError):
            handback.confirm(given, code="", by=company.ada.actor, now=now)
    with pytest.raises(handback.ThrottledError):
        handback.confirm(given, code=code, by=company.ada.actor, now=now)
    handback.confirm(given, code=code, by=company.ada.actor, now=now + timedelta(hours=1))


def test_portal_confirms_with_the_few_rights_of_the_web_login(
    company: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.delivered(company, staff, now=now)
    code = leaving.code_inside(given, by=company.ada.actor, now=now)
    with tenancy.inside(tenancy.site_seat()):
        seen = handback.standing(company.client.pk)
        assert seen == given
        handback.open_archive(given.archive_builds.get(), by=company.ada.actor, now=now)
        handback.confirm(given, code=code, by=company.ada.actor, now=now)
        build = handback.ask_archive(company.client, by=company.ada.actor, now=now)
        assert handback.timeline(company.client.pk)[-1].by_id == company.ada.pk
    assert build.state == "building"


@pytest.mark.parametrize("kind", sorted(set(Kind.values) - {Kind.CONFIRMED}))
def test_web_login_takes_no_step_of_staff(
    kind: str, company: Vault, staff: Staff, now: datetime
) -> None:
    """Not even by injected SQL: a purge would need no more than such a row."""
    given = leaving.given_notice(company, staff, now=now)
    with (
        tenancy.inside(tenancy.site_seat()),
        pytest.raises(ProgrammingError, match="row-level security"),
    ):
        Step.objects.create(
            handback=given, kind=kind, at=now, by_kind="staff", by_id=staff.dana.id, number=2
        )


def test_web_login_asks_for_no_archive_of_another_client(company: Vault, now: datetime) -> None:
    build = ArchiveBuild(
        client_id=company.client.pk,
        vault=f"v_{ids.opaque()}",
        asked_at=now,
        by_kind="user",
        by_id=ids.new(),
    )
    with (
        tenancy.inside(tenancy.site_seat()),
        pytest.raises(ProgrammingError, match="row-level security"),
    ):
        build.save(force_insert=True)


def test_escrow_passes_after_all_reminders_and_not_before(
    company: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.delivered(company, staff, now=now)
    end = now + timedelta(days=delivery.ESCROW_DAYS)
    with pytest.raises(handback.OrderError, match="waiting time ends"):
        handback.pass_escrow(given, by=staff.dana.actor, now=end - timedelta(seconds=1))
    with pytest.raises(handback.OrderError, match="reminders"):
        handback.pass_escrow(given, by=staff.dana.actor, now=end)
    for days in range(delivery.ESCROW_DAYS):
        day = now + timedelta(days=days)
        delivery.remind(now=day)
        announcements.tell(given, now=day)
    assert len(mails(company, "archive_ready")) == 2 * (1 + len(delivery.REMINDER_DAYS))
    handback.pass_escrow(given, by=staff.dana.actor, now=end)
    assert handback.state_of(given).next == "Two staff approve the purge."


def test_office_login_takes_a_hand_back_all_the_way(
    company: Vault, staff: Staff, now: datetime
) -> None:
    with tenancy.inside(tenancy.office_seat()):
        given = leaving.approved(company, staff, now=now)
        handback.purge(given, by=staff.dana.actor, now=now)
        assert handback.state_of(given).next == "The purge is under way."


def test_mail_whose_job_was_lost_is_found_again(
    company: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.given_notice(company, staff, now=now)
    announcements.tell(given, now=now)
    with tenancy.owner() as raw:
        raw.execute("DELETE FROM procrastinate_jobs WHERE args ->> 'vault' = %s", [given.vault])
    later = now + timedelta(minutes=3)
    assert sweeping.ask_for_mails(now=later) >= 2
    assert sweeping.ask_for_mails(now=later) == 0
    sweeping.ask_again(now=later)
    with tenancy.owner() as raw:
        row = raw.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE queueing_lock = %s",
            [f"announce:{given.vault}"],
        ).fetchone()
    assert row == (1,)
