"""Ada sets up the provider of her company, a real one in a process of its own; Zoe uses it."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from bailee.foundation.actors import Actor
from bailee.people import invitations
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.activity.models import SignIn
from bailee.vault.sign_on.models import Link
from tests.browser.watch import SESSION, Watched
from tests.cast import Vault

pytestmark = pytest.mark.browser
PEOPLE = (
    {"sub": "u-zoe", "email": "zoe@acme.example", "email_verified": True, "name": "Zoe Example"},
    {"sub": "u-ben", "email": "ben@acme.example", "email_verified": True, "name": "Ben Example"},
    {"sub": "u-eve", "email": "eve@evil.example", "email_verified": True, "name": "Eve"},
)

ITS_STYLES = "cdn.jsdelivr.net"  # which the provider's own page asks for


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """`oidc-provider-mock` on the one address that the operator allows; gives its issuer."""
    issuer = os.environ["BAILEE_SIGN_ON_ORIGINS"]
    command = [str(Path(sys.executable).with_name("oidc-provider-mock")), "--require-nonce", "true"]
    command += ["--port", str(urlsplit(issuer).port)]
    for person in PEOPLE:
        command += ["--user-claims", json.dumps(person)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        for _ in range(150):
            assert process.poll() is None, "the provider has stopped"
            try:
                urllib.request.urlopen(f"{issuer}/.well-known/openid-configuration", timeout=5)  # noqa: S310 - ours
                break
            except OSError:
                time.sleep(0.1)
        yield issuer
        process.terminate()


def _authorize(one: Watched, subject: str) -> None:
    """At the provider."""
    one.page.get_by_role("button", name=f"Authorize as {subject}").first.click()


def _set_up(one: Watched, host: str, issuer: str) -> None:
    page = one.page
    one.go(host, "/people/")
    page.get_by_role("link", name="Single sign-on").click()
    page.get_by_role("link", name="Set it up").click()
    assert one.findings() == []
    page.get_by_label("Name on the button").fill("Acme account")
    page.get_by_label("Issuer").fill(issuer)
    page.get_by_label("Client id").fill("bailee")
    page.get_by_label("Client secret").fill("a secret of the provider")
    page.get_by_label("Domains of your e-mail addresses").fill("acme.example")
    page.get_by_role("button", name="Ask the provider and save").click()
    expect(page.get_by_text("Try it now")).to_be_visible()
    assert one.findings() == []


def _try(one: Watched, *, told: str) -> None:
    page = one.page
    page.get_by_role("link", name="Try it").click()
    _authorize(one, "u-zoe")
    expect(page.get_by_text("The way there and back works")).to_be_visible()
    expect(page.get_by_text(told)).to_be_visible()
    assert one.findings() == []
    page.get_by_role("link", name="Back to the settings").click()
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_text("On", exact=True)).to_be_visible()
    assert one.findings() == []


def test_owner_sets_up_the_provider_and_an_invited_person_signs_in(
    acme: Vault, provider: str, person: Callable[..., Watched], now: datetime
) -> None:
    ada, zoe = person(), person()
    with acme.inside():
        by = Actor("user", acme.ada.id)
        invitations.invite(email=PEOPLE[0]["email"], name="Zoe", role=Role.EDITOR, by=by, now=now)  # type: ignore[arg-type]  # a text
    ada.sign_in(acme.host, acme.ada)
    _set_up(ada, acme.host, provider)
    _try(ada, told="as somebody new (editor)")
    zoe.go(acme.host, "/people/")
    assert zoe.findings() == []
    zoe.page.get_by_role("link", name="Sign in with Acme account").click()
    _authorize(zoe, "u-zoe")
    expect(zoe.page.get_by_role("heading", name="Is this you?")).to_be_visible()
    expect(zoe.page.get_by_text("zoe@acme.example")).to_be_visible()
    assert zoe.findings() == []
    mine = [one for one in zoe.page.context.cookies() if one["domain"].endswith(acme.host)]
    assert (mine, zoe.set_cookies_of(acme.host)) == ([], [])
    zoe.page.get_by_role("button", name="Yes, sign in").click()
    zoe.page.wait_for_url("**/account/policy/**")
    zoe.page.get_by_role("button", name="I agree", exact=True).click()
    zoe.go(acme.host, "/people/")
    expect(zoe.page.get_by_role("rowheader", name="Zoe Example")).to_be_visible()
    assert set(zoe.set_cookies_of(acme.host)) == {SESSION}
    assert zoe.stored() == []
    assert (ada.violations, zoe.violations) == ([], [])
    met = {urlsplit(one).netloc for one in zoe.strangers} - {ITS_STYLES}
    assert met == {urlsplit(provider).netloc}
    with acme.inside():
        assert Link.objects.get().subject == "u-zoe"
        assert User.objects.get(email="zoe@acme.example").role == Role.EDITOR
        assert SignIn.objects.get(person__email="zoe@acme.example").way == "single sign-on"


def test_stranger_and_refusal_at_the_provider_come_no_further(
    acme: Vault, provider: str, person: Callable[..., Watched]
) -> None:
    ada, eve = person(), person(viewport={"width": 390, "height": 844}, color_scheme="dark")
    ada.sign_in(acme.host, acme.ada)
    _set_up(ada, acme.host, provider)
    _try(ada, told="zoe@acme.example has no account here")
    for choice, told in (
        ("Authorize as u-eve", "not an address of your company"),
        ("Deny access", "access_denied"),
    ):
        eve.go(acme.host, "/account/login/")
        eve.page.get_by_role("link", name="Sign in with Acme account").click()
        eve.page.get_by_role("button", name=choice).first.click()
        expect(eve.page.get_by_text(told)).to_be_visible()
        assert eve.findings() == []
    assert (eve.set_cookies_of(acme.host), eve.violations) == ([], [])
    eve.page.get_by_role("link", name="To the sign-in page").click()
    eve.page.wait_for_url("**/account/login/")
