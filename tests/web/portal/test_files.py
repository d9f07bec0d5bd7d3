"""Files in the portal: they go in as they arrive, are listed, and are deleted after being asked."""

import io
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from bailee.foundation import storage
from bailee.foundation.home import home
from bailee.vault.files import uploads
from bailee.vault.files.models import File
from tests.cast import Staff, Vault
from tests.custody import leaving


def sent(*files: tuple[str, bytes]) -> dict[str, list[SimpleUploadedFile]]:
    return {"files": [SimpleUploadedFile(name, content) for name, content in files]}


def stored(vault: Vault) -> dict[str, bytes]:
    """What the vault keeps, by name."""
    with vault.inside():
        return {file.name: b"".join(uploads.content(file)) for file in File.objects.all()}


@pytest.fixture
def survey(acme: Vault, now: datetime) -> File:
    with acme.inside():
        return uploads.store(
            name="survey.txt", source=io.BytesIO(b"hull"), by=acme.ada.actor, now=now
        )


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_create_keeps_every_file_of_the_form(acme: Vault, who: str) -> None:
    files = [("a.txt", b"one"), ("empty.bin", b""), ("Grüße “x”.pdf", bytes(range(256)) * 4000)]
    browser = acme.browser(acme.people[who])
    assert browser.post("/files/new/", sent(*files))["Location"] == "/files/"
    assert stored(acme) == dict(files)
    assert b"3 files stored and encrypted." in browser.get("/files/").content
    with acme.inside():
        assert {file.by_id for file in File.objects.all()} == {acme.people[who].id}


def test_create_leaves_no_plain_byte_on_disk(acme: Vault) -> None:
    mark = b"a lantern over the slipway 7731"
    acme.browser(acme.ada).post("/files/new/", sent(("a.txt", mark * 200_000)))
    left = [path for path in home().root.rglob("*") if path.is_file() and _holds(path, mark)]
    assert left == []
    assert stored(acme) == {"a.txt": mark * 200_000}


def _holds(path: object, mark: bytes) -> bool:
    try:
        return mark in path.read_bytes()  # type: ignore[attr-defined]  # a path
    except (FileNotFoundError, PermissionError):
        return False


def test_create_without_a_file_says_what_to_do(acme: Vault) -> None:
    browser = acme.browser(acme.ada)
    assert browser.post("/files/new/", {"files": ""})["Location"] == "/files/"
    assert b"No file was chosen." in browser.get("/files/").content


def test_create_refuses_more_than_may_be_sent(acme: Vault, settings: LazySettings) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    browser = acme.browser(acme.ada)
    browser.post("/files/new/", sent(("big.bin", b"x" * 2000)))
    page = browser.get("/files/").content.decode()
    assert "Nothing was stored: more than 1.0 kB cannot be sent at once." in page
    assert stored(acme) == {}


def test_create_keeps_nothing_of_a_form_that_breaks_off(acme: Vault) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    browser = acme.browser(acme.ada)
    kind = "multipart/form-data; boundary=b"
    assert browser.post("/files/new/", head + b"half", content_type=kind).status_code == 302
    assert b"The files did not arrive whole. Send them again." in browser.get("/files/").content
    assert stored(acme) == {}
    assert storage.names(acme.schema) == []


def test_create_takes_no_other_kind_of_form(acme: Vault) -> None:
    browser = acme.browser(acme.ada)
    browser.post("/files/new/", b"{}", content_type="application/json")
    assert b"This was not a form with files." in browser.get("/files/").content


@pytest.mark.parametrize("who", ["bo", "rae"])
def test_billing_and_readers_change_no_files(acme: Vault, survey: File, who: str) -> None:
    browser = acme.browser(acme.people[who])
    answers = [
        browser.post("/files/new/", sent(("a.txt", b"one"))),
        browser.get(f"/files/{survey.id}/delete/"),
        browser.post(f"/files/{survey.id}/delete/"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert stored(acme) == {"survey.txt": b"hull"}


def test_index_is_read_by_all_but_billing(acme: Vault, survey: File) -> None:
    seen = {who: acme.browser(acme.people[who]).get("/files/") for who in acme.people}
    assert {who: page.status_code for who, page in seen.items()} == {
        "ada": 200,
        "ben": 200,
        "bo": 403,
        "rae": 200,
    }
    assert b"Delete" in seen["ben"].content
    assert b"Delete" not in seen["rae"].content
    assert b"Upload files" not in seen["rae"].content


def test_index_finds_by_a_part_of_the_name(acme: Vault, survey: File) -> None:
    browser = acme.browser(acme.rae)
    assert b"survey.txt" in browser.get("/files/?q=URV").content
    assert b"No file of that name" in browser.get("/files/?q=hull").content
    assert browser.get("/files/?q=%00&page=x").status_code == 200


def test_index_turns_pages(acme: Vault, now: datetime) -> None:
    with acme.inside():
        for number in range(51):
            source = io.BytesIO(b"")
            uploads.store(name=f"{number:02}.txt", source=source, by=acme.ada.actor, now=now)
    browser = acme.browser(acme.rae)
    first, second = browser.get("/files/"), browser.get("/files/?page=2")
    assert (len(first.context["page"]), len(second.context["page"])) == (50, 1)
    assert b"?page=2" in first.content


def test_destroy_asks_and_then_deletes_row_and_bytes(acme: Vault, survey: File) -> None:
    browser, url = acme.browser(acme.ben), f"/files/{survey.id}/delete/"
    assert b"survey.txt" in browser.get(url).content
    assert stored(acme) == {"survey.txt": b"hull"}
    assert browser.post(url)["Location"] == "/files/"
    assert (stored(acme), storage.names(acme.schema)) == ({}, [])
    assert browser.post(url).status_code == 404


def test_frozen_portal_keeps_every_file(
    acme: Vault, survey: File, staff: Staff, now: datetime
) -> None:
    leaving.built(leaving.given_notice(acme, staff, now=now), staff, now=now)
    browser = acme.browser(acme.ada)
    refused = [
        browser.post(f"/files/{survey.id}/delete/"),
        browser.post("/files/new/", sent(("a.txt", b"one"))),
    ]
    assert [b"This portal is read only" in answer.content for answer in refused] == [True, True]
    assert stored(acme) == {"survey.txt": b"hull"}
    page = browser.get("/files/").content
    assert (b"survey.txt" in page, b"Delete" in page, b"Upload files" in page) == (
        True,
        False,
        False,
    )


def test_stranger_deletes_nothing(acme: Vault, cygnus: Vault, survey: File) -> None:
    cy = cygnus.browser(cygnus.cy)
    assert cy.post(f"/files/{survey.id}/delete/").status_code == 404
    assert stored(acme) == {"survey.txt": b"hull"}
