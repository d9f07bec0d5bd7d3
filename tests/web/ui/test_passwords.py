"""A new password: asked for without telling who is known, set once."""

import re
import time
from datetime import datetime

import pytest
from django.conf import settings

from bailee.foundation.tenancy import vaults
from bailee.people import resets
from bailee.vault.mail.models import Message
from bailee.web.ui import passwords
from tests.cast import Vault
from tests.web.ui.doors import (
    CODE,
    LOGIN,
    NEW,
    RESET,
    sign_in,
    with_factor,
)


def test_reset_answers_known_and_unknown_addresses_alike(acme: Vault) -> None:
    answers = []
    for email in ("ada@acme.example", "nobody@acme.example"):
        started = time.monotonic()
        response = acme.browser().post(RESET, {"email": email})
        assert time.monotonic() - started >= passwords.ANSWER_AFTER
        headers = {name: value for name, value in response.headers.items() if name != "Expires"}
        answers.append((response.status_code, headers, response.content))
    assert answers[0] == answers[1]
    assert answers[0][1]["Location"] == f"{RESET}?asked"
    with acme.inside():
        assert [message.to for message in Message.objects.all()] == ["ada@acme.example"]


def test_reset_link_in_the_mail_sets_the_password(acme: Vault) -> None:
    acme.browser().post(RESET, {"email": "Ada@acme.example"}, HTTP_HOST=f"{acme.host}:1234")
    with acme.inside():
        text = Message.objects.get(kind="password_reset").text
    link = re.search(rf"https://{acme.host}:{settings.PORT}({RESET}[\w-]+/)", text)
    assert link is not None
    browser = acme.browser()
    assert browser.get(link[1]).status_code == 200
    response = browser.post(link[1], {"password": NEW})
    assert response["Location"] == f"{LOGIN}?done=password"
    assert browser.get(link[1]).status_code == 410
    assert sign_in(browser, "ada@acme.example").status_code == 200
    assert sign_in(browser, "ada@acme.example", NEW).status_code == 302


def test_reset_does_not_pass_by_the_second_factor(acme: Vault, now: datetime) -> None:
    with_factor(acme, acme.ada)
    with acme.inside():
        asked = resets.ask("ada@acme.example", now)
    assert asked is not None
    browser = acme.browser()
    browser.post(f"{RESET}{asked[1]}/", {"password": NEW})
    assert sign_in(browser, "ada@acme.example", NEW)["Location"] == CODE


def test_reset_works_in_a_frozen_portal_too(acme: Vault) -> None:
    vaults.freeze(acme.schema)
    acme.browser().post(RESET, {"email": "ada@acme.example"})
    with acme.inside():
        link = re.search(rf"{RESET}[\w-]+/", Message.objects.get(kind="password_reset").text)
    assert link is not None
    response = acme.browser().post(link[0], {"password": NEW})
    assert response["Location"] == f"{LOGIN}?done=password"


def test_reset_is_throttled_per_address(acme: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ANSWER_AFTER", 0)
    statuses = [
        acme.browser().post(RESET, {"email": "ada@acme.example"}).status_code for _ in range(6)
    ]
    assert statuses == [302] * 5 + [429]
