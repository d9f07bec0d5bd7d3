"""A file comes out as it went in, as an attachment that nothing can run."""

import io
from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest

from bailee.vault.files import uploads
from bailee.vault.files.models import File
from tests.cast import Vault

HTML = b"<script>alert(1)</script>" * 30_000


def keep(vault: Vault, name: str, content: bytes, now: datetime) -> File:
    with vault.inside():
        return uploads.store(name=name, source=io.BytesIO(content), by=vault.ada.actor, now=now)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("evil.html", 'attachment; filename="evil.html"'),
        ('a"b.txt', 'attachment; filename="a\\"b.txt"'),
        ("Grüße.txt", "attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.txt"),
    ],
)
def test_show_sends_the_very_bytes_as_an_attachment(
    acme: Vault, now: datetime, name: str, disposition: str
) -> None:
    file = keep(acme, name, HTML, now)
    response = acme.browser(acme.rae).get(f"/files/{file.id}/content/")
    assert body(response) == HTML
    assert response["Content-Disposition"] == disposition
    assert response["Content-Length"] == str(len(HTML))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert "sandbox" in response["Content-Security-Policy"].split("; ")


def test_show_is_closed_to_billing_and_to_strangers(
    acme: Vault, cygnus: Vault, now: datetime
) -> None:
    file = keep(acme, "a.txt", b"hull", now)
    url = f"/files/{file.id}/content/"
    assert acme.browser(acme.bo).get(url).status_code == 403
    assert cygnus.browser(cygnus.cy).get(url).status_code == 404
    assert acme.browser().get(url).status_code == 302


def test_show_of_a_file_whose_bytes_are_on_their_way_is_not_found(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        file = File.objects.create(
            name="a.txt", content_type="text/plain", uploaded_at=now, by_kind="user"
        )
    assert acme.browser(acme.ada).get(f"/files/{file.id}/content/").status_code == 404


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 1000


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=250000-", 206, slice(250_000, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=9-1", 200, slice(None)),
        ("bytes=0-1,4-5", 200, slice(None)),
        ("bytes=9999999-", 416, slice(0, 0)),
    ],
)
def test_show_sends_the_part_that_is_asked_for(
    acme: Vault, now: datetime, asked: str, status: int, part: slice
) -> None:
    file = keep(acme, "a.png", PNG, now)
    browser = acme.browser(acme.rae)
    response = browser.get(f"/files/{file.id}/content/", headers={"range": asked})
    assert response.status_code == status
    if status != 416:
        assert body(response) == PNG[part]
        assert response["Repr-Digest"] == f"sha-256=:{b64encode(sha256(PNG).digest()).decode()}:"
    stale = {"range": asked, "if-range": '"other"'}
    assert body(browser.get(f"/files/{file.id}/content/", headers=stale)) == PNG


def test_show_tells_head_and_unchanged_without_bytes(acme: Vault, now: datetime) -> None:
    file = keep(acme, "a.png", PNG, now)
    browser, url = acme.browser(acme.rae), f"/files/{file.id}/content/"
    head = browser.head(url)
    assert (head.status_code, head["Content-Length"]) == (200, str(len(PNG)))
    same = browser.get(url, headers={"if-none-match": head["ETag"]})
    assert (same.status_code, same.content) == (304, b"")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.png", PNG, "image/png"),
        ("renamed.html", PNG, "image/png"),
        ("a.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        ("a.png", b"<svg/>", None),
        ("a.gif", HTML, None),
        ("a.txt", b"hull", None),
        ("empty.png", b"", None),
    ],
)
def test_preview_is_of_the_type_that_the_bytes_show(
    acme: Vault, now: datetime, name: str, content: bytes, kind: str | None
) -> None:
    file = keep(acme, name, content, now)
    response = acme.browser(acme.rae).get(f"/files/{file.id}/preview/content/")
    if kind is None:
        assert response.status_code == 404
        return
    assert (response["Content-Type"], body(response)) == (kind, content)
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert ("sandbox" in policy) is (kind != "application/pdf")


def test_version_sends_what_the_file_was(acme: Vault, now: datetime) -> None:
    keep(acme, "a.txt", b"old", now)
    with acme.inside():
        source = io.BytesIO(b"new")
        file = uploads.store(
            name="a.txt", source=source, by=acme.ada.actor, now=now, taken="version"
        )
        first = file.versions.get(number=1)
    browser = acme.browser(acme.rae)
    assert body(browser.get(f"/files/{file.id}/content/")) == b"new"
    assert body(browser.get(f"/files/{file.id}/versions/{first.pk}/content/")) == b"old"
