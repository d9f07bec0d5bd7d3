"""Second factors: set up, signed in with, removed; and who is let in without one."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client as HttpClient

from bailee.people import factors, users
from bailee.people.holdings import STAND_INS
from bailee.people.protection import recovery, rules
from bailee.vault.mail.models import Message
from tests.cast import Vault
from tests.passkey_device import Device
from tests.web.ui.doors import (
    ACTIVATE,
    CODE,
    CODES,
    COOKIE,
    FACTOR,
    LOGIN,
    PASSKEY,
    START,
    code_of,
    cookies,
    sign_in,
    with_factor,
)


def add_passkey(vault: Vault, browser: HttpClient) -> Device:
    """Through the page, as a browser does."""
    asked = browser.get(f"{FACTOR}passkeys/new/").context["passkey"]
    device = Device(origin=f"https://{vault.host}:{settings.PORT}", host=vault.host)
    answer = json.dumps(device.make(json.loads(asked["options"])))
    sent = {"name": "Laptop", "challenge": asked["sealed"], "credential": answer}
    assert browser.post(f"{FACTOR}passkeys/new/", sent)["Location"] == CODES
    return device


def signed(device: Device, page: Any, **more: str) -> dict[str, str]:
    """What the browser sends for the passkey that a page asks for."""
    asked = page.context["passkey"]
    answer = json.dumps(device.sign(json.loads(asked["options"])))
    return {"challenge": asked["sealed"], "credential": answer, **more}


def test_password_alone_does_not_sign_in_who_has_a_second_factor(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    browser = acme.browser()
    response = sign_in(browser, "ada@acme.example")
    assert (response["Location"], cookies(response)) == (CODE, {COOKIE})
    assert browser.get("/people/")["Location"] == f"{LOGIN}?next=%2Fpeople%2F"
    response = browser.post(CODE, {"code": code_of()})
    assert (response["Location"], cookies(response)) == (START, {COOKIE})
    assert browser.get("/people/").status_code == 200


def test_code_works_once_also_with_spaces_and_in_another_process(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    code = code_of()
    first, second = acme.browser(), acme.browser()
    sign_in(first, "ada@acme.example")
    sign_in(second, "ada@acme.example")
    assert first.post(CODE, {"code": code}).status_code == 302
    for again in (code, f" {code[:3]} {code[3:]} "):
        cache.clear()  # what another process remembers
        response = second.post(CODE, {"code": again})
        assert response.status_code == 200
        assert b"This code is not right, or was used" in response.content


def test_recovery_code_signs_in_once_and_is_told_by_mail(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    with acme.inside():
        code = RecoveryCodes.activate(acme.ada).get_unused_codes()[0]
    outcomes = []
    for _ in range(2):
        browser = acme.browser()
        sign_in(browser, "ada@acme.example")
        outcomes.append(browser.post(CODE, {"code": code}).status_code)
    assert outcomes == [302, 200]
    with acme.inside():
        mail = Message.objects.get(kind="recovery_code_used")
        assert acme.ada.factor_changes.get().what == "code used"
    assert (mail.to, "Unused codes left: 9." in mail.text) == ("ada@acme.example", True)


def test_deactivated_between_password_and_code_stays_out(acme: Vault, now: datetime) -> None:
    with_factor(acme, acme.ben)
    browser = acme.browser()
    sign_in(browser, "ben@acme.example")
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
        assert Session.objects.count() == 0
    response = browser.post(CODE, {"code": code_of()})
    assert (response["Location"], response.cookies[COOKIE].value) == (LOGIN, "")


def test_app_is_set_up_sealed_shows_codes_once_and_ends_other_sessions(acme: Vault) -> None:
    other, browser = acme.browser(acme.rae), acme.browser()
    sign_in(browser, "rae@acme.example")
    page = browser.get(ACTIVATE)
    assert b"data:image/svg+xml;base64," in page.content
    secret, sealed = page.context["secret"], page.context["form"]["sealed"].value()
    wrong = browser.post(ACTIVATE, {"code": "000000", "sealed": sealed})
    assert (wrong.status_code, wrong.context["secret"]) == (422, secret)
    with acme.inside():
        kept = [repr(row.get_decoded()) for row in Session.objects.all()]
    assert [content for content in kept if secret in content] == []
    response = browser.post(ACTIVATE, {"code": code_of(secret), "sealed": sealed})
    assert response["Location"] == CODES
    with acme.inside():
        stored = Authenticator.objects.get(user=acme.rae, type="totp")
        assert secret not in stored.data["secret"]
        assert factors.unseal(stored.data["secret"]) == secret
        assert factors.spend(stored, now=stored.last_used_at) is False
        assert Message.objects.get(kind="factor_changed").to == "rae@acme.example"
    shown = browser.get(CODES).context["codes"]
    assert [len(code) for code in shown] == [8] * 10
    assert browser.get(CODES).context["codes"] == []
    assert other.get("/people/").status_code == 302
    assert browser.get(FACTOR).status_code == 200


def test_no_secret_lies_in_clear_in_any_table(acme: Vault) -> None:
    browser = acme.browser(acme.rae)
    page = browser.get(ACTIVATE)
    secret = page.context["secret"]
    sealed = page.context["form"]["sealed"].value()
    browser.post(ACTIVATE, {"code": code_of(secret), "sealed": sealed})
    codes = browser.get(CODES).context["codes"]
    with acme.inside(), connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = " ".join(row[0] for row in cursor.fetchall())
        seeds = [row.data.get("seed", "") for row in Authenticator.objects.all()]
        opened = [factors.unseal(seed) for seed in seeds if seed]
    assert [one for one in (secret, *codes, *opened) if one in stored] == []


def test_switching_off_takes_the_factor_and_its_recovery_codes(acme: Vault) -> None:
    with_factor(acme, acme.rae)
    browser = acme.browser(acme.rae)
    assert browser.get(f"{FACTOR}deactivate/").status_code == 200
    assert browser.post(f"{FACTOR}deactivate/")["Location"] == FACTOR
    with acme.inside():
        assert Authenticator.objects.count() == 0
        assert Message.objects.get().kind == "factor_changed"


def test_last_factor_of_an_owner_stays(acme: Vault) -> None:
    with_factor(acme, acme.ada)
    browser = acme.browser(acme.ada)
    assert browser.post(f"{FACTOR}deactivate/")["Location"] == FACTOR
    with acme.inside():
        assert factors.has_app(acme.ada) is True
    add_passkey(acme, browser)
    browser.post(f"{FACTOR}deactivate/")
    with acme.inside():
        assert factors.has_app(acme.ada) is False
        (passkey,) = factors.present(acme.ada).filter(type="webauthn")
    assert browser.post(f"{FACTOR}passkeys/{passkey.id}/delete/")["Location"] == FACTOR
    with acme.inside():
        assert factors.has_one(acme.ada) is True


def test_new_recovery_codes_can_be_made_and_few_are_warned_of(acme: Vault, now: datetime) -> None:
    with_factor(acme, acme.rae)
    with acme.inside():
        codes = recovery.make(acme.rae, by=acme.rae.actor, now=now)
        row = Authenticator.objects.get(type="recovery_codes")
        assert [RecoveryCodes(row).validate_code(code) for code in codes[:7]] == [True] * 7
    browser = acme.browser(acme.rae)
    assert b"Make new ones before you need them" in browser.get(FACTOR).content
    assert browser.get(f"{FACTOR}codes/new/").status_code == 200
    assert browser.post(f"{FACTOR}codes/new/")["Location"] == CODES
    with acme.inside():
        assert recovery.left(acme.rae) == 10


def test_passkey_signs_in_alone_without_a_cookie_before(acme: Vault) -> None:
    device = add_passkey(acme, acme.browser(acme.ada))
    browser = acme.browser()
    page = browser.get(LOGIN)
    assert cookies(page) == set()
    response = browser.post(PASSKEY, signed(device, page, next="/people/?a=1"))
    assert (response["Location"], cookies(response)) == ("/people/?a=1", {COOKIE})
    assert browser.get("/people/").status_code == 200
    elsewhere = signed(device, acme.browser().get(LOGIN), next="https://evil.example/")
    assert acme.browser().post(PASSKEY, elsewhere)["Location"] == START


def test_refused_passkey_sets_no_cookie(acme: Vault, cygnus: Vault) -> None:
    device = add_passkey(acme, acme.browser(acme.ada))
    sent = signed(device, acme.browser().get(LOGIN))
    for vault, data in ((cygnus, sent), (acme, {**sent, "credential": "{"}), (acme, {})):
        response = vault.browser().post(PASSKEY, data)
        assert response["Location"] == f"{LOGIN}?passkey=refused"
        assert cookies(response) == set()
    assert (
        b"That passkey was not accepted" in acme.browser().get(f"{LOGIN}?passkey=refused").content
    )


def test_passkey_is_the_second_step_and_a_proof(acme: Vault) -> None:
    device = add_passkey(acme, acme.browser(acme.ada))
    browser = acme.browser()
    sign_in(browser, "ada@acme.example")
    page = browser.get(CODE)
    assert browser.post(CODE, {"credential": "{}", "challenge": ""}).status_code == 422
    assert browser.post(CODE, signed(device, page))["Location"] == START
    again = browser.get("/account/again/")
    sent = signed(device, again, next=ACTIVATE)
    assert browser.post("/account/again/", sent)["Location"] == ACTIVATE
    refused = browser.post("/account/again/", sent)
    assert (refused.status_code, b"was not accepted" in refused.content) == (422, True)


def test_passkey_is_renamed_and_removed_by_its_person_only(acme: Vault) -> None:
    browser = acme.browser(acme.rae)
    add_passkey(acme, browser)
    with acme.inside():
        (passkey,) = factors.present(acme.rae).filter(type="webauthn")
    own = f"{FACTOR}passkeys/{passkey.id}/"
    assert acme.browser(acme.ben).get(own).status_code == 404
    assert acme.browser(acme.ben).post(f"{own}delete/").status_code == 404
    assert browser.post(own, {"name": "Desk"})["Location"] == FACTOR
    assert b"Desk" in browser.get(FACTOR).content
    assert browser.get(f"{own}delete/").status_code == 200
    browser.post(f"{own}delete/")
    with acme.inside():
        assert Authenticator.objects.count() == 0
        kinds = list(Message.objects.values_list("kind", flat=True))
    assert kinds == ["factor_changed", "factor_changed"]


def test_owner_without_a_factor_reaches_only_its_set_up(acme: Vault) -> None:
    browser = acme.browser()
    sign_in(browser, "ada@acme.example", proved=False)
    assert browser.get("/people/")["Location"] == FACTOR
    assert browser.post("/people/new/", {"name": "x"})["Location"] == FACTOR
    page = browser.get(FACTOR)
    assert b"Owners need a passkey or an authenticator app" in page.content
    add_passkey(acme, browser)
    assert browser.get("/people/").status_code == 200


@pytest.mark.parametrize(
    ("begins", "grace", "reached", "told"),
    [(1, 0, 200, 0), (0, 7, 200, 1), (0, 0, 302, 0)],
)
def test_rule_of_the_owners_reminds_and_then_closes(
    acme: Vault, now: datetime, begins: int, grace: int, reached: int, told: int
) -> None:
    with acme.inside():
        day = now.date() + timedelta(days=begins)
        by = acme.ada.actor
        rules.make(roles=["reader"], starts_on=day, grace_days=grace, by=by, now=now)
    browser = acme.browser()
    sign_in(browser, "rae@acme.example", proved=False)
    page = browser.get("/people/")
    assert page.status_code == reached
    assert page.content.count(b"Your company asks for a passkey") == told
    other = acme.browser()
    sign_in(other, "ben@acme.example", proved=False)
    assert other.get("/people/").status_code == 200


def test_factors_withheld_from_an_archive_count_as_none(acme: Vault, now: datetime) -> None:
    with_factor(acme, acme.rae)
    with acme.inside():
        recovery.make(acme.rae, by=acme.rae.actor, now=now)
        stands = json.loads(STAND_INS["mfa_authenticator.data"])
        Authenticator.objects.update(data=stands)
    browser = acme.browser()
    assert sign_in(browser, "rae@acme.example", proved=False)["Location"] == START
    page = browser.get(ACTIVATE)
    secret, sealed = page.context["secret"], page.context["form"]["sealed"].value()
    sent = {"code": code_of(secret), "sealed": sealed}
    assert browser.post(ACTIVATE, sent)["Location"] == CODES
    assert re.fullmatch(r"\d{8}", browser.get(CODES).context["codes"][0])
