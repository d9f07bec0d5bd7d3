"""A version becomes the newest again; an older one is deleted by the owner alone."""

import io
from datetime import datetime

import pytest

from bailee.foundation import storage
from bailee.vault.files import uploads
from bailee.vault.files.models import File, Version
from tests.cast import Vault


@pytest.fixture
def plan(acme: Vault, now: datetime) -> File:
    with acme.inside():
        for content in (b"one", b"two"):
            file = uploads.store(
                name="plan.txt",
                source=io.BytesIO(content),
                by=acme.ben.actor,
                now=now,
                taken="version",
            )
        return file


def version(vault: Vault, file: File, number: int) -> Version:
    with vault.inside():
        return Version.objects.get(file=file, number=number)


def contents(vault: Vault, file: File) -> dict[int, bytes]:
    with vault.inside():
        return {one.number: b"".join(uploads.version_content(one)) for one in file.versions.all()}


def test_update_makes_an_older_version_the_newest(acme: Vault, plan: File) -> None:
    first = version(acme, plan, 1)
    url = f"/files/{plan.pk}/versions/{first.pk}/restore/"
    browser = acme.browser(acme.ben)
    assert browser.post(url)["Location"] == f"/files/{plan.pk}/"
    assert contents(acme, plan) == {1: b"one", 2: b"two", 3: b"one"}
    with acme.inside():
        again = File.objects.get(pk=plan.pk)
        assert (again.number, again.sha256, again.newest.restored_from) == (3, first.sha256, 1)
        assert b"".join(uploads.content(again)) == b"one"
    assert b"from version 1" in browser.get(f"/files/{plan.pk}/").content


def test_destroy_deletes_an_older_version_by_the_owner(acme: Vault, plan: File) -> None:
    url = f"/files/{plan.pk}/versions/{version(acme, plan, 1).pk}/delete/"
    assert acme.browser(acme.ben).post(url).status_code == 403
    assert acme.browser(acme.ada).post(url).status_code == 302
    assert contents(acme, plan) == {2: b"two"}
    assert len(storage.names(acme.schema)) == 1


def test_newest_version_is_neither_restored_nor_deleted(acme: Vault, plan: File) -> None:
    url = f"/files/{plan.pk}/versions/{version(acme, plan, 2).pk}"
    ada = acme.browser(acme.ada)
    ada.post(f"{url}/restore/")
    assert "the newest version already" in ada.get(f"/files/{plan.pk}/").content.decode()
    ada.post(f"{url}/delete/")
    assert "cannot be deleted by itself" in ada.get(f"/files/{plan.pk}/").content.decode()
    assert contents(acme, plan) == {1: b"one", 2: b"two"}


def test_versions_are_closed_to_readers_and_strangers(
    acme: Vault, cygnus: Vault, plan: File
) -> None:
    url = f"/files/{plan.pk}/versions/{version(acme, plan, 1).pk}/restore/"
    assert acme.browser(acme.rae).post(url).status_code == 403
    assert cygnus.browser(cygnus.cy).post(url).status_code == 404
    assert b"Restore" not in acme.browser(acme.rae).get(f"/files/{plan.pk}/").content
