"""The mail about a sign-in that looks like none before."""

import pytest

from bailee.people import users
from bailee.people.models import User
from bailee.vault.activity import places
from bailee.vault.mail.models import Message
from tests.cast import PASSWORD, Vault
from tests.web.ui.doors import CODE, FIREFOX, PHONE, code_of, sign_in, with_factor


def come(vault: Vault, agent: str, email: str = "ada@acme.example") -> None:
    browser = vault.browser()
    browser.defaults["HTTP_USER_AGENT"] = agent
    sign_in(browser, email)


def mails(vault: Vault) -> list[Message]:
    with vault.inside():
        return list(Message.objects.filter(kind="new_device").order_by("posted_at"))


def test_first_sign_in_and_known_devices_bring_no_mail(acme: Vault) -> None:
    for agent in (FIREFOX, FIREFOX, FIREFOX.replace("140", "141")):
        come(acme, agent)
    assert mails(acme) == []


def test_new_browser_brings_a_mail_that_says_what_to_do(acme: Vault) -> None:
    for agent in (FIREFOX, PHONE, PHONE):
        come(acme, agent)
    (mail,) = mails(acme)
    assert mail.to == "ada@acme.example"
    assert mail.subject == "New sign-in to the portal of Acme Marine"
    assert "Browser: Mobile Safari 18\n" in mail.text
    assert "System: iOS 18, iPhone\n" in mail.text
    assert "Country" not in mail.text
    for page in ("/account/sessions/", "/account/password/reset/"):
        assert f"{acme.host}" in mail.text
        assert page in mail.text
        assert page in mail.html


def test_new_country_brings_a_mail_that_names_it(
    acme: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(acme, FIREFOX)
    monkeypatch.setattr(places, "country", lambda _: "PT")
    come(acme, FIREFOX)
    (mail,) = mails(acme)
    assert "Country (approximate): Portugal\n" in mail.text


def test_mail_goes_when_the_second_factor_was_shown_and_not_before(acme: Vault) -> None:
    come(acme, FIREFOX)
    with_factor(acme, acme.ada)
    browser = acme.browser()
    browser.defaults["HTTP_USER_AGENT"] = PHONE
    sign_in(browser, "ada@acme.example")
    assert mails(acme) == []
    browser.post(CODE, {"code": code_of()})
    assert len(mails(acme)) == 1


def test_who_comes_back_by_an_invitation_begins_anew(acme: Vault) -> None:
    come(acme, FIREFOX, "ben@acme.example")
    with acme.inside():
        now = User.objects.get(id=acme.ben.id).last_login
        assert now is not None
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
        users.add(email="ben@acme.example", name="Ben", role="editor", password=PASSWORD, now=now)
    come(acme, PHONE, "ben@acme.example")
    assert mails(acme) == []


def test_browser_that_says_nothing_is_told_as_unknown(acme: Vault) -> None:
    come(acme, FIREFOX)
    come(acme, "")
    (mail,) = mails(acme)
    assert "Browser: unknown\n    System: unknown\n" in mail.text
