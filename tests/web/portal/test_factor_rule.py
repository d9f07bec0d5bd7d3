"""Which roles need a second factor: decided by owners, kept with who and when."""

from datetime import datetime, timedelta

from bailee.people.protection.models import FactorRule
from tests.cast import Vault

PAGE = "/people/factors/"


def test_owner_decides_and_the_page_says_who_lacks_one(acme: Vault, now: datetime) -> None:
    browser = acme.browser(acme.ada)
    page = browser.get(PAGE)
    assert {person.name for person in page.context["without"]} == {"Ada", "Ben", "Bo", "Rae"}
    day = (now.date() + timedelta(days=3)).isoformat()
    sent = {"roles": ["reader", "editor"], "starts_on": day, "grace_days": "14"}
    assert browser.post(PAGE, sent)["Location"] == "/people/"
    with acme.inside():
        made = FactorRule.objects.get()
    assert (made.roles, made.grace_days, made.by_id) == (["editor", "reader"], 14, acme.ada.id)
    assert b"Editor, Reader" in browser.get(PAGE).content


def test_what_is_no_rule_is_refused_beside_the_field(acme: Vault, now: datetime) -> None:
    browser = acme.browser(acme.ada)
    today = now.date().isoformat()
    for wrong in (
        {"roles": ["owner"], "starts_on": today, "grace_days": "14"},
        {"roles": ["reader"], "starts_on": today, "grace_days": "91"},
        {"roles": ["reader"], "starts_on": "2020-01-01", "grace_days": "0"},
        {"roles": ["reader\x00"], "starts_on": "no day", "grace_days": "many"},
    ):
        assert browser.post(PAGE, wrong).status_code == 422
    with acme.inside():
        assert FactorRule.objects.count() == 0


def test_only_owners_decide(acme: Vault) -> None:
    assert [acme.browser(who).get(PAGE).status_code for who in (acme.ben, acme.bo, acme.rae)] == [
        403
    ] * 3
