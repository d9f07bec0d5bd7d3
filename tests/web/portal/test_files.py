"""Files in the portal: they go in as they arrive, are listed, and are deleted after being asked."""

import io
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from bailee.foundation import storage
from bailee.foundation.home import home
from bailee.vault.files import folders, holders, uploads
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


def test_index_turns_pages_to_the_last_and_back(acme: Vault, now: datetime) -> None:
    with acme.inside():
        for number in range(101):
            source = io.BytesIO(b"")
            uploads.store(name=f"{number:03}.txt", source=source, by=acme.ada.actor, now=now)
    browser, address, seen = acme.browser(acme.rae), "/files/", []
    while address:
        page = browser.get(address).context["page"]
        seen.append([file.name for file in page.files])
        address = f"/files/?after={page.next}" if page.next else ""
    assert [len(names) for names in seen] == [50, 50, 1]
    assert [*seen[0], *seen[1], *seen[2]] == [f"{number:03}.txt" for number in range(101)]
    back = browser.get(f"/files/?before={page.previous}").context["page"]
    assert [file.name for file in back.files] == seen[1]
    first = browser.get(f"/files/?before={back.previous}").context["page"]
    assert ([file.name for file in first.files], first.previous) == (seen[0], None)


@pytest.mark.parametrize("sort", ["name", "-name", "size", "-size", "date", "-date", "type"])
def test_index_sorts_and_pages_without_losing_a_file(acme: Vault, now: datetime, sort: str) -> None:
    names = set()
    with acme.inside():
        for number in range(57):
            name = f"{number * 7 % 57:02}.{'txt' if number % 2 else 'pdf'}"
            source = io.BytesIO(b"x" * (number % 3))
            uploads.store(name=name, source=source, by=acme.ada.actor, now=now)
            names.add(name)
    browser = acme.browser(acme.rae)
    first = browser.get(f"/files/?sort={sort}").context["page"]
    second = browser.get(f"/files/?sort={sort}&after={first.next}").context["page"]
    shown = [file.name for file in first.files + second.files]
    assert (len(shown), set(shown)) == (57, names)


def test_destroy_asks_and_then_moves_to_the_trash(acme: Vault, survey: File) -> None:
    browser, url = acme.browser(acme.ben), f"/files/{survey.id}/delete/"
    assert b"can be brought back for 30 days" in browser.get(url).content
    assert browser.post(url)["Location"] == "/files/"
    assert "“survey.txt” has been moved to the trash." in browser.get("/files/").content.decode()
    assert browser.get("/files/?q=survey").context["page"].files == []
    assert b"survey.txt" in browser.get("/files/trash/").content
    assert browser.post(url).status_code == 404
    assert browser.post(f"/files/trash/{survey.id}/restore/")["Location"] == "/files/"
    assert stored(acme) == {"survey.txt": b"hull"}


def test_destroy_says_what_holds_the_file(
    acme: Vault, survey: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holders, "_holders", [])
    holders.register(lambda asked: {key: ["attached to Nordlys"] for key in asked})
    browser = acme.browser(acme.ben)
    assert (
        b"It is attached to Nordlys, and will be missing there."
        in browser.get(f"/files/{survey.id}/delete/").content
    )
    assert b"Attached to Nordlys" in browser.get(f"/files/{survey.id}/").content


def test_create_stores_a_version_or_keeps_both(acme: Vault, survey: File) -> None:
    browser = acme.browser(acme.ben)
    browser.post("/files/new/", {"taken": "version", **sent(("survey.txt", b"keel"))})
    assert stored(acme) == {"survey.txt": b"keel"}
    browser.post("/files/new/", {"taken": "both", **sent(("SURVEY.txt", b"mast"))})
    assert stored(acme) == {"survey.txt": b"keel", "SURVEY (2).txt": b"mast"}


def test_create_puts_files_into_the_folder(acme: Vault, now: datetime) -> None:
    with acme.inside():
        folder = folders.make(name="Hull", by=acme.ben.actor, now=now)
    browser = acme.browser(acme.ben)
    answer = browser.post("/files/new/", {"folder": str(folder.pk), **sent(("a.txt", b"one"))})
    assert answer["Location"] == f"/files/folders/{folder.pk}/"
    assert b"a.txt" in browser.get(f"/files/folders/{folder.pk}/").content
    assert b"a.txt" not in browser.get("/files/").content
    page = browser.get("/files/?q=a.txt").content
    assert b"a.txt" in page
    assert b"in Hull" in page


def test_create_refuses_what_the_operator_refuses(acme: Vault, settings: LazySettings) -> None:
    settings.REFUSED_FILES = {"exe", "text/html"}
    browser = acme.browser(acme.ben)
    files = [("setup.exe", b"MZ"), ("page.txt", b"<html>x"), ("fine.txt", b"fine")]
    browser.post("/files/new/", sent(*files))
    page = browser.get("/files/").content.decode()
    assert "“setup.exe” is not kept: .exe files are refused here." in page
    assert "“page.txt” is not kept: by its content it is text/html" in page
    assert stored(acme) == {"fine.txt": b"fine"}
    assert len(storage.names(acme.schema)) == 1


def test_show_escapes_text_and_tells_what_the_bytes_are(acme: Vault, now: datetime) -> None:
    with acme.inside():
        source = io.BytesIO(b"<script>alert(1)</script> \xe9t\xe9")
        file = uploads.store(name="photo.png", source=source, by=acme.ada.actor, now=now)
    page = acme.browser(acme.rae).get(f"/files/{file.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; été" in page
    assert "<script>alert" not in page
    assert "by its content <code>text/html</code>" in page
    assert "can run a program" in page


def test_edit_changes_name_folder_and_tags(acme: Vault, survey: File, now: datetime) -> None:
    with acme.inside():
        folder = folders.make(name="Hull", by=acme.ben.actor, now=now)
    browser, url = acme.browser(acme.ben), f"/files/{survey.pk}/edit/"
    given = {"name": "keel.txt", "folder": str(folder.pk), "tags": "urgent, Class  2026"}
    assert browser.post(url, given)["Location"] == f"/files/{survey.pk}/"
    page = browser.get(f"/files/folders/{folder.pk}/").content
    assert [word in page for word in (b"keel.txt", b"urgent", b"Class 2026")] == [True] * 3
    wrong = browser.post(url, {**given, "name": "a/b"}).content.decode()
    assert "A name cannot hold a slash" in wrong
    assert 'value="a/b"' in wrong


@pytest.mark.parametrize(
    "path", ["/files/{}/edit/", "/files/folders/new/", "/files/chosen/", "/files/uploads/"]
)
def test_readers_are_refused_every_change(acme: Vault, survey: File, path: str) -> None:
    rae = acme.browser(acme.rae)
    assert rae.post(path.format(survey.pk)).status_code == 403


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
