"""The registry of clients: who may open one, what a wrong form says, what the office shows."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bailee.foundation import ids, tenancy
from bailee.office.clients.models import Client
from bailee.vault.company import profile
from bailee.vault.mail.models import Message
from bailee.web.office import standing
from tests import cast
from tests.cast import Staff, Vault, office_browser


def form(**changes: str) -> dict[str, str]:
    """What a member of staff fills in for a new client."""
    return {
        "name": "Tidewater Ltd.",
        "label": f"tidewater-{ids.opaque(8)}",
        "street": "1 Pier Road",
        "country": "GB",
        "contact_name": "Olive",
        "contact_email": "olive@tidewater.example",
        "starts_on": "2026-12-01",
        "notice_days": "60",
        "price_per_month": "480.50",
        "currency": "GBP",
        **changes,
    }


def test_new_opens_the_client_and_invites_its_contact(staff: Staff) -> None:
    response = office_browser(staff.priya).post("/clients/new/", sent := form())
    client = Client.objects.get(label=sent["label"])
    contract = client.contracts.get()
    with tenancy.inside(client.schema_name):
        written = profile.current()
        message = Message.objects.get()
    cast.clear(Vault(client, {}))
    assert response["Location"] == f"/clients/{client.id}/?opened"
    assert (client.name, client.by_id) == ("Tidewater Ltd.", staff.priya.id)
    assert (contract.starts_on, contract.notice_days) == (date(2026, 12, 1), 60)
    assert (contract.price_per_month, contract.currency) == (Decimal("480.50"), "GBP")
    assert (written.legal_name, written.street, written.country) == (
        "Tidewater Ltd.",
        "1 Pier Road",
        "GB",
    )
    assert (message.kind, message.to) == ("invitation", "olive@tidewater.example")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "Tide\0water"}, "cannot be stored (NUL"),
        ({"name": "T" * 201}, "at most 200 characters"),
        ({"name": "株式会社", "label": ""}, "Use lower-case letters, digits and hyphens"),
        ({"label": "Not A Host"}, "Use lower-case letters, digits and hyphens"),
        ({"label": "office"}, "is kept for Bailee itself"),
        ({"contact_email": "nonsense"}, "Enter a valid email address."),
        ({"country": "XX"}, "XX is not one of the available choices."),
        ({"currency": "XXX"}, "XXX is not one of the available choices."),
        ({"price_per_month": "12x"}, "Enter a number."),
        ({"price_per_month": "-1"}, "greater than or equal to 0"),
        ({"price_per_month": "NaN"}, "Enter a number."),
        ({"notice_days": "99999"}, "less than or equal to 3650"),
        ({"starts_on": "0201-01-01"}, "Choose a day from 1990 on."),
        ({"starts_on": "2026-02-30"}, "Enter a valid date."),
    ],
)
def test_new_tells_what_is_wrong_and_keeps_what_was_typed(
    staff: Staff, change: dict[str, str], words: str
) -> None:
    before = Client.objects.count()
    sent = form(**change)
    page = office_browser(staff.dana).post("/clients/new/", sent)
    assert page.status_code == 200
    assert words in page.content.decode()
    bound = page.context["form"]
    assert {name: bound[name].value() for name in sent} == sent
    assert Client.objects.count() == before


def test_new_refuses_a_label_that_is_taken(staff: Staff, acme: Vault) -> None:
    page = office_browser(staff.dana).post("/clients/new/", form(label=acme.client.label))
    assert "belongs to another client" in page.content.decode()


def test_only_owners_and_operators_open_clients(staff: Staff) -> None:
    emil = office_browser(staff.emil)
    assert [emil.get("/clients/new/").status_code, emil.get("/clients/label/").status_code] == [
        403,
        403,
    ]
    assert emil.post("/clients/new/", form()).status_code == 403
    assert b"/clients/new/" not in emil.get("/clients/").content
    assert b"/clients/new/" in office_browser(staff.dana).get("/clients/").content


def test_index_finds_by_a_part_of_the_name(staff: Staff, acme: Vault, cygnus: Vault) -> None:
    page = office_browser(staff.emil).get("/clients/", {"q": "CYGN"})
    found = [client.id for client, _ in page.context["rows"]]
    assert cygnus.client.id in found
    assert acme.client.id not in found
    assert {client.name for client, _ in page.context["rows"]} == {"Cygnus Freight"}


@pytest.mark.parametrize("order", ["name", "-name", "opened_at", "-opened_at"])
def test_index_sorts(staff: Staff, acme: Vault, cygnus: Vault, order: str) -> None:
    rows = office_browser(staff.emil).get("/clients/", {"order": order}).context["rows"]
    names = [getattr(client, order.removeprefix("-")) for client, _ in rows]
    assert names == sorted(names, reverse=order.startswith("-"))
    assert len(names) >= 2


@pytest.mark.parametrize("query", [{"q": "a\0"}, {"order": "schema_name"}, {"page": "x"}])
def test_index_takes_a_query_that_makes_no_sense(staff: Staff, query: dict[str, str]) -> None:
    assert office_browser(staff.dana).get("/clients/", query).status_code == 200


def test_index_asks_the_database_the_same_number_of_times_for_more_clients(
    staff: Staff, acme: Vault, cygnus: Vault
) -> None:
    with CaptureQueriesContext(connection) as one:
        standing.of_all(Client.objects.filter(id=acme.client.id))
    with CaptureQueriesContext(connection) as two:
        standing.of_all(Client.objects.filter(id__in=[acme.client.id, cygnus.client.id]))
    assert (len(one), len(two)) == (4, 4)


def test_show_tells_the_registry_the_contract_and_the_card_and_nothing_else(
    staff: Staff, acme: Vault
) -> None:
    page = office_browser(staff.emil).get(f"/clients/{acme.client.id}/").content.decode()
    assert acme.host in page
    assert "490.00 EUR" in page
    assert "Give notice" in page
    assert "4 Quay Street" in page
    assert "ada@acme.example" in page  # the company's contact
    for person in (acme.ben, acme.bo, acme.rae):
        assert person.email not in page


def test_show_says_once_what_opening_has_done(staff: Staff, acme: Vault) -> None:
    browser = office_browser(staff.dana)
    assert (
        b"is open. Its vault has been made"
        in browser.get(f"/clients/{acme.client.id}/?opened").content
    )
    assert b"has been made" not in browser.get(f"/clients/{acme.client.id}/").content
