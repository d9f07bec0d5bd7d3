import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from bailee.web.ui.middleware.origin import OriginMiddleware

HERE = "https://acme.bailee.localhost:8443"


def answer(method: str, headers: dict[str, str]) -> int:
    request = RequestFactory(headers={"host": "acme.bailee.localhost:8443"}).generic(
        method, "/records", secure=True, headers=headers
    )

    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    return OriginMiddleware(view)(request).status_code


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PURGE"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "same-origin", "origin": HERE}, 200),
        ({"sec-fetch-site": "same-site", "origin": HERE}, 403),
        ({"sec-fetch-site": "cross-site", "origin": HERE}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"sec-fetch-site": ""}, 403),
        ({"sec-fetch-site": "Same-Origin"}, 403),
        ({"origin": HERE}, 200),
        ({"origin": "https://acme.bailee.localhost"}, 403),
        ({"origin": "http://acme.bailee.localhost:8443"}, 403),
        ({"origin": "https://cygnus.bailee.localhost:8443"}, 403),
        ({"origin": "null"}, 403),
        ({"referer": HERE + "/records"}, 403),
        ({}, 403),
    ],
)
def test_unsafe_request_passes_only_from_its_own_host(
    method: str, headers: dict[str, str], status: int
) -> None:
    assert answer(method, headers) == status


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("site", ["none", "cross-site", "same-site", "same-origin"])
def test_safe_request_passes_from_anywhere(method: str, site: str) -> None:
    assert answer(method, {"sec-fetch-site": site}) == 200
