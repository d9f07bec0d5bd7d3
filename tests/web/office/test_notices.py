"""Giving notice: not before the notice period is over, unless both sides agreed."""

from datetime import datetime, timedelta

import pytest

from bailee.custody import handback
from tests.cast import Staff, Vault, office_browser


def test_new_begins_the_hand_back(staff: Staff, acme: Vault, now: datetime) -> None:
    ends_on = now.date() + timedelta(days=45)
    url = f"/clients/{acme.client.id}/notice/"
    response = office_browser(staff.emil).post(url, {"ends_on": str(ends_on)})
    begun = handback.standing(acme.client.id)
    assert begun is not None
    assert response["Location"] == f"/hand-backs/{begun.id}/"
    assert (begun.ends_on, begun.by_id) == (ends_on, staff.emil.id)


def test_new_proposes_the_first_possible_day(staff: Staff, acme: Vault, now: datetime) -> None:
    page = office_browser(staff.dana).get(f"/clients/{acme.client.id}/notice/").content.decode()
    assert f'value="{now.date() + timedelta(days=30)}"' in page


@pytest.mark.parametrize(
    ("days", "words"), [(0, "The notice period of 30 days ends on"), (-4000, "The contract starts")]
)
def test_new_refuses_a_day_that_is_too_early(
    staff: Staff, acme: Vault, now: datetime, days: int, words: str
) -> None:
    sent = {"ends_on": str(now.date() + timedelta(days=days))}
    if days < 0:
        sent["waive"] = "on"
    page = office_browser(staff.dana).post(f"/clients/{acme.client.id}/notice/", sent)
    assert words in page.content.decode()
    assert sent["ends_on"] in page.content.decode()
    assert handback.standing(acme.client.id) is None


def test_new_takes_an_earlier_day_when_both_sides_agreed(
    staff: Staff, acme: Vault, now: datetime
) -> None:
    sent = {"ends_on": str(now.date()), "waive": "on"}
    office_browser(staff.dana).post(f"/clients/{acme.client.id}/notice/", sent)
    begun = handback.standing(acme.client.id)
    assert begun is not None
    assert begun.ends_on == now.date()


@pytest.mark.parametrize("who", ["emil", "priya"])
def test_new_lets_only_an_owner_end_it_early(
    staff: Staff, acme: Vault, now: datetime, who: str
) -> None:
    url, tick = f"/clients/{acme.client.id}/notice/", b'name="waive"'
    assert tick in office_browser(staff.dana).get(url).content
    browser = office_browser(getattr(staff, who))
    assert tick not in browser.get(url).content
    page = browser.post(url, {"ends_on": str(now.date()), "waive": "on"}).content
    assert b"The notice period of 30 days ends on" in page
    assert handback.standing(acme.client.id) is None


@pytest.mark.parametrize("day", ["", "tomorrow", "99999-01-01", "2200-01-01"])
def test_new_refuses_what_is_no_day(staff: Staff, acme: Vault, day: str) -> None:
    page = office_browser(staff.dana).post(f"/clients/{acme.client.id}/notice/", {"ends_on": day})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["ends_on"])


def test_new_leads_back_when_notice_was_given(staff: Staff, acme: Vault, now: datetime) -> None:
    dana = office_browser(staff.dana)
    url = f"/clients/{acme.client.id}/notice/"
    dana.post(url, {"ends_on": str(now.date()), "waive": "on"})
    assert dana.get(url)["Location"] == f"/clients/{acme.client.id}/"
    assert b"Notice has been given already." in dana.get(f"/clients/{acme.client.id}/").content
