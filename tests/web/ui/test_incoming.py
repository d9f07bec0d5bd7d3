"""Files of a form are read as they arrive, whatever the form holds."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from bailee.web.ui import incoming
from bailee.web.ui.incoming import IncomingError
from tests.cast import Vault


def form(body: bytes, kind: str = MULTIPART_CONTENT) -> WSGIRequest:
    return RequestFactory().generic("POST", "/", body, content_type=kind)


def with_files(*files: tuple[str, bytes]) -> WSGIRequest:
    named: list[Any] = []
    for name, content in files:
        file = io.BytesIO(content)
        file.name = name
        named.append(file)
    return form(encode_multipart(BOUNDARY, {"note": "text beside", "files": named}))


def test_files_come_in_order_with_every_byte() -> None:
    sent = [("a.txt", b"one"), ("empty", b""), ("b.bin", bytes(range(256)) * 3000)]
    found = [(name, source.read()) for name, source in incoming.files(with_files(*sent))]
    assert found == sent


def test_file_that_nobody_reads_is_passed_over() -> None:
    names = [name for name, _ in incoming.files(with_files(("a", b"x" * 700_000), ("b", b"y")))]
    assert names == ["a", "b"]


def test_content_that_looks_like_a_boundary_stays_content() -> None:
    content = b"\r\n--" + BOUNDARY.encode()[:-1] + b"\r\n--not\r\n"
    [(_, source)] = incoming.files(with_files(("a", content)))
    assert source.read() == content


def test_reading_gives_no_more_than_was_asked_for() -> None:
    [(_, first)] = [
        (name, [source.read(3), source.read(3), source.read(3)])
        for name, source in incoming.files(with_files(("a", b"abcde")))
    ]
    assert first == [b"abc", b"de", b""]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "text/plain"),
        (b"", "multipart/form-data"),
        (b"--b\r\n", "multipart/form-data; boundary=b"),
        (b"no boundary at all", "multipart/form-data; boundary=b"),
        (
            b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nhalf',
            "multipart/form-data; boundary=b",
        ),
    ],
)
def test_form_that_is_not_whole_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(IncomingError):
        [source.read() for _, source in incoming.files(form(body, kind))]


@pytest.mark.parametrize(("said", "bytes_"), [("12", 12), ("", 0), ("x", 0), ("-1", 0)])
def test_announced_size_is_a_number(said: str, bytes_: int) -> None:
    request = RequestFactory().get("/")
    request.META["CONTENT_LENGTH"] = said
    assert incoming.announced(request) == bytes_


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/", "/company/edit/"])
def test_form_that_takes_no_file_refuses_one_and_writes_nothing_down(
    acme: Vault, path: str
) -> None:
    """Else anyone could fill the disk from the sign-in page, and plain bytes would rest on it."""
    lantern = SimpleUploadedFile("lantern.txt", b"a lantern over the slipway " * 200_000)
    browser = acme.browser(acme.ada if path.startswith("/company/") else None)
    refused = browser.post(path, {"login": "ada", "lantern": lantern})
    assert (refused.status_code, refused.wsgi_request.FILES) == (400, {})
