"""The portal's first page: what is kept, the contract, and the hand-back when there is one."""

import re
from datetime import datetime

import pytest

from tests.cast import Staff, Vault
from tests.custody import leaving
from tests.furnished import Furnished


def test_show_counts_what_is_kept(furnished: Furnished) -> None:
    page = furnished.vault.browser(furnished.vault.rae).get("/")
    [collection] = page.context["collections"]
    assert (page.context["collection_count"], page.context["file_count"]) == (1, 2)
    assert (page.context["records"], page.context["records_exact"]) == (119, True)
    assert (collection.id, collection.records) == (furnished.values["collection_id"], 119)
    assert f"/records/{collection.id}/" in page.content.decode()


@pytest.mark.parametrize(
    ("who", "reads"), [("ada", True), ("ben", True), ("bo", False), ("rae", True)]
)
def test_show_gives_all_the_contract_and_readers_the_figures(
    acme: Vault,
    who: str,
    reads: bool,  # noqa: FBT001 - a case
) -> None:
    page = acme.browser(acme.people[who]).get("/").content.decode()
    assert "490.00 EUR" in page
    assert ("No collection yet" in page) is reads


def test_show_tells_the_end_of_the_contract(acme: Vault, staff: Staff, now: datetime) -> None:
    browser = acme.browser(acme.rae)
    assert b"no notice given" in browser.get("/").content
    leaving.given_notice(acme, staff, now=now)
    page = browser.get("/").content.decode()
    assert "no notice given" not in page
    assert "aria-label" in page
    assert "Portal read-only" in page


@pytest.mark.parametrize(
    ("who", "places"),
    [
        (
            "ada",
            [
                *("/", "/records/", "/files/", "/company/", "/people/"),
                *("/activity/", "/held/", "/usage/", "/archive/", "/integrations/"),
            ],
        ),
        ("ben", ["/", "/records/", "/files/", "/company/", "/people/"]),
        ("bo", ["/", "/company/", "/people/"]),
    ],
)
def test_navigation_offers_what_the_role_may_open(acme: Vault, who: str, places: list[str]) -> None:
    browser = acme.browser(acme.people[who])
    page = browser.get("/").content.decode()
    menu = page.split('aria-label="Main"')[1].split("<ul>")[1].split("</ul>")[0]
    assert re.findall(r'href="([^"]+)"', menu) == places
    assert [browser.get(place).status_code for place in places] == [200] * len(places)
