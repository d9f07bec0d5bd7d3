"""Whoever is signed in can sign out on every page."""

import pytest
from django.conf import settings
from django.test import Client as HttpClient

from tests import matrix
from tests.cast import Staff, Vault, office_browser
from tests.furnished import Furnished

SIGN_OUT = b'action="/account/logout/"'
HALFWAY = "/account/again/"  # asks for a proof, and leads back to a page that signs out


def without(browser: HttpClient, face: str, values: dict[str, object]) -> list[str]:
    """Whole pages on which nothing signs out."""
    missing = []
    for route in matrix.of_people(face):
        if not set(route.parameters) <= set(values) or route.pattern == HALFWAY:
            continue
        answer = browser.get(matrix.path(route, values))
        whole = answer.status_code == 200 and b"<main" in matrix.shown(answer)
        if whole and SIGN_OUT not in answer.content:
            missing.append(str(route))
    return missing


def test_every_page_of_the_portal_offers_to_sign_out(furnished: Furnished) -> None:
    browser = furnished.vault.browser(furnished.vault.ada)
    assert without(browser, "portal", furnished.values) == []


def test_every_page_of_the_office_offers_to_sign_out(staff: Staff, acme: Vault) -> None:
    browser = office_browser(staff.dana)
    assert without(browser, "office", {"client_id": acme.client.pk}) == []


@pytest.mark.parametrize("times", [200])
def test_key_of_a_session_is_new_long_and_random(acme: Vault, times: int) -> None:
    """32 characters of 36: 165 bits, of which no two are alike and every letter occurs."""
    from django.contrib.sessions.backends.db import SessionStore

    del acme
    keys = [SessionStore()._get_new_session_key() for _ in range(times)]
    assert {len(key) for key in keys} == {32}
    assert len(set(keys)) == times
    assert len(set("".join(keys))) == 36
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
