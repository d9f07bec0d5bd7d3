"""Cy, and people without a name, try every page of Acme's: not a byte comes out."""

import collections
import uuid

import pytest
from django.conf import settings
from django.http import HttpResponseBase

from bailee.foundation import tenancy
from bailee.web.ui import permission
from tests import routes
from tests.cast import Vault, visitor
from tests.furnished import SECRET, Furnished

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
PORTAL = routes.of("portal")
SIGN_IN = "/account/login/"
OWN_WORDS = {"table", "part"}  # name a kind of data that every client has, and no row of anybody


def _bytes(response: HttpResponseBase) -> bytes:
    if response.streaming:
        return b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a streaming response
    content: bytes = response.content  # type: ignore[attr-defined]  # not a streaming response
    return content


def _shown(response: HttpResponseBase) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return headers + "\n" + _bytes(response).decode(errors="replace")


def _is_public(route: routes.Route) -> bool:
    declared = permission.of(route.view)
    return declared is not None and declared.public


def _is_for_programs(route: routes.Route) -> bool:
    """Those are tried with tokens in tests/web/api/test_stranger.py."""
    declared = permission.of(route.view)
    return declared is not None and declared.by_token


def test_every_route_declares_who_may_open_it() -> None:
    silent = [str(route) for route in routes.everywhere() if permission.of(route.view) is None]
    assert silent == []


@pytest.mark.parametrize("method", METHODS)
def test_nobody_gets_further_than_signing_in(method: str, furnished: Furnished) -> None:
    browser = furnished.vault.browser()
    opened = {}
    for route in PORTAL:
        if _is_public(route) or _is_for_programs(route):
            continue
        response = getattr(browser, method)(route.path(furnished.values))
        shown = _shown(response)
        assert SECRET not in shown, route
        if response.status_code != 302 or not response["Location"].startswith(SIGN_IN):
            opened[str(route)] = response.status_code
    assert opened == {}


@pytest.mark.parametrize("method", METHODS)
def test_session_of_another_portal_counts_for_nothing(
    method: str, furnished: Furnished, cygnus: Vault
) -> None:
    cy = cygnus.browser(cygnus.cy)
    session = cy.cookies[settings.SESSION_COOKIE_NAME].value
    opened = {}
    for route in PORTAL:
        if _is_public(route) or _is_for_programs(route):
            continue
        stranger = furnished.vault.browser()
        stranger.cookies[settings.SESSION_COOKIE_NAME] = session
        response = getattr(stranger, method)(route.path(furnished.values))
        assert SECRET not in _shown(response), route
        if response.status_code != 302 or not response["Location"].startswith(SIGN_IN):
            opened[str(route)] = response.status_code
    assert opened == {}


@pytest.mark.parametrize("method", METHODS)
def test_ids_of_another_client_are_unknown_at_home(
    method: str, furnished: Furnished, cygnus: Vault
) -> None:
    opened = {}
    for route in PORTAL:
        if not {*route.parameters} - OWN_WORDS or _is_public(route) or _is_for_programs(route):
            continue
        cy = cygnus.browser(cygnus.cy)
        response = getattr(cy, method)(route.path(furnished.values))
        assert SECRET not in _shown(response), route
        if response.status_code not in {403, 404, 405}:  # 403: writes only, whatever the id
            opened[str(route)] = response.status_code
    assert opened == {}


def test_public_pages_of_a_portal_show_nothing_of_the_vault(furnished: Furnished) -> None:
    browser = furnished.vault.browser()
    unknown = {**furnished.values, "token": "x" * 43}
    for route in PORTAL:
        if _is_public(route):
            assert SECRET not in _shown(browser.get(route.path(unknown))), route


@pytest.mark.parametrize("face", ["office", "portal", "site"])
def test_unknown_id_is_not_found_and_never_an_error(
    face: str, furnished: Furnished, staff: object
) -> None:
    texts = {"number": 999_999, "token": "x", "kind": "nonsense", "place": "v_nonsense0"}
    values = collections.defaultdict(uuid.uuid4, texts)
    if face == "portal":
        browser = furnished.vault.browser(furnished.vault.ada)
    else:
        browser = visitor(f"{face}.bailee.localhost".removeprefix("site."), tenancy.site_seat())
    for route in routes.of(face):
        response = browser.get(route.path(values))
        assert response.status_code < 500, route


@pytest.mark.parametrize("host", ["nobody.bailee.localhost", "bailee.example", "127.0.0.1", "x"])
def test_unknown_host_gets_a_bare_404(host: str) -> None:
    response = visitor(host, tenancy.site_seat()).get("/")
    assert (response.status_code, response.content) == (404, b"Not found\n")
