import logging
import re

import pytest
from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.test import Client, RequestFactory

from bailee.web.ui import errors
from bailee.web.ui.middleware import face

HOST = {"host": "bailee.localhost"}
REQUEST = RequestFactory().get("/secret-path?token=secret-token")


def test_failure_shows_a_number_that_finds_it_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(face.URLCONFS, "site", "tests.web.ui.gallery")
    caplog.set_level(logging.ERROR, "bailee.web")

    response = Client(raise_request_exception=False).get("/fails?q=secret", headers=HOST)

    page = response.content.decode()
    (shown,) = re.findall(r"<code>([a-z2-9]{8})</code>", page)
    assert response.status_code == 500
    assert [
        getattr(record, "incident", None)
        for record in caplog.records
        if record.name == "bailee.web"
    ] == [shown]
    assert "planted" not in page
    assert "RuntimeError" not in page
    assert "secret" not in page


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (400, "This request could not be read"),
        (403, "This is not open to you"),
        (404, "There is no such page"),
        (409, "This portal is read only"),
    ],
)
def test_error_page_is_calm_and_says_nothing_of_the_request(status: int, title: str) -> None:
    made = {
        400: errors.bad_request(REQUEST, SuspiciousOperation("secret")),
        403: errors.forbidden(REQUEST, reason="secret"),
        404: errors.not_found(REQUEST, exception=Exception("secret")),
        409: errors.frozen(REQUEST),
    }[status]

    page = made.content.decode()
    assert made.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert "secret" not in page


def test_unknown_host_gets_a_bare_404() -> None:
    response = errors.bad_request(REQUEST, DisallowedHost("secret"))

    assert (response.status_code, response.content) == (404, b"Not found\n")
