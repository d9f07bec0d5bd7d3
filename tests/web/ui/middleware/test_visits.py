"""Which requests are a visitor's, and what is counted of them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client as HttpClient

from bailee.office.visits.tally import pending
from tests.cast import Staff, Vault, office_browser, site_browser
from tests.furnished import Furnished
from tests.web.ui.doors import FIREFOX, LOGIN, sign_in

ELSEWHERE = {
    "HTTP_SEC_FETCH_SITE": "cross-site",
    "HTTP_REFERER": "https://search.example/?q=ada",
    "HTTP_USER_AGENT": FIREFOX,
}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    pending.take()
    yield
    pending.take()


def counted() -> list[tuple[str, str, str, str, int]]:
    """Schema, face, kind, value and times of all that was counted."""
    return sorted(
        (seat.schema[:2], count.face, count.kind, count.value, times)
        for seat, counts in pending.take().items()
        for count, times in counts.items()
    )


def test_arrival_is_counted_by_host_country_and_browser_and_a_further_page_alone() -> None:
    browser = site_browser()
    browser.get("/", **ELSEWHERE)  # type: ignore[arg-type]  # headers
    browser.get("/privacy")
    assert counted() == [
        ("pu", "site", "browser", "Firefox", 1),
        ("pu", "site", "country", "", 1),
        ("pu", "site", "page", "/", 1),
        ("pu", "site", "page", "/privacy", 1),
        ("pu", "site", "referrer", "search.example", 1),
    ]


def test_country_is_found_and_the_address_kept_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bailee.vault.activity.places.country", lambda _: "IS")
    site_browser().get("/", REMOTE_ADDR="198.51.100.23", **ELSEWHERE)  # type: ignore[arg-type]  # headers
    taken = pending.take()
    assert "198.51" not in repr(taken)
    assert [one.value for one in next(iter(taken.values())) if one.kind == "country"] == ["IS"]


@pytest.mark.parametrize(
    ("referrer", "value"),
    [
        ("https://search.example/some/path", "search.example"),
        ("https://acme.bailee.localhost/", ""),  # a portal of ours: whose, is nobody's business
        ("https://bailee.localhost/", ""),
        ("https://bailee.localhost.example/", "bailee.localhost.example"),
        ("https://other/", ""),
        ("https://ada@acme.example:8443/", "acme.example"),
        ("https://x.example" + "y" * 300, ""),
        ("no address", ""),
    ],
)
def test_referrer_is_another_sites_host_alone(referrer: str, value: str) -> None:
    site_browser().get("/", **{**ELSEWHERE, "HTTP_REFERER": referrer})  # type: ignore[arg-type]  # headers
    assert [one[3] for one in counted() if one[2] == "referrer"] == [value]


def test_visit_of_a_portal_is_counted_in_its_vault(acme: Vault) -> None:
    acme.browser().get("/", follow=True, headers={"sec-fetch-site": "none"})
    assert counted() == [
        ("v_", "portal", "browser", "other", 1),
        ("v_", "portal", "country", "", 1),
        ("v_", "portal", "page", LOGIN, 1),
        ("v_", "portal", "referrer", "", 1),
    ]


def test_error_is_counted_by_its_status_and_not_its_address(acme: Vault) -> None:
    acme.browser().get("/ada@acme.example/")
    acme.browser().get("/leave/nonsense/")
    office_browser().post(LOGIN, {}, headers={"sec-fetch-site": "cross-site"})
    found = Counter[tuple[str, str, str]]()
    for _, face, kind, value, times in counted():
        if kind in {"page", "error"}:
            found[face, kind, value] += times
    assert found == {("portal", "error", "404"): 1, ("office", "error", "403"): 1}


def test_what_is_no_page_is_not_counted(acme: Vault) -> None:
    site = site_browser()
    site.get("/robots.txt")
    site.get("/static/ui/tokens.css")
    site.head("/privacy")
    site.get("/privacy", headers={"host": "nobody.bailee.localhost"})
    acme.browser().get("/api/v1/collections")
    acme.browser().get("/records/")  # leads to the sign-in page
    sign_in(acme.browser(), "ada@acme.example", "a wrong word, and then some")
    assert counted() == []


def test_person_signed_in_is_no_visitor(furnished: Furnished, staff: Staff) -> None:
    ada: HttpClient = furnished.vault.browser(furnished.vault.ada)
    values: dict[str, Any] = furnished.values
    for path in ("/", "/nowhere/", LOGIN, f"/leave/{values['sealed']}/"):
        ada.get(path)
    ada.post("/", {}, headers={"sec-fetch-site": "cross-site"})
    office_browser(staff.dana).get("/")
    assert counted() == []
    ada.post("/account/logout/")
    ada.cookies.clear()
    ada.get(LOGIN)
    assert [one[2:4] for one in counted()] == [("page", LOGIN)]


def test_session_that_has_ended_is_a_visitors(acme: Vault) -> None:
    browser = acme.browser(acme.ada)
    with acme.inside():
        browser.session.flush()
    browser.cookies["__Host-sessionid"] = "a" * 32
    browser.get(LOGIN)
    assert [one[2:4] for one in counted()] == [("page", LOGIN)]
