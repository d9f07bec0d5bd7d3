"""Every page in a real browser, signed out and signed in: what the policy promises is seen."""

from collections.abc import Callable

import pytest

from bailee.web.ui import permission
from tests import cast, routes
from tests.browser.watch import SESSION, Watched
from tests.cast import Staff
from tests.furnished import Furnished

pytestmark = pytest.mark.browser
# Opened with GET they are no pages: a download or a fragment, seen in their own tests.
NO_PAGES = (
    *("/content/", "/download/", "/file/", "/refused/", "/errors/", "/label/"),
    *("/logout/", "/preview/"),
)
HOSTS = {"site": cast.DOMAIN, "office": f"office.{cast.DOMAIN}"}


def _pages(face: str, values: dict[str, object]) -> list[str]:
    return [
        route.path(values)
        for route in routes.of(face)
        if not route.pattern.endswith(NO_PAGES) and _is_read(route)
        if all(name in values for name in route.parameters)
    ]


def _is_read(route: routes.Route) -> bool:
    declared = permission.of(route.view)
    return declared is not None and (declared.public or bool(declared.read))


def _visit(one: Watched, host: str, paths: list[str]) -> dict[str, list[str]]:
    """Opens every page and gives what was found wrong, by page."""
    wrong = {}
    for path in paths:
        if one.status(host, path) == 405:  # it only takes forms
            continue
        answer = one.go(host, path)
        is_page = answer is not None and "html" in answer.headers.get("content-type", "")
        found = one.findings() if is_page else []
        if answer is None or answer.status >= 500:
            found.append(f"status {answer and answer.status}")
        if found:
            wrong[path] = found
    return wrong


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("face", ["site", "office", "portal"])
def test_visitor_gets_no_cookie_and_meets_no_stranger(
    face: str, scheme: str, furnished: Furnished, person: Callable[..., Watched]
) -> None:
    host = HOSTS.get(face, furnished.vault.host)
    one = person(color_scheme=scheme)
    wrong = _visit(one, host, _pages(face, furnished.values))
    assert wrong == {}
    assert (one.set_cookies, one.cookies(), one.stored()) == ([], [], [])
    assert (one.strangers, one.violations) == ([], [])


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "screen", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}]
)
def test_user_has_one_cookie_and_meets_no_stranger(
    screen: dict[str, object], furnished: Furnished, person: Callable[..., Watched]
) -> None:
    vault, one = furnished.vault, person(**screen)
    one.sign_in(vault.host, vault.ada)
    wrong = _visit(one, vault.host, _pages("portal", furnished.values))
    assert wrong == {}
    assert (set(one.set_cookies), one.cookies(), one.stored()) == ({SESSION}, [SESSION], [])
    assert (one.strangers, one.violations) == ([], [])


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["ben", "bo", "rae"])
def test_colleague_has_one_cookie_and_meets_no_stranger(
    name: str, furnished: Furnished, person: Callable[..., Watched]
) -> None:
    vault, one = furnished.vault, person()
    one.sign_in(vault.host, vault.people[name])
    wrong = _visit(one, vault.host, _pages("portal", furnished.values))
    assert wrong == {}
    assert (set(one.set_cookies), one.cookies(), one.stored()) == ({SESSION}, [SESSION], [])
    assert (one.strangers, one.violations) == ([], [])


@pytest.mark.timeout(300)
def test_staff_have_one_cookie_and_meet_no_stranger(
    staff: Staff, furnished: Furnished, person: Callable[..., Watched]
) -> None:
    one = person()
    one.sign_in(HOSTS["office"], staff.dana, code=True)
    values = {"client_id": furnished.vault.client.pk, **furnished.values}
    wrong = _visit(one, HOSTS["office"], _pages("office", values))
    assert wrong == {}
    assert (set(one.set_cookies), one.cookies(), one.stored()) == ({SESSION}, [SESSION], [])
    assert (one.strangers, one.violations) == ([], [])


def test_nothing_stored_escapes_the_watch(person: Callable[..., Watched]) -> None:
    one = person()
    one.go(HOSTS["site"], "/")
    one.page.evaluate(
        """async () => {
            localStorage.setItem("a", "1");
            sessionStorage.setItem("b", "2");
            await new Promise((done) => { indexedDB.open("c").onsuccess = done; });
            await caches.open("d");
        }"""
    )
    assert one.stored() == [["a", "1"], ["b", "2"], "c", "d"]


def test_no_cookie_is_left_after_signing_out(
    furnished: Furnished, person: Callable[..., Watched]
) -> None:
    vault, one = furnished.vault, person()
    one.sign_in(vault.host, vault.ada)
    one.page.get_by_role("button", name="Sign out").first.click()
    one.page.wait_for_url("**/account/login/**")
    assert (one.cookies(), one.stored()) == ([], [])
    one.go(vault.host, "/")
    assert one.page.url.partition("?")[0].endswith("/account/login/")
    assert one.cookies() == []


def test_every_route_is_visited_or_named(furnished: Furnished) -> None:
    values = {"client_id": 1, **furnished.values}
    elsewhere = {"handback_id", "hold_id", "kind", "number", "place", "name"}
    forgotten = [
        str(route)
        for route in routes.everywhere()
        if not set(route.parameters) <= set(values) | elsewhere
        if permission.of(route.view) is not None
    ]
    assert forgotten == []
