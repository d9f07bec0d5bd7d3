"""Ada reads German, on a desk and on a phone: its long words stay inside the page."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Error

from bailee.people.models import User
from bailee.web.ui import permission
from tests import routes
from tests.bracketed import language_of
from tests.browser.watch import Watched
from tests.cast import Staff
from tests.furnished import Furnished

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}}
DESK = {"viewport": {"width": 1280, "height": 900}}
_PICTURES = os.environ.get("BAILEE_TEST_PICTURES", "")  # a folder, for who wants to look


def _pages(one: Watched, host: str, face: str, values: dict[str, object]) -> dict[str, object]:
    """Which pages of a face are wider than the window, by how much, or speak another language."""
    wrong: dict[str, object] = {}
    for route in routes.of(face):
        declared = permission.of(route.view)
        if declared is None or declared.by_token or _is_no_page(route.pattern):
            continue
        try:
            path = route.path(values)
        except KeyError:
            continue
        if (answer := _page(one, host, path)) is None:
            continue
        width = one.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        if width or language_of(answer) != "de":
            wrong[str(route)] = (width, language_of(answer))
        if _PICTURES:
            name = f"{face}{route.pattern.replace('/', '-')}{one.page.viewport_size}"
            keep = "".join(letter for letter in name if letter.isalnum() or letter == "-")
            one.page.screenshot(path=Path(_PICTURES) / f"{keep}.png", full_page=True)
    return wrong


def _page(one: Watched, host: str, path: str) -> str | None:
    """The page at that address; None where there is a file, or nothing."""
    if one.status(host, path) not in {200, 302, 422}:  # an answer without a page
        return None
    try:
        got = one.go(host, path)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return None
    if got is None or not got.headers.get("content-type", "").startswith("text/html"):
        return None
    return one.page.content() if got.status in {200, 422} else None


def _is_no_page(pattern: str) -> bool:
    return any(part in pattern for part in ("logout", "/api/", "zip", "preview", "download"))


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_portal_in_german_fits(
    screen: dict[str, object], furnished: Furnished, person: Callable[..., Watched]
) -> None:
    vault, one = furnished.vault, person(**screen)  # signs in on an English page
    with vault.inside():
        User.objects.update(language="de")
    one.sign_in(vault.host, vault.ada)
    assert _pages(one, vault.host, "portal", furnished.values) == {}
    assert (one.strangers, one.violations) == ([], [])


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_public_pages_in_german_fit(
    screen: dict[str, object],
    furnished: Furnished,
    staff: Staff,
    person: Callable[..., Watched],
) -> None:
    one = person(locale="de-DE", **screen)
    assert _pages(one, one.domain, "site", furnished.values) == {}
    one.go(furnished.vault.host, "/account/login/")
    assert language_of(one.page.content()) == "de"
    assert one.page.get_by_role("button", name="Anmelden").count() >= 1
    assert one.findings() == []
