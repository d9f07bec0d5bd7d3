"""Ben mistypes, waits at a pause, comes in by the mailed link, and changes his password."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bailee.foundation import tenancy
from bailee.people.models import Throttle
from bailee.vault.mail.models import Message
from tests.browser.watch import Watched
from tests.cast import DOMAIN, Vault
from tests.web.ui.doors import LOGIN, NEW, RESET

pytestmark = pytest.mark.browser
LATER = "an owl counts eleven wet umbrellas"


def type_in(page: Page, password: str) -> None:
    page.get_by_label("E-mail address").fill("ben@acme.example")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_pause_is_told_and_the_mailed_link_leads_past_it(
    acme: Vault, person: Callable[..., Watched], web: str
) -> None:
    ben = person()
    page = ben.page
    page.goto(f"https://{acme.host}:{web}{LOGIN}")
    for _ in range(5):
        type_in(page, "not the right one")
    expect(page.get_by_text("even the right password is refused until then")).to_be_visible()
    page.get_by_role("link", name="Forgotten your password?").click()
    page.get_by_label("E-mail address").fill("ben@acme.example")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("status")).to_contain_text("a mail with a link is on its way")
    with acme.inside():
        link = re.search(rf"{RESET}[\w-]+/", Message.objects.get(kind="password_reset").text)
    assert link is not None
    page.goto(f"https://{acme.host}:{web}{link[0]}")
    page.get_by_label("New password").fill("AcmeMarine2026!")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("This password is little more than “marine”")).to_be_visible()
    page.get_by_label("New password").fill(NEW)
    page.get_by_role("button", name="Set the password").click()
    type_in(page, NEW)
    page.goto(f"https://{acme.host}:{web}/account/sessions/")
    expect(page.get_by_text("A session ends 60 minutes after it was last used")).to_be_visible()
    page.get_by_role("link", name="Set a new password").click()
    page.get_by_label("Your password until now").fill(NEW)
    page.get_by_label("New password").fill(LATER)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("All other sessions have ended.")).to_be_visible()
    with acme.inside():
        assert Message.objects.filter(kind="password_changed").count() == 2


def test_portals_are_asked_for_on_the_public_site(
    acme: Vault, person: Callable[..., Watched], web: str
) -> None:
    page = person().page
    page.goto(f"https://{DOMAIN}:{web}/")
    page.get_by_role("link", name="Have it mailed to you").click()
    page.get_by_label("E-mail address").fill("ada@acme.example")
    page.get_by_role("button", name="Send the mail").click()
    expect(page.get_by_role("status")).to_contain_text("a mail with its address is on its way")
    assert page.context.cookies() == []
    with tenancy.inside(tenancy.owner_seat()):
        Throttle.objects.all().delete()
