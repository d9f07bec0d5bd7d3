"""A file comes out as it went in, as an attachment that nothing can run."""

import io
from datetime import datetime
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
