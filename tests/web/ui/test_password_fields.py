"""Wherever a password is typed: masked, named for password managers, and pasted as it is."""

import re
from datetime import datetime

from django.test import Client as HttpClient

from bailee.people import invitations, resets, users
from bailee.people.models import User
from bailee.people.roles import Role
from tests.cast import Vault
from tests.web.ui.doors import AGAIN, LOGIN, sign_in


def fields(browser: HttpClient, url: str) -> list[tuple[str, str]]:
    """Type and autocomplete of every control whose name speaks of a password."""
    page = browser.get(url).content.decode()
    controls = re.findall(r'<input[^>]*name="[^"]*password[^"]*"[^>]*>', page)
    assert not any("onpaste" in control or "maxlength" in control for control in controls) or all(
        int(found) >= 128
        for control in controls
        for found in re.findall(r'maxlength="(\d+)"', control)
    )
    return [(_value(control, "type"), _value(control, "autocomplete")) for control in controls]


def _value(control: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', control)
    return found[1] if found else ""


def test_every_password_field_is_masked_and_known_to_password_managers(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        asked = resets.ask("rae@acme.example", now)
        _, token = invitations.invite(
            email="tim@acme.example", name="Tim", role=Role.READER, by=acme.ada.actor, now=now
        )
    assert asked is not None
    visitor = acme.browser()
    seen = {
        "sign in": fields(visitor, LOGIN),
        "reset": fields(visitor, f"/account/password/reset/{asked[1]}/"),
        "invitation": fields(visitor, f"/invitation/{token}/"),
        "again": fields(acme.browser(acme.ada), AGAIN),
    }
    assert seen == {
        "sign in": [("password", "current-password")],
        "reset": [("password", "new-password")],
        "invitation": [("password", "new-password")],
        "again": [("password", "current-password")],
    }


def test_password_of_many_years_still_signs_in(acme: Vault, now: datetime) -> None:
    with acme.inside():
        old = now.replace(year=now.year - 9, day=1)
        User.objects.filter(id=acme.rae.id).update(created_at=old, last_login=old)
    assert sign_in(acme.browser(), "rae@acme.example")["Location"].startswith("/account/start/")


def test_password_is_taken_as_typed_with_spaces_at_both_ends(acme: Vault, now: datetime) -> None:
    typed = "  A Lantern hangs over the Slipway  "
    with acme.inside():
        users.add(email="tim@acme.example", name="Tim", role=Role.READER, password=typed, now=now)
    for wrong in (typed.strip(), typed.lower(), typed[:30]):
        assert sign_in(acme.browser(), "tim@acme.example", wrong).status_code == 200
    assert sign_in(acme.browser(), "tim@acme.example", typed).status_code == 302
