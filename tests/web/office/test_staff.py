"""The Company's people: the same pages, for the other half of the registry of roles."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import settings

from bailee.foundation import tenancy
from bailee.people import users
from bailee.people.models import Invitation, User
from bailee.vault.mail.models import Message
from tests.cast import DOMAIN, Staff, office_browser


@pytest.fixture
def invited(staff: Staff, now: datetime) -> Iterator[dict[str, str]]:
    """What Dana types to invite Uma; the office outlives the test, so it is tidied up."""
    email = f"uma-{now:%H%M%S%f}@harbour-vale.example"
    yield {"name": "Uma", "email": email, "role": "bookkeeper"}
    with tenancy.inside(tenancy.owner_seat()):
        Message.objects.filter(to=email).delete()
        Invitation.objects.filter(email=email).delete()
        for uma in User.objects.filter(email=email):
            users.deactivate(uma, by=staff.dana.actor, now=now)


def test_index_lists_the_staff_to_all_staff(staff: Staff) -> None:
    for person in (staff.dana, staff.emil, staff.priya):
        page = office_browser(person).get("/staff/").content.decode()
        assert {"Dana", "Emil", "Priya"} <= set(
            re.findall(r'<th scope="row">(?:<a [^>]*>)?(\w+)', page)
        )


def test_new_invites_staff_who_must_then_set_up_a_second_factor(
    staff: Staff, invited: dict[str, str]
) -> None:
    assert office_browser(staff.dana).post("/staff/new/", invited)["Location"] == "/staff/"
    with tenancy.inside(tenancy.office_seat()):
        message = Message.objects.get(to=invited["email"])
    assert "you are invited to the office of Harbour & Vale as Book-keeper" in message.text
    link = re.search(
        rf"https://office\.{DOMAIN}:{settings.PORT}(/invitation/[\w-]+/)", message.text
    )
    assert link is not None
    browser = office_browser()
    password = "a lantern hangs over the slipway"
    browser.post(link[1], {"name": "Uma", "password": password})
    browser.post("/account/login/", {"login": invited["email"], "password": password})
    assert browser.get("/staff/")["Location"] == "/account/factor/"
    assert browser.get("/account/factor/activate/").status_code == 200
    assert browser.get("/staff/")["Location"] == "/account/factor/"


def test_new_refuses_a_role_of_users(staff: Staff, invited: dict[str, str]) -> None:
    response = office_browser(staff.dana).post("/staff/new/", {**invited, "role": "reader"})
    assert b"reader is not one of the available choices." in response.content


@pytest.mark.parametrize("who", ["emil", "priya"])
def test_changes_are_refused_to_all_but_owners(
    staff: Staff, invited: dict[str, str], who: str
) -> None:
    browser = office_browser(getattr(staff, who))
    assert [
        browser.get("/staff/new/").status_code,
        browser.post("/staff/new/", invited).status_code,
        browser.post(f"/staff/{staff.dana.id}/deactivate/").status_code,
    ] == [403] * 3
