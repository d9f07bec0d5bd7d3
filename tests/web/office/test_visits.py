"""Who sees the totals of visitors, and what they see."""

from datetime import datetime, timedelta

import pytest

from bailee.foundation import tenancy
from bailee.office.visits import totals
from bailee.office.visits.models import BROWSER, PAGE, REFERRER, UNSAID, Total
from bailee.office.visits.tally import Count
from tests.cast import Staff, Vault, office_browser


@pytest.fixture
def counted(installed: None, now: datetime) -> None:
    """Today and yesterday, of site and office."""
    with tenancy.inside(tenancy.owner_seat()):
        Total.objects.all().delete()
        for face, times in (("site", 40), ("office", 9)):
            for days in (0, 1):
                day = now.date() - timedelta(days=days)
                totals.add(
                    {
                        Count(day, face, PAGE, "/privacy"): times * 2,
                        Count(day, face, BROWSER, "Firefox"): times,
                        Count(day, face, REFERRER, "search.example"): times - 2,
                        Count(day, face, REFERRER, UNSAID): 1,
                        Count(day, face, REFERRER, "only-one.example"): 1,
                    }
                )


def test_totals_are_shown_with_their_share(counted: None, staff: Staff, now: datetime) -> None:
    page = office_browser(staff.priya).get("/visits/")
    kinds = {
        name: [(line.label, line.times, line.share) for line in lines]
        for name, lines in page.context["kinds"]
    }
    assert kinds["Pages"] == [("/privacy", 160, 82), ("office /privacy", 36, 18)]
    assert kinds["Browser"] == [("Firefox", 98, 100)]
    assert kinds["Came from"] == [
        ("search.example", 90, 92),
        ("No other site", 4, 4),
        ("Other or too few", 4, 4),
    ]
    assert [one["chart"].highest for one in page.context["charts"]] == [49, 98]
    text = page.content.decode()
    assert "only-one.example" not in text
    assert "Kept for 396 days" in text


@pytest.mark.parametrize(
    ("asked", "days"), [("", 30), ("90", 90), ("365", 365), ("7", 30), ("x", 30), ("-1", 30)]
)
def test_days_shown_are_one_of_three(staff: Staff, asked: str, days: int) -> None:
    page = office_browser(staff.dana).get(f"/visits/?days={asked}")
    assert (page.status_code, page.context["days"]) == (200, days)


def test_book_keeper_has_no_business_with_visits(staff: Staff) -> None:
    assert office_browser(staff.emil).get("/visits/").status_code == 403


def test_visits_of_a_portal_are_its_owners_to_see(
    acme: Vault, cygnus: Vault, staff: Staff, now: datetime
) -> None:
    with acme.inside():
        totals.add(
            {
                Count(now.date(), "portal", BROWSER, "Firefox"): 5,
                Count(now.date(), "portal", REFERRER, "intranet.acme.example"): 5,
            }
        )
    path = "/activity/visits/"
    assert b"intranet.acme.example" in acme.browser(acme.ada).get(path).content
    assert acme.browser(acme.ben).get(path).status_code == 403
    assert b"intranet.acme.example" not in cygnus.browser(cygnus.cy).get(path).content
    assert b"intranet.acme.example" not in office_browser(staff.dana).get("/visits/").content
