"""Who may open a page: said for every route, enforced for every request."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client as HttpClient
from django.test import RequestFactory, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from bailee.foundation import tenancy
from bailee.people.roles import Role
from bailee.web.ui import permission
from bailee.web.ui.middleware.face import URLCONFS
from bailee.web.ui.middleware.permission import PermissionMiddleware
from bailee.web.ui.permission import Permission, public, roles
from tests.cast import Staff, Vault, office_browser
from tests.web.ui.doors import sign_in

LOGIN = "/account/login/"


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        where = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, where)
        elif isinstance(entry, URLPattern):
            yield where, entry.callback


@pytest.mark.parametrize("face", URLCONFS)
def test_every_route_declares_its_permission(face: str) -> None:
    import_module(URLCONFS[face])
    found = dict(routes(get_resolver(URLCONFS[face])))
    assert [where for where, view in found.items() if permission.of(view) is None] == []
    assert len(found) > 0


def test_roles_allow_reading_and_writing_apart() -> None:
    @roles(read=("owner", "reader"), write=("owner",))
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    declared = permission.of(view)
    assert declared is not None
    assert {
        (role, method): declared.allows(role, method)
        for role in ("owner", "reader", "editor")
        for method in ("GET", "HEAD", "POST", "DELETE")
    } == {
        ("owner", "GET"): True,
        ("owner", "HEAD"): True,
        ("owner", "POST"): True,
        ("owner", "DELETE"): True,
        ("reader", "GET"): True,
        ("reader", "HEAD"): True,
        ("reader", "POST"): False,
        ("reader", "DELETE"): False,
        ("editor", "GET"): False,
        ("editor", "HEAD"): False,
        ("editor", "POST"): False,
        ("editor", "DELETE"): False,
    }


def test_roles_without_write_refuse_every_change() -> None:
    assert Permission(read=("owner",)).allows("owner", "POST") is False


def test_roles_refuse_a_name_that_is_no_role() -> None:
    with pytest.raises(ValueError, match="no such role: king"):
        roles("owner", "king")


def test_public_asks_for_nobody() -> None:
    @public
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert permission.of(view) == Permission(public=True)


def test_view_without_declaration_is_refused() -> None:
    def bare(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    middleware = PermissionMiddleware(bare)
    request = RequestFactory().get("/")
    with pytest.raises(ImproperlyConfigured, match="bare declares no permission"):
        middleware.process_view(request, bare, (), {})
    with override_settings(IS_WEB=True), pytest.raises(Http404):
        middleware.process_view(request, bare, (), {})


def test_anonymous_is_sent_to_sign_in_and_back_to_a_page_only(acme: Vault) -> None:
    browser = acme.browser()
    assert browser.get("/people/?a=1")["Location"] == f"{LOGIN}?next=%2Fpeople%2F%3Fa%3D1"
    assert browser.post("/people/new/", {"name": "x"})["Location"] == LOGIN


def test_anonymous_htmx_request_moves_the_whole_page(acme: Vault) -> None:
    def ask(shown: str) -> Any:
        headers = {"HX-Request": "true", "HX-Current-URL": shown}
        return acme.browser().get("/people/", headers=headers)

    here = ask(f"https://{acme.host}/people/?a=1")
    assert (here.status_code, here["HX-Redirect"]) == (200, f"{LOGIN}?next=%2Fpeople%2F%3Fa%3D1")
    assert ask("https://evil.example/people/")["HX-Redirect"] == LOGIN


def test_wrong_role_gets_the_forbidden_page(acme: Vault) -> None:
    response = acme.browser(acme.rae).get("/people/new/")
    assert response.status_code == 403
    assert b"This is not open to you" in response.content


def without_factor(staff: Staff, now: Any) -> HttpClient:
    from bailee.people.models import User  # here: the only test that adds staff

    with tenancy.inside(tenancy.owner_seat()):
        new = User.objects.create(
            email=f"new-{now:%H%M%S%f}@harbour-vale.example",
            name="New",
            role=Role.STAFF_OWNER,
            password=staff.dana.password,
            created_at=now,
        )
    return office_browser(new, proved=False)


def test_staff_without_second_factor_reach_only_its_activation(staff: Staff, now: Any) -> None:
    browser = without_factor(staff, now)
    reached = {}
    for where, view in routes(get_resolver(URLCONFS["office"])):
        declared = permission.of(view)
        if "<" in where or "^" in where or (declared and declared.public):
            continue
        response = browser.get(f"/{where}")
        reached[where] = response.get("Location") or response.status_code
    again = {
        "account/factor/": 200,
        "account/factor/activate/": "/account/again/?next=%2Faccount%2Ffactor%2Factivate%2F",
        "account/factor/passkeys/new/": (
            "/account/again/?next=%2Faccount%2Ffactor%2Fpasskeys%2Fnew%2F"
        ),
        "account/again/": 200,
    }
    others = {where: to for where, to in reached.items() if where not in again}
    assert {where: reached[where] for where in again} == again
    assert set(others.values()) == {"/account/factor/"}
    assert len(others) > 5


def test_staff_with_second_factor_reach_the_office(staff: Staff) -> None:
    assert office_browser(staff.dana).get("/staff/").status_code == 200


def test_user_without_second_factor_reaches_the_portal(acme: Vault) -> None:
    browser = acme.browser()
    sign_in(browser, "rae@acme.example", proved=False)
    assert browser.get("/people/").status_code == 200
