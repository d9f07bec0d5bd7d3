"""Ada invites Tim, sends the link anew, changes a role, hands the company over; Ben lets Rae go."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bailee.foundation import clock
from bailee.vault.integrations import tokens
from bailee.vault.mail.models import Message
from tests.browser.watch import SESSION, Watched
from tests.cast import Vault

pytestmark = pytest.mark.browser
NEW = "a lantern hangs over the slipway"
PICTURES = os.environ.get("BAILEE_TEST_PICTURES", "")  # a folder to look at the pages in


def look(one: Watched, name: str) -> None:
    """Nothing for axe to find; and a picture, for whoever asks for them."""
    assert one.findings() == [], name
    if PICTURES:
        one.page.screenshot(path=Path(PICTURES, f"{name}.png"), full_page=True)


def newest_link(vault: Vault) -> str:
    with vault.inside():
        text = Message.objects.filter(kind="invitation").latest("posted_at").text
    found = re.search(r"/invitation/[\w-]+/", text)
    assert found is not None
    return found[0]


def accept(one: Watched, name: str) -> None:
    one.page.get_by_label("Your name").fill(name)
    one.page.get_by_label("New password").fill(NEW)
    one.page.get_by_label("I have read the privacy policy").check()
    one.page.get_by_role("button", name="Accept the invitation").click()
    one.page.wait_for_url("**/account/login/**")


def choose(one: Watched, role: str) -> None:
    one.page.get_by_role("radio", name=re.compile(f"^{role}")).check()


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("look_of", "suffix"),
    [({}, ""), ({"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}, "-phone")],
)
def test_people_come_change_and_go(
    acme: Vault, person: Callable[..., Watched], look_of: dict[str, object], suffix: str
) -> None:
    ada, tim, ben = person(**look_of), person(), person(**look_of)
    with acme.inside():
        by, now = acme.ada.actor, clock.now()
        tokens.make(
            name="Warehouse", verbs=["read"], collections=None, expires_at=None, by=by, now=now
        )
    ada.sign_in(acme.host, acme.ada)
    page = ada.page

    ada.go(acme.host, "/people/new/")
    page.get_by_label("Name").fill("Tim")
    page.get_by_label("E-mail address").fill("tim@acme.example")
    choose(ada, "Reader")
    page.get_by_role("button", name="Send the invitation").click()
    first = newest_link(acme)
    page.get_by_role("button", name="Send again Tim").click()
    expect(page.get_by_text("The invitation is on its way to tim@acme.example.")).to_be_visible()
    look(ada, f"people-invited{suffix}")

    tim.go(acme.host, first)
    expect(tim.page.get_by_text("Look for the newest mail.")).to_be_visible()
    tim.go(acme.host, newest_link(acme))
    accept(tim, "Tim")

    ada.go(acme.host, "/people/")
    page.get_by_role("link", name="Change role Tim").click()
    look(ada, f"people-role{suffix}")
    choose(ada, "Editor")
    page.get_by_role("button", name="Change role").click()
    expect(page.get_by_text("Tim is Editor now, and was told by mail.")).to_be_visible()
    expect(page.get_by_text("From Reader to Editor")).to_be_visible()

    page.get_by_role("link", name="Ben", exact=True).click()
    look(ada, f"people-person{suffix}")
    page.get_by_role("link", name="Make an owner").click()
    expect(page.get_by_text("Tokens of the API are revoked: Warehouse.")).to_be_visible()
    look(ada, f"people-ownership{suffix}")
    choose(ada, "Reader")
    page.get_by_role("button", name="Make Ben an owner").click()
    expect(page.get_by_text("Ben is an owner now.")).to_be_visible()
    expect(page.get_by_role("link", name="Invite")).to_have_count(0)

    ben.sign_in(acme.host, acme.ben)
    ben.go(acme.host, "/people/")
    ben.page.get_by_role("link", name="Deactivate Ada").click()
    look(ben, f"people-deactivate{suffix}")
    ben.page.get_by_role("button", name="Deactivate").click()
    expect(ben.page.get_by_text("Ada can no longer sign in.")).to_be_visible()
    look(ben, f"people-list{suffix}")
    ada.go(acme.host, "/people/")
    assert "/account/login/" in page.url
    assert (ben.cookies(), ben.strangers, ben.violations) == ([SESSION], [], [])
