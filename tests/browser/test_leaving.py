"""A person follows links in their data: marked, named on our own page, and at once if they wish."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Route

from bailee.vault.records import collections, records
from bailee.vault.records.collections import NewField
from tests.browser.watch import SESSION, Watched
from tests.cast import Vault

pytestmark = pytest.mark.browser
TEXT = "Berth plan at https://bank.example@quay.example/plan (old), ask ada@acme.example."


def _record(vault: Vault, now: datetime) -> str:
    by = vault.ada.actor
    fields = [NewField("Berth", "text"), NewField("Page", "url"), NewField("Remark", "long_text")]
    with vault.inside():
        made = collections.create(label="Moorings", fields=fields, by=by, now=now)
        berth, page, remark = (str(one.id) for one in made.fields.order_by("position"))
        values = {
            berth: "Quay 4",
            page: "https://münchen.example/hafen?platz=4",
            remark: f"{TEXT}\nhttps://аррӏе.example/ и https://гавань.example/",
        }
        record = records.add(made, values, by=by, now=now)
    return f"/records/{made.id}/rows/{record}/"


@pytest.mark.parametrize(
    "screen", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}]
)
def test_links_are_marked_and_named_before_one_leaves(
    screen: dict[str, object], acme: Vault, now: datetime, person: Callable[..., Watched]
) -> None:
    rae = person(**screen)
    rae.sign_in(acme.host, acme.rae)
    rae.go(acme.host, _record(acme, now))
    assert rae.findings() == []
    mark = "el => getComputedStyle(el, '::before').maskImage"
    link = rae.page.get_by_role("link", name="leaves this site for quay.example")
    assert "leaves" in link.evaluate(mark)
    assert rae.page.get_by_text("goes to quay.example").is_visible()
    assert rae.page.get_by_role("link", name="ada@acme.example").get_attribute("href") == (
        "mailto:ada@acme.example"
    )
    with rae.page.context.expect_page() as opened:
        link.click()
    tab = Watched(opened.value, port=rae.port, domain=rae.domain)
    tab.page.wait_for_load_state()
    assert tab.page.evaluate("window.opener") is None
    assert tab.page.evaluate("document.referrer") == ""
    assert tab.page.get_by_role("heading", name="quay.example").is_visible()
    assert tab.findings() == []
    assert tab.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert (set(rae.set_cookies), rae.cookies(), tab.stored()) == ({SESSION}, [SESSION], [])
    assert (rae.strangers, rae.violations, tab.strangers, tab.violations) == ([], [], [], [])


def test_going_on_tells_the_destination_nothing(
    acme: Vault, now: datetime, person: Callable[..., Watched]
) -> None:
    """The destination is played by the test: nothing leaves this machine."""
    ada = person()
    told: list[dict[str, str]] = []

    def there(route: Route) -> None:
        told.append(route.request.headers)
        route.fulfill(body="<h1>There</h1>")

    ada.page.context.route(re.compile(r"https://.*\.example/"), there)
    ada.sign_in(acme.host, acme.ada)
    record = _record(acme, now)
    ada.go(acme.host, record)
    name = re.compile("leaves this site for xn--mnchen-3ya.example")
    with ada.page.context.expect_page() as opened:
        ada.page.get_by_role("link", name=name).click()
    tab = opened.value
    tab.get_by_role("button", name="Do not show this page").click()
    assert tab.get_by_text("open at once").is_visible()
    tab.get_by_role("link", name="Go on").click()
    tab.get_by_role("heading", name="There").wait_for()
    assert tab.url == "https://xn--mnchen-3ya.example/hafen?platz=4"
    with ada.page.context.expect_page() as straight:
        ada.page.get_by_role("link", name=name).click()
    straight.value.get_by_role("heading", name="There").wait_for()
    assert len(told) == 2
    assert [request.get("referer") for request in told] == [None, None]
    ada.go(acme.host, "/trusted-hosts/")
    assert ada.findings() == []
    ada.page.get_by_role("button", name="Ask me again").click()
    assert ada.page.get_by_text("show where they lead again").is_visible()
    assert ada.page.get_by_role("heading", name="No trusted websites").is_visible()


def test_back_closes_the_tab_or_goes_back(
    acme: Vault, now: datetime, person: Callable[..., Watched]
) -> None:
    rae = person()
    rae.sign_in(acme.host, acme.rae)
    record = _record(acme, now)
    rae.go(acme.host, record)
    link = rae.page.get_by_role("link", name="leaves this site for quay.example")
    with rae.page.context.expect_page() as opened:
        link.click()
    with opened.value.expect_event("close"):
        opened.value.get_by_role("link", name="Back", exact=True).click()
    rae.go(acme.host, str(link.get_attribute("href")))
    rae.page.get_by_role("link", name="Back", exact=True).click()
    rae.page.wait_for_url(lambda url: url.endswith(record))
