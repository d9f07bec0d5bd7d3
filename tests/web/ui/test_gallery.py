"""Every component in a real browser: light and dark, wide and phone."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from bailee.web.ui.middleware import face

ORIGIN = "https://bailee.localhost:8443"
PAGES = [
    "/clients/shown",
    "/collections/new",
    "/signed-out",
    "/clients/confirm",
    "/nowhere",
    "/fails",
]
pytestmark = pytest.mark.browser


def serve(route: Route) -> None:
    """Answers the browser from Django itself: pages, static files, headers and all."""
    url = urlsplit(route.request.url)
    client = Client(raise_request_exception=False)
    response = client.get(url.path, secure=True, headers={"host": url.netloc})
    route.fulfill(
        status=response.status_code, headers=dict(response.headers), body=response.getvalue()
    )


@pytest.fixture
def open_page(chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setitem(face.URLCONFS, "site", "tests.web.ui.gallery")
    contexts = []

    def opened(path: str, scheme: str, width: int) -> tuple[Page, list[str]]:
        context = chromium.new_context(
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 844},
        )
        contexts.append(context)
        context.route("**/*", serve)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(ORIGIN + path)
        return page, [text for text in said if "Failed to load resource" not in text]

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_page_is_accessible_and_keeps_nothing(
    open_page: Any, path: str, scheme: str, width: int
) -> None:
    page, said = open_page(path, scheme, width)

    found = [violation["id"] for violation in Axe().run(page).response["violations"]]
    kept = page.evaluate("[document.cookie.length, localStorage.length, sessionStorage.length]")
    assert found == []
    assert said == []
    assert kept == [0, 0, 0]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_navigation_opens_on_a_phone_without_a_script(open_page: Any) -> None:
    page, _ = open_page("/clients/shown", "light", 390)
    staff = page.get_by_role("link", name="Staff")
    assert staff.is_visible() is False

    page.get_by_role("button", name="Menu").click()

    assert staff.is_visible() is True
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Escape")
    assert staff.is_visible() is False


@pytest.mark.parametrize(
    ("theme", "ground"), [("light", "rgb(245, 247, 248)"), ("dark", "rgb(15, 20, 23)")]
)
def test_theme_that_a_person_chose_outweighs_the_system(
    open_page: Any, theme: str, ground: str
) -> None:
    other = "dark" if theme == "light" else "light"
    page, _ = open_page("/signed-out", other, 1280)

    page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
