from types import SimpleNamespace
from typing import Any, cast

from django.test import RequestFactory, override_settings
from pytest_django import Settings

from bailee.web.ui import context


def test_face_of_a_visitor_is_the_site(settings: Settings) -> None:
    settings.PORT = 8443
    assert context.face(RequestFactory().get("/")) == {
        "company": "Harbour & Vale",
        "face": "site",
        "client": None,
        "frozen": False,
        "site": "https://bailee.localhost:8443/",
    }


def test_face_in_a_portal_knows_its_client() -> None:
    request = cast("Any", RequestFactory().get("/"))
    request.face, request.client = "portal", SimpleNamespace(name="Acme Marine", frozen=True)

    found = context.face(request)

    assert (found["face"], found["client"].name, found["frozen"]) == ("portal", "Acme Marine", True)


def test_address_leaves_out_the_usual_port() -> None:
    with override_settings(PORT=443):
        assert context.address("bailee.example") == "https://bailee.example/"
