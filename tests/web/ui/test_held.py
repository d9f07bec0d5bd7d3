"""“What we hold about you”: open to everybody, of themselves alone."""

from datetime import datetime

import pytest

from bailee.vault.activity import sign_ins
from tests.cast import Staff, Vault, office_browser

PAGE = "/account/held/"


@pytest.mark.parametrize("name", ["ada", "ben", "bo", "rae"])
def test_everybody_sees_their_own_row(acme: Vault, name: str) -> None:
    answer = acme.browser(acme.people[name]).get(f"{PAGE}people_user/about/")
    assert answer.status_code == 200
    assert f"{name}@acme.example" in answer.content.decode()


def test_index_names_kind_clause_and_time_left(acme: Vault, now: datetime) -> None:
    with acme.inside():
        sign_ins.begin(acme.ben, address="192.0.2.7", header="", referrer="", now=now)
    seen = acme.browser(acme.ben).get(PAGE).content.decode()
    for wanted in (">Sign-ins</a>", "#clause-2.1a", "in 89 days", "Second factors"):
        assert wanted in seen


def test_rows_of_another_person_are_not_shown(acme: Vault, now: datetime) -> None:
    with acme.inside():
        sign_ins.begin(acme.rae, address="203.0.113.99", header="", referrer="", now=now)
    seen = acme.browser(acme.ben).get(f"{PAGE}activity_signin/about/").content.decode()
    assert "203.0.113.99" not in seen


@pytest.mark.parametrize("path", ["company_nothing/about/", "usage_usageday/about/", "x/done/"])
def test_what_is_no_kind_about_a_person_is_not_found(acme: Vault, path: str) -> None:
    assert acme.browser(acme.ben).get(PAGE + path).status_code == 404


def test_staff_see_theirs_in_the_office(staff: Staff) -> None:
    seen = office_browser(staff.dana).get(PAGE).content.decode()
    assert ">Account</a>" in seen
    assert "Records of" not in seen
