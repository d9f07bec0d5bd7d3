"""Taking a step: what is grave is asked once more; a refusal is told, and changes nothing."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from bailee.custody import handback
from bailee.custody.handback import archives
from bailee.custody.models import HandBack, Kind
from bailee.foundation import clock
from tests import cast
from tests.cast import Staff, Vault, office_browser
from tests.custody import leaving


@pytest.fixture
def company(staff: Staff, now: datetime) -> Iterator[Vault]:
    vault = leaving.open_company(staff, now=now)
    yield vault
    cast.clear(vault)


def url(given: HandBack, kind: str) -> str:
    return f"/hand-backs/{given.id}/steps/{kind}/"


def kinds(given: HandBack) -> list[str]:
    return list(given.steps.values_list("kind", flat=True))


def test_steps_are_taken_from_freezing_to_the_purge(
    company: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.given_notice(company, staff, now=now)
    dana, priya = office_browser(staff.dana), office_browser(staff.priya)
    back = f"/hand-backs/{given.id}/"
    assert dana.post(url(given, Kind.FROZEN))["Location"] == back
    assert dana.post(url(given, Kind.ARCHIVE_BUILT))["Location"] == back
    build = given.archive_builds.get()
    archives.make(build, policy="", clock=lambda: now)
    dana.post(url(given, Kind.DELIVERED))
    ada = company.ada.actor
    code = leaving.code_inside(given, by=ada, now=now)
    handback.confirm(given, code=code, by=ada, now=clock.now())
    dana.post(url(given, Kind.APPROVED))
    dana.post(url(given, Kind.APPROVED))
    page = dana.get(back).content.decode()
    assert "You have approved already. A second member of staff must approve." in page
    dana.post(url(given, Kind.PURGE_BEGAN))
    assert "2 different staff must approve; 1 did." in dana.get(back).content.decode()
    priya.post(url(given, Kind.APPROVED))
    assert priya.post(url(given, Kind.PURGE_BEGAN))["Location"] == back
    assert kinds(given)[-4:] == [Kind.CONFIRMED, Kind.APPROVED, Kind.APPROVED, Kind.PURGE_BEGAN]
    asked = ProcrastinateJob.objects.filter(task_name__endswith="purge", args__vault=company.schema)
    assert asked.count() == 1


@pytest.mark.parametrize("kind", [Kind.APPROVED, Kind.PURGE_BEGAN, Kind.ESCROW_PASSED])
def test_grave_step_is_asked_once_more(
    acme: Vault, staff: Staff, now: datetime, kind: Kind
) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    page = office_browser(staff.dana).get(url(given, kind))
    assert (page.status_code, page.templates[0].name) == (200, "ui/confirm.html")
    assert kinds(given) == [Kind.NOTICE]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.ARCHIVE_BUILT, "The portal must be frozen first."),
        (Kind.DELIVERED, "The archive must be built first."),
        (Kind.APPROVED, "The client must confirm that the archive has arrived"),
        (Kind.PURGE_BEGAN, "different staff must approve"),
        (Kind.ESCROW_PASSED, "The archive must be delivered first."),
    ],
)
def test_step_out_of_order_is_refused_in_words(
    acme: Vault, staff: Staff, now: datetime, kind: Kind, words: str
) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    dana = office_browser(staff.dana)
    dana.post(url(given, kind))
    assert words in dana.get(f"/hand-backs/{given.id}/").content.decode()
    assert kinds(given) == [Kind.NOTICE]


@pytest.mark.parametrize("kind", ["nonsense", Kind.NOTICE, Kind.CERTIFIED, Kind.CONFIRMED])
def test_step_that_staff_cannot_take_is_not_found(
    acme: Vault, staff: Staff, now: datetime, kind: str
) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    dana = office_browser(staff.dana)
    assert [dana.get(url(given, kind)).status_code, dana.post(url(given, kind)).status_code] == [
        404,
        404,
    ]


def test_book_keeper_takes_no_step(acme: Vault, staff: Staff, now: datetime) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    emil = office_browser(staff.emil)
    assert emil.post(url(given, Kind.FROZEN)).status_code == 403
    assert kinds(given) == [Kind.NOTICE]
