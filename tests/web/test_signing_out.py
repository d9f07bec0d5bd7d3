"""Whoever is signed in can sign out on every page."""

from django.contrib.sessions.backends.db import SessionStore
from django.test import Client as HttpClient

from tests import matrix
from tests.cast import Staff, Vault, office_browser
from tests.furnished import Furnished

SIGN_OUT = b'action="/account/logout/"'


def without(browser: HttpClient, face: str, values: dict[str, object]) -> list[str]:
    """Whole pages on which nothing signs out."""
    missing = []
    for route in matrix.of_people(face):
        if not set(route.parameters) <= set(values):
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


def test_key_of_a_session_is_new_long_and_random(acme: Vault) -> None:
    """32 characters of 36: 165 bits. No two are alike, and every character occurs."""
    keys = []
    with acme.inside():
        for _ in range(50):
            session = SessionStore()
            session.create()
            keys.append(str(session.session_key))
    assert {len(key) for key in keys} == {32}
    assert (len(set(keys)), len(set("".join(keys)))) == (50, 36)
