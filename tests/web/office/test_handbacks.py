"""Hand-backs as staff see them: how far each is, and the one button that is due."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client as HttpClient

from bailee.custody import handback, holds
from bailee.custody.handback import archives
from bailee.custody.models import HandBack, Kind
from bailee.people.models import User
from bailee.web.office import due
from bailee.web.ui.stages import timeline
from tests import cast
from tests.cast import Staff, Vault, office_browser
from tests.custody import leaving


@pytest.fixture
def company(staff: Staff, now: datetime) -> Iterator[Vault]:
    vault = leaving.open_company(staff, now=now)
    yield vault
    cast.clear(vault)


def due_now(given: HandBack, me: User, now: datetime) -> Kind | None:
    found = due.action(timeline(given), me, now=now)
    return found.kind if found else None


def test_each_stage_offers_its_own_step(company: Vault, staff: Staff, now: datetime) -> None:
    given = leaving.given_notice(company, staff, now=now)
    assert due_now(given, staff.dana, now) == Kind.FROZEN
    handback.freeze(given, by=staff.dana.actor, now=now)
    assert due_now(given, staff.dana, now) == Kind.ARCHIVE_BUILT
    build = handback.build_archive(given, by=staff.dana.actor, now=now)
    assert due_now(given, staff.dana, now) is None
    archives.make(build, policy="", clock=lambda: now)
    assert due_now(given, staff.dana, now) == Kind.DELIVERED
    handback.deliver(given, by=staff.dana.actor, now=now)
    assert due_now(given, staff.dana, now) is None
    assert due_now(given, staff.dana, now + timedelta(days=28)) == Kind.ESCROW_PASSED
    ada = company.ada.actor
    code = leaving.code_inside(given, by=ada, now=now)
    handback.confirm(given, code=code, by=ada, now=now)
    assert due_now(given, staff.dana, now) == Kind.APPROVED
    handback.approve(given, by=staff.dana.actor, now=now)
    assert due_now(given, staff.dana, now) is None
    assert due_now(given, staff.priya, now) == Kind.APPROVED
    handback.approve(given, by=staff.priya.actor, now=now)
    assert due_now(given, staff.dana, now) == Kind.PURGE_BEGAN


def test_portal_is_not_frozen_before_the_contract_has_ended(
    acme: Vault, staff: Staff, now: datetime
) -> None:
    ends_on = now.date() + timedelta(days=30)
    given = handback.begin(acme.client, ends_on=ends_on, by=staff.dana.actor, now=now)
    assert due_now(given, staff.dana, now) is None
    assert due_now(given, staff.dana, now + timedelta(days=30)) == Kind.FROZEN


def test_hold_takes_every_button_away(acme: Vault, staff: Staff, now: datetime) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    holds.place(acme.client, reason="Order 12/26", by=staff.dana.actor, now=now)
    assert due_now(given, staff.dana, now) is None
    page = office_browser(staff.dana).get(f"/hand-backs/{given.id}/").content.decode()
    assert "A legal hold stands since" in page
    assert "Order 12/26" in page
    assert "Freeze the portal now" not in page


def test_failed_archive_can_be_built_again(acme: Vault, staff: Staff, now: datetime) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    handback.freeze(given, by=staff.dana.actor, now=now)
    build = handback.build_archive(given, by=staff.dana.actor, now=now)
    archives.fail(build, why="disk full", now=now)
    page = office_browser(staff.priya).get(f"/hand-backs/{given.id}/").content.decode()
    assert "The archive could not be built: disk full." in page
    assert "Build the archive again" in page


def test_show_looks_again_only_while_the_worker_is_at_it(
    acme: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    handback.freeze(given, by=staff.dana.actor, now=now)
    dana = office_browser(staff.dana)
    assert b"hx-trigger" not in dana.get(f"/hand-backs/{given.id}/").content
    handback.build_archive(given, by=staff.dana.actor, now=now)
    assert b'hx-trigger="every 2s"' in dana.get(f"/hand-backs/{given.id}/").content


def test_show_gives_the_book_keeper_no_button(acme: Vault, staff: Staff, now: datetime) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    url = f"/hand-backs/{given.id}/"
    assert b"Freeze the portal now</button>" in office_browser(staff.priya).get(url).content
    page = office_browser(staff.emil).get(url).content
    assert b"Freeze the portal now</button>" not in page
    assert b"Freeze the portal now: an owner or operator takes this step." in page


def test_index_lists_what_is_under_way_with_the_next_step(
    acme: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    page = office_browser(staff.emil).get("/hand-backs/")
    found = {state.handback.id: name for name, state in page.context["under_way"]}
    assert found[given.id] == "Acme Marine"
    assert b"When the contract has ended, the portal is frozen." in page.content


def test_show_names_who_took_a_step(acme: Vault, staff: Staff, now: datetime) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    browser: HttpClient = office_browser(staff.emil)
    page = browser.get(f"/hand-backs/{given.id}/").content.decode()
    line = next(part for part in page.split("<p>") if part.startswith("Notice given"))
    assert line.split("</p>")[0].endswith(", Dana")
