import pytest
from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from bailee.web.ui.middleware import face
from bailee.web.ui.middleware.headers import HeadersMiddleware

HOST = {"host": "bailee.localhost"}
ALWAYS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.fixture(autouse=True)
def gallery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(face.URLCONFS, "site", "tests.web.ui.gallery")


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/signed-out", "bailee.localhost", 200),
        ("/nowhere", "bailee.localhost", 404),
        ("/fails", "bailee.localhost", 500),
        ("/", "elsewhere.example", 404),
        ("/", "not a host", 404),
    ],
)
def test_headers_are_on_every_response(path: str, host: str, status: int) -> None:
    client = Client(raise_request_exception=False)

    response = client.get(path, headers={"host": host})

    assert response.status_code == status
    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS
    assert response.headers["Permissions-Policy"].split(", ")[0] == "accelerometer=()"
    assert "Server" not in response.headers
    assert "Access-Control-Allow-Origin" not in response.headers
    assert response.cookies.output() == ""


def test_refused_form_carries_the_headers_too() -> None:
    response = Client(enforce_csrf_checks=True).post("/signed-out", headers=HOST)

    assert response.status_code == 403
    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS


def answered(path: str, response: HttpResponse, *, signs_out: bool = False) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        if signs_out:
            user_logged_out.send(sender=None, request=request, user=None)
        return response

    return HeadersMiddleware(view)(RequestFactory().get(path))


def test_download_may_be_sandboxed_but_not_stored() -> None:
    policy = "default-src 'none'; sandbox"
    headers = {"Content-Security-Policy": policy, "Cache-Control": "max-age=60"}

    response = answered("/files/1", HttpResponse(headers=headers))

    assert response.headers["Content-Security-Policy"] == policy
    assert response.headers["Cache-Control"] == "no-store"


def test_static_file_keeps_the_caching_it_was_given() -> None:
    forever = "max-age=315360000, public, immutable"

    response = answered(
        settings.STATIC_URL + "ui/tokens.css", HttpResponse(headers={"Cache-Control": forever})
    )

    assert response.headers["Cache-Control"] == forever


def test_sign_out_clears_what_the_browser_keeps() -> None:
    response = answered("/sign-out", HttpResponse(), signs_out=True)

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in answered("/", HttpResponse()).headers
