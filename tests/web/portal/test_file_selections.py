"""Several at once: moved, tagged, fetched as a ZIP, thrown away; ticked, or the whole list."""

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest

from bailee.vault.files import folders, uploads
from bailee.vault.files.models import File, Folder, Tag
from tests.cast import Vault


@pytest.fixture
def hull(acme: Vault, now: datetime) -> Folder:
    """A folder “Hull” with plan.txt, and a.txt and b.txt at the top."""
    by = acme.ben.actor
    with acme.inside():
        folder = folders.make(name="Hull", by=by, now=now)
        for name, place in (("plan.txt", folder), ("a.txt", None), ("b.txt", None)):
            content = io.BytesIO(name.encode())
            uploads.store(name=name, source=content, by=by, now=now, folder=place)
        return folder


def at(vault: Vault, folder: Folder | None) -> list[str]:
    with vault.inside():
        found = File.objects.filter(folder=folder, trashed_at=None).order_by("name")
        return [file.name for file in found]


def key(vault: Vault, name: str) -> str:
    with vault.inside():
        return str(File.objects.get(name=name).pk)


def unpacked(response: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def test_download_gives_ticked_files_and_folders_as_a_zip(acme: Vault, hull: Folder) -> None:
    rae = acme.browser(acme.rae)
    chosen = {"file": key(acme, "a.txt"), "in": str(hull.pk)}
    response = rae.post("/files/chosen/content/", chosen)
    assert response["Content-Disposition"] == 'attachment; filename="files.zip"'
    assert unpacked(response) == {"a.txt": b"a.txt", "Hull/plan.txt": b"plan.txt"}
    whole = rae.get(f"/files/folders/{hull.pk}/content/")
    assert unpacked(whole) == {"Hull/plan.txt": b"plan.txt"}


def test_download_of_hostile_names_stays_inside(acme: Vault, now: datetime) -> None:
    with acme.inside():
        folder = folders.make(name="C:", by=acme.ben.actor, now=now)
        for name in ('a".txt', "a:.txt", "a?.txt"):
            source = io.BytesIO(b"x")
            uploads.store(name=name, source=source, by=acme.ben.actor, now=now, folder=folder)
    whole = acme.browser(acme.rae).get(f"/files/folders/{folder.pk}/content/")
    assert sorted(unpacked(whole)) == ["C_/a_ (2).txt", "C_/a_ (3).txt", "C_/a_.txt"]


def test_update_moves(acme: Vault, hull: Folder) -> None:
    ben = acme.browser(acme.ben)
    given = {"act": "move", "file": key(acme, "a.txt"), "to": str(hull.pk)}
    assert ben.post("/files/chosen/", given)["Location"] == "/files/"
    assert (at(acme, None), at(acme, hull)) == (["b.txt"], ["a.txt", "plan.txt"])
    into_itself = {"act": "move", "in": str(hull.pk), "to": str(hull.pk)}
    ben.post("/files/chosen/", into_itself)
    assert b"cannot be moved into itself" in ben.get("/files/").content


def test_update_tags_and_takes_the_tag_away(acme: Vault, hull: Folder) -> None:
    ben = acme.browser(acme.ben)
    chosen = {"file": key(acme, "a.txt"), "in": str(hull.pk), "tag_name": "urgent"}
    ben.post("/files/chosen/", {"act": "tag", **chosen})
    with acme.inside():
        tag = Tag.objects.get(name="urgent")
    found = ben.get(f"/files/?tag={tag.pk}").context["page"].files
    assert [file.name for file in found] == ["a.txt", "plan.txt"]
    ben.post("/files/chosen/", {"act": "untag", **chosen})
    assert ben.get(f"/files/?tag={tag.pk}").context["page"].files == []


def test_update_asks_before_the_trash(acme: Vault, hull: Folder) -> None:
    ben = acme.browser(acme.ben)
    given = {"act": "trash", "file": key(acme, "a.txt"), "in": str(hull.pk)}
    page = ben.post("/files/chosen/", given).content.decode()
    assert "2 files, with all versions, can be brought back for 30 days." in page
    assert at(acme, None) == ["a.txt", "b.txt"]
    ben.post("/files/chosen/", {**given, "sure": "1"})
    assert at(acme, None) == ["b.txt"]
    assert at(acme, hull) == []


def test_update_takes_the_whole_list_of_a_search(acme: Vault, hull: Folder) -> None:
    ben = acme.browser(acme.ben)
    given = {"act": "trash", "everything": "1", "q": ".txt", "sure": "1"}
    ben.post("/files/chosen/", given)
    assert (at(acme, None), at(acme, hull)) == ([], [])
    with acme.inside():
        assert Folder.objects.get().trashed_at is None


@pytest.mark.parametrize("given", [{}, {"act": "trash"}, {"act": "no"}, {"act": "tag"}])
def test_update_of_nothing_says_so(acme: Vault, hull: Folder, given: dict[str, str]) -> None:
    ben = acme.browser(acme.ben)
    assert ben.post("/files/chosen/", given)["Location"] == "/files/"
    assert b"Nothing was chosen." in ben.get("/files/").content


@pytest.mark.parametrize("given", [{"file": "x"}, {"file": "\x00"}, {"in": "1"}])
def test_update_of_forged_ids_is_not_found(
    acme: Vault, hull: Folder, given: dict[str, str]
) -> None:
    answer = acme.browser(acme.ben).post("/files/chosen/", {"act": "trash", **given})
    assert answer.status_code == 404


def test_stranger_fetches_nothing(acme: Vault, cygnus: Vault, hull: Folder) -> None:
    cy = cygnus.browser(cygnus.cy)
    assert cy.post("/files/chosen/content/", {"in": str(hull.pk)}).status_code == 302
    assert cy.get(f"/files/folders/{hull.pk}/content/").status_code == 404
