"""From the invitation over app and passkey to a lost device and back, with a virtual device.

`BAILEE_PICTURES` names a folder: then the pages are kept there as pictures for the documentation.
"""

import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bailee.foundation import clock
from bailee.people import factors, invitations
from bailee.people.models import User
from bailee.people.protection import authenticator_app
from bailee.people.roles import Role
from bailee.vault.mail.models import Message
from tests import cast
from tests.browser.watch import SESSION, Watched
from tests.cast import Vault

pytestmark = pytest.mark.browser
EMAIL = "tim@acme.example"


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("BAILEE_PICTURES"):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.wait_for_load_state("networkidle")
        page.screenshot(path=Path(folder) / f"sign-in-{name}.png")


def _device(page: Page) -> tuple[Any, str]:
    """A virtual authenticator that verifies its person, over Chromium's own protocol."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def _sign_out(one: Watched) -> None:
    one.page.get_by_role("button", name="Sign out").first.click()
    one.page.wait_for_url("**/account/login/**")
    assert one.cookies() == []


def _with_password(page: Page) -> None:
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def _set_up_app(page: Page) -> list[str]:
    """The app, and the recovery codes that come with it."""
    page.get_by_role("link", name="Set up one-time codes").click()
    secret = page.locator(".secret").inner_text()
    _picture(page, "app")
    page.get_by_label("One-time code").fill(authenticator_app.code_at(secret, clock.now()))
    page.get_by_role("button", name="Switch on").click()
    codes = page.locator("[data-codes]").inner_text().split()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save as a file").click()
    assert coming.value.path().read_text().split() == codes
    _picture(page, "codes")
    page.get_by_role("link", name="I have kept them").click()
    return codes


@pytest.mark.timeout(240)
def test_person_comes_in_protects_the_account_loses_the_device_and_starts_anew(
    acme: Vault, now: datetime, person: Callable[..., Watched]
) -> None:
    with acme.inside():
        _, token = invitations.invite(
            email=EMAIL, name="Tim", role=Role.OWNER, by=acme.ada.actor, now=now
        )
    tim = person()
    page = tim.page
    _join(tim, acme, token)
    codes = _set_up_app(page)
    assert tim.cookies() == [SESSION]

    session, device = _device(page)
    tim.go(acme.host, "/account/factor/passkeys/new/")
    page.get_by_label("Name").fill("Work laptop")
    _picture(page, "passkey-new")
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/account/factor/codes/")
    tim.go(acme.host, "/account/factor/")
    expect(page.get_by_role("rowheader", name="Work laptop").first).to_be_visible()
    assert tim.findings() == []
    _picture(page, "factors")

    _sign_out(tim)
    _picture(page, "start")
    assert tim.findings() == []
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    assert tim.cookies() == [SESSION]

    # The device is lost; a recovery code still signs in.
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    _sign_out(tim)
    _with_password(page)
    _picture(page, "second-step")
    assert tim.findings() == []
    page.get_by_label("One-time code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/account/" not in url)
    _sign_out(tim)

    # The codes are lost, too: Ada vouches, and Tim starts anew.
    page.goto(_vouched(acme, person()))
    _picture(page, "start-anew")
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Start anew").click()
    _with_password(page)
    page.wait_for_url("**/account/factor/")
    expect(page.get_by_text("were reset after a lost device")).to_be_visible()
    assert tim.findings() == []
    _picture(page, "after-a-reset")
    _set_up_app(page)
    page.wait_for_url(lambda url: "/account/" not in url)
    assert (tim.strangers, tim.violations, tim.stored(), set(tim.set_cookies)) == (
        [],
        [],
        [],
        {SESSION},
    )


def _join(tim: Watched, acme: Vault, token: str) -> None:
    page = tim.page
    tim.go(acme.host, f"/invitation/{token}/")
    page.get_by_label("Password", exact=False).first.fill(cast.PASSWORD)
    page.get_by_label("I have read the privacy policy and agree to it").check()
    page.get_by_role("button", name="Accept the invitation").click()
    page.wait_for_url("**/account/login/**")
    assert tim.cookies() == []
    _with_password(page)
    page.wait_for_url("**/account/factor/")
    expect(page.get_by_text("Owners need a passkey")).to_be_visible()
    assert tim.findings() == []


def _vouched(acme: Vault, ada: Watched) -> str:
    """Ada asks for the reset in her own browser; the link from Tim's mail."""
    ada.sign_in(acme.host, acme.ada)
    ada.go(acme.host, "/people/")
    ada.page.get_by_role("link", name="Lost device Tim").click()
    ada.page.get_by_label("Reason").fill("Telephone fell into the dock; I know the voice.")
    assert ada.findings() == []
    _picture(ada.page, "lost-device")
    ada.page.get_by_role("button", name="Mail the link").click()
    expect(ada.page.get_by_text("The link is on its way")).to_be_visible()
    ada.go(acme.host, "/people/factors/")
    assert ada.findings() == []
    _picture(ada.page, "rule")
    with acme.inside():
        assert factors.has_one(User.objects.get(email=EMAIL)) is True
        text = Message.objects.filter(kind="factor_reset").latest("posted_at").text
    found = re.search(r"https://\S+/account/factor/reset/\S+/", text)
    assert found is not None
    return found[0]
