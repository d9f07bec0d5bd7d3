"""The archive comes down whole or in parts, to owners of that client alone, and it is noted."""

import hashlib
import io
import zipfile
from typing import Any

import pytest

from bailee.custody import handback
from bailee.custody.models import ArchiveBuild, ArchiveDownload
from bailee.custody.tasks import build_archive
from bailee.foundation import clock
from tests.cast import Vault


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def build(acme: Vault) -> ArchiveBuild:
    asked = handback.ask_archive(acme.client, by=acme.ada.actor, now=clock.now())
    build_archive(vault=acme.schema, build_id=str(asked.pk))
    asked.refresh_from_db()
    return asked


def test_show_sends_the_whole_zip_and_notes_who_fetched_it(
    acme: Vault, build: ArchiveBuild
) -> None:
    response = acme.browser(acme.ada).get(f"/archive/{build.pk}/content/")
    whole = body(response)
    assert (len(whole), hashlib.sha256(whole).hexdigest()) == (build.size, build.sha256)
    assert zipfile.ZipFile(io.BytesIO(whole)).testzip() is None
    name = f"{acme.client.label}-archive-{build.built_at:%Y-%m-%d}.zip"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "sandbox" in response["Content-Security-Policy"]
    assert [one.by_id for one in ArchiveDownload.objects.filter(build=build)] == [acme.ada.id]


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-299", "bytes=-50", "bytes=0-0"])
def test_show_sends_the_part_that_is_asked_for(
    acme: Vault, build: ArchiveBuild, asked: str
) -> None:
    ada, url = acme.browser(acme.ada), f"/archive/{build.pk}/content/"
    whole = body(ada.get(url))
    first, last = asked.removeprefix("bytes=").split("-")
    start = int(first) if first else len(whole) - int(last)
    stop = int(last) + 1 if first and last else len(whole)
    response = ada.get(url, headers={"range": asked, "if-range": f'"{build.sha256}"'})
    assert response.status_code == 206
    assert body(response) == whole[start:stop]
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/{len(whole)}"
    assert response["Content-Length"] == str(stop - start)


@pytest.mark.parametrize(
    "headers",
    [
        {"range": "bytes=0-1,5-6"},
        {"range": "lines=1-2"},
        {"range": "bytes=9-3"},
        {"range": "bytes=100-", "if-range": '"another archive"'},
    ],
)
def test_show_sends_all_when_no_single_part_is_meant(
    acme: Vault, build: ArchiveBuild, headers: dict[str, str]
) -> None:
    response = acme.browser(acme.ada).get(f"/archive/{build.pk}/content/", headers=headers)
    assert (response.status_code, len(body(response))) == (200, build.size)


def test_show_refuses_a_part_beyond_the_end(acme: Vault, build: ArchiveBuild) -> None:
    response = acme.browser(acme.ada).get(
        f"/archive/{build.pk}/content/", headers={"range": f"bytes={build.size}-"}
    )
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{build.size}")


def test_show_says_when_the_archive_is_gone(acme: Vault, build: ArchiveBuild) -> None:
    ArchiveBuild.objects.filter(pk=build.pk).update(removed_at=clock.now())
    ada = acme.browser(acme.ada)
    assert ada.get(f"/archive/{build.pk}/content/")["Location"] == "/archive/"
    assert b"This archive is not there. Ask for a new one." in ada.get("/archive/").content


def test_show_is_closed_to_all_but_the_clients_owners(
    acme: Vault, cygnus: Vault, build: ArchiveBuild
) -> None:
    url = f"/archive/{build.pk}/content/"
    assert [
        acme.browser(acme.people[who]).get(url).status_code for who in ("ben", "bo", "rae")
    ] == [
        403,
        403,
        403,
    ]
    assert cygnus.browser(cygnus.cy).get(url).status_code == 404
    assert ArchiveDownload.objects.filter(build=build).count() == 0
