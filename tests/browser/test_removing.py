"""Ben sees what is held about him, takes it along and corrects himself; Ada removes him."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from bailee.foundation import clock
from bailee.people.models import User
from bailee.vault.activity import sign_ins, uses
from bailee.vault.mail.models import Message
from bailee.vault.records import comments
from bailee.vault.records.models import Collection
from tests.browser.pictures import picture
from tests.browser.watch import SESSION, Watched
from tests.furnished import Furnished

pytestmark = pytest.mark.browser
SCREENS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}},
}


def _lived(furnished: Furnished) -> None:
    """Some weeks of sign-ins and pages, and a comment of Ben's."""
    vault, now = furnished.vault, clock.now()
    with vault.inside():
        for ago in range(28, 0, -2):
            at = now - timedelta(days=ago)
            one = sign_ins.begin(
                vault.ben,
                address="192.0.2.44",
                header="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                referrer="intranet.example",
                now=at,
            )
            for route in ("files/", "records/<uuid:collection_id>/")[: ago % 3 + 1]:
                uses.record(one.id, route=route, method="GET", address="192.0.2.44", now=at)
        comments.say(
            Collection.objects.get(),
            furnished.values["record_id"],  # type: ignore[arg-type]  # a UUID, by its route
            text="Ready at the quay.",
            link="https://x.example/",
            by=vault.ben.actor,
            now=now,
        )


def _link(furnished: Furnished, kind: str) -> str:
    """The path of the link in the newest mail of a kind."""
    with furnished.vault.inside():
        text = Message.objects.filter(kind=kind).latest("posted_at").text
    found = re.search(r"/account/email/[\w-]+/(undo/)?", text)
    assert found is not None
    return found[0]


def _sound(one: Watched) -> None:
    """No finding, nothing wider than the screen, nothing kept but the session."""
    assert one.findings() == []
    width = one.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert width <= 0
    assert (one.strangers, one.violations, one.stored()) == ([], [], [])


@pytest.mark.parametrize("screen", list(SCREENS))
def test_what_is_held_can_be_read_by_all(
    screen: str, furnished: Furnished, person: Callable[..., Watched]
) -> None:
    _lived(furnished)
    vault, ben, ada = furnished.vault, person(**SCREENS[screen]), person(**SCREENS[screen])
    ben.sign_in(vault.host, vault.ben)
    for path, heading, name in (
        ("/account/held/", "What we hold about you", "held"),
        ("/account/held/activity_signin/about/", "Sign-ins", "held-sign-ins"),
        ("/account/details/", "Your details", "details"),
        ("/account/sessions/", "Your sessions", "sessions"),
    ):
        ben.go(vault.host, path)
        expect(ben.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        _sound(ben)
        picture(ben.page, name, screen)
    ada.sign_in(vault.host, vault.ada)
    for path, heading, name in (
        ("/held/", "What we hold of your company", "held-company"),
        (f"/people/{vault.ben.id}/remove/", "Remove Ben", "remove"),
        ("/activity/", "Activity", "activity"),
    ):
        ada.go(vault.host, path)
        expect(ada.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        _sound(ada)
        picture(ada.page, name, screen)


def test_ben_takes_his_data_along_and_corrects_his_address(
    furnished: Furnished, person: Callable[..., Watched]
) -> None:
    _lived(furnished)
    vault, ben, elsewhere = furnished.vault, person(), person()
    for one in (ben, elsewhere):
        one.sign_in(vault.host, vault.ben)
    page = ben.page
    page.get_by_role("link", name="What we hold about you").first.click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download all of it").click()
    assert re.fullmatch(r"about-me-\d{4}-\d\d-\d\d\.zip", taken.value.suggested_filename)
    page.get_by_role("link", name="Your details").first.click()
    page.get_by_role("link", name="Change the address").click()
    page.get_by_label("New e-mail address").fill("benjamin@acme.example")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("You have asked for benjamin@acme.example")).to_be_visible()
    ben.go(vault.host, _link(furnished, "email_confirm"))
    assert ben.findings() == []
    picture(page, "email-confirm")
    page.get_by_role("button", name="This is my address").click()
    expect(page.locator("main").get_by_text("benjamin@acme.example")).to_be_visible()
    elsewhere.page.reload()
    expect(elsewhere.page).to_have_url(re.compile("/account/login/"))
    elsewhere.go(vault.host, _link(furnished, "email_changed"))
    assert elsewhere.findings() == []
    elsewhere.page.get_by_role("button", name="Undo the change").click()
    page.reload()
    expect(page).to_have_url(re.compile("/account/login/"))
    with vault.inside():
        assert User.objects.get(id=vault.ben.id).email == "ben@acme.example"
    assert set(ben.set_cookies) == {SESSION}


def test_ada_removes_ben_who_is_out_at_once(
    furnished: Furnished, person: Callable[..., Watched]
) -> None:
    _lived(furnished)
    vault, ada, ben = furnished.vault, person(), person()
    ben.sign_in(vault.host, vault.ben)
    ada.sign_in(vault.host, vault.ada)
    page = ada.page
    page.get_by_role("link", name="People").first.click()
    row = page.get_by_role("row").filter(has_text="ben@acme.example")
    row.get_by_role("link", name="Ben", exact=True).click()
    page.get_by_role("link", name="Remove", exact=True).click()
    expect(page.get_by_role("region", name="What goes")).to_contain_text("Sign-ins")
    expect(page.get_by_role("region", name="What stays")).to_contain_text("Comments")
    page.get_by_label("Type the person’s e-mail address").fill("ben@acme")
    page.get_by_role("button", name="Remove for good").click()
    expect(page.get_by_text("This is not ben@acme.example.")).to_be_visible()
    page.get_by_label("Type the person’s e-mail address").fill("ben@acme.example")
    picture(page, "remove-typed")
    page.get_by_role("button", name="Remove for good").click()
    expect(page.get_by_text("The person is removed.")).to_be_visible()
    expect(page.get_by_text("ben@acme.example")).to_have_count(0)
    picture(page, "removed")
    ben.page.reload()
    expect(ben.page).to_have_url(re.compile("/account/login/"))
    record = f"/records/{furnished.values['collection_id']}/rows/{furnished.values['record_id']}/"
    ada.go(vault.host, record)
    expect(page.get_by_text("Ready at the quay.")).to_be_visible()
    expect(page.get_by_text(re.compile("person removed on")).first).to_be_visible()
    picture(page, "removed-comment")
