"""Staff agree how much a client may keep; the office sees totals only."""

from datetime import datetime

import pytest

from bailee.office.clients import quotas
from bailee.office.clients.models import Client
from bailee.office.clients.quotas import Quota
from bailee.vault.usage import tasks
from tests.cast import Staff, Vault, office_browser
from tests.furnished import SECRET, Furnished

FILLED = {"records": "1000", "gigabytes": "2.5", "users": "10"}


def _page(vault: Vault) -> str:
    return f"/clients/{vault.client.pk}/quota/"


def test_staff_agree_a_quota(acme: Vault, staff: Staff) -> None:
    browser = office_browser(staff.priya)
    assert browser.post(_page(acme), FILLED).status_code == 302
    client = Client.objects.get(pk=acme.client.pk)
    assert quotas.of(client) == Quota(1000, 2_500_000_000, 10)
    page = browser.get(_page(acme))
    assert page.context["form"].initial == {"records": 1000, "gigabytes": "2.5", "users": 10}
    shown = page.content.decode()
    assert ("2.5 GB" in shown, "Priya" in shown, "1,000" in shown) == (True, True, True)


def test_empty_fields_are_no_limit(acme: Vault, staff: Staff, now: datetime) -> None:
    quotas.agree(acme.client, Quota(5, 5, 5), by=staff.dana.actor, now=now)
    office_browser(staff.dana).post(_page(acme), {"records": "", "gigabytes": "", "users": ""})
    assert quotas.of(Client.objects.get(pk=acme.client.pk)) == Quota()


@pytest.mark.parametrize(
    ("name", "typed"),
    [("records", "-1"), ("records", "1.000"), ("gigabytes", "2,5"), ("users", "0")],
)
def test_what_makes_no_sense_is_told_beside_its_field(
    acme: Vault, staff: Staff, name: str, typed: str
) -> None:
    answer = office_browser(staff.dana).post(_page(acme), {**FILLED, name: typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    assert typed in answer.content.decode()
    assert quotas.of(Client.objects.get(pk=acme.client.pk)) == Quota()


def test_book_keeper_reads_and_changes_nothing(acme: Vault, staff: Staff) -> None:
    browser = office_browser(staff.emil)
    assert browser.post(_page(acme), FILLED).status_code == 403
    assert b"Change the quota" not in browser.get(f"/clients/{acme.client.pk}/").content


def test_client_page_shows_totals_and_no_name(
    furnished: Furnished, staff: Staff, now: datetime
) -> None:
    client = furnished.vault.client
    quotas.agree(client, Quota(records=125), by=staff.dana.actor, now=now)
    browser = office_browser(staff.dana)
    assert b"Not measured yet" in browser.get(f"/clients/{client.pk}/").content
    tasks.measure(vault=furnished.vault.schema)
    shown = browser.get(f"/clients/{client.pk}/").content.decode()
    assert ("119 <small>of 125" in shown, "Running short" in shown) == (True, True)
    before, card = shown.split('<h2 id="company">')  # of its company staff see the card
    assert SECRET not in before
    assert card.count(SECRET) == card.count(f"<dd>{SECRET}</dd>") == 1  # its trading name
