"""Ada chooses German formats, dark and compact: seen at once, by her alone, not in her browser."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bailee.foundation import clock
from bailee.office.clients import quotas
from bailee.office.clients.quotas import Quota
from bailee.vault.records import collections
from bailee.vault.usage import days
from tests.browser.watch import SESSION, Watched
from tests.cast import Staff
from tests.furnished import Furnished

pytestmark = pytest.mark.browser
PAGE = "/account/preferences/"


def _looks(one: Watched) -> tuple[str, str]:
    """The colour scheme in force, and the height that a control has."""
    found: list[str] = one.page.evaluate(
        "() => { const of = getComputedStyle(document.documentElement);"
        " return [of.colorScheme, of.getPropertyValue('--control').trim()] }"
    )
    return found[0], found[1]


def test_preferences_are_seen_at_once_and_kept_in_the_vault(
    furnished: Furnished, person: Callable[..., Watched]
) -> None:
    vault, ada, rae = furnished.vault, person(), person()
    ada.sign_in(vault.host, vault.ada)
    ada.page.get_by_role("link", name="Your preferences").first.click()
    page = ada.page
    expect(page.locator("#preview")).to_contain_text("-1,234,567.8900")
    page.get_by_label("Region of dates and numbers").select_option("de-DE")
    expect(page.locator("#preview")).to_contain_text("-1.234.567,8900")
    page.get_by_label("Time zone").fill("Europe/Berlin")
    page.get_by_label("Time zone").press("Tab")
    expect(page.locator("#preview")).to_contain_text("15:04:05,25 CET")
    page.get_by_label("Dark").check()
    page.get_by_label("Compact").check()
    page.get_by_label("Start with").select_option(f"collection:{furnished.values['collection_id']}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your preferences are kept.")).to_be_visible()
    assert _looks(ada) == ("dark", "1.75rem")
    assert ada.findings() == []
    page.get_by_role("button", name="Sign out").first.click()
    ada.sign_in(vault.host, vault.ada)
    assert page.url.endswith(f"/records/{furnished.values['collection_id']}/")
    expect(page.get_by_role("gridcell", name="1,25", exact=True)).to_be_visible()
    assert _looks(ada) == ("dark", "1.75rem")
    rae.sign_in(vault.host, vault.rae)
    rae.go(vault.host, f"/records/{furnished.values['collection_id']}/")
    expect(rae.page.get_by_role("gridcell", name="1.25", exact=True)).to_be_visible()
    assert _looks(rae) == ("light dark", "2.125rem")
    for one in (ada, rae):
        assert (set(one.set_cookies), one.cookies(), one.stored()) == ({SESSION}, [SESSION], [])
        assert (one.strangers, one.violations) == ([], [])


@pytest.mark.parametrize(
    "screen", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}]
)
def test_usage_is_readable_by_all(
    screen: dict[str, object], furnished: Furnished, staff: Staff, person: Callable[..., Watched]
) -> None:
    vault, now, one = furnished.vault, clock.now(), person(**screen)
    with vault.inside():
        there = sum(count for _, count, _ in collections.sized())
    agreed = Quota(records=there + there // 10, file_bytes=10**9, users=5)
    quotas.agree(vault.client, agreed, by=staff.dana.actor, now=now)
    with vault.inside():
        for ago in range(60, -1, -4):
            days.note(now=now - timedelta(days=ago))
    one.sign_in(vault.host, vault.ada)
    one.go(vault.host, "/usage/")
    expect(one.page.get_by_role("img", name="Records by day")).to_be_visible()
    assert one.findings() == []
    one.go(vault.host, "/")
    expect(one.page.get_by_text(re.compile("9[01] % of what is agreed"))).to_be_visible()
    assert one.findings() == []
    width = one.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert (width, one.violations) == (0, [])
