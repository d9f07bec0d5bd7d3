"""What is deleted lies in the trash for the stated days, and comes back as it was."""

from datetime import datetime, timedelta

import pytest

from bailee.foundation import storage
from bailee.vault.files import folders, listing, trash, uploads
from bailee.vault.files.folders import FolderError
from bailee.vault.files.models import File, Folder
from bailee.vault.files.names import NameRefusedError
from tests.cast import Vault
from tests.vault.files.conftest import Keep


def make(vault: Vault, now: datetime, name: str, parent: Folder | None = None) -> Folder:
    return folders.make(name=name, by=vault.ben.actor, now=now, parent=parent)


def shown(folder: Folder | None = None) -> list[str]:
    page = listing.page(listing.Query(folder=folder))
    return [one.name for one in page.folders] + [one.name for one in page.files]


def test_folder_goes_and_comes_back_with_all_that_is_in_it(
    acme: Vault, now: datetime, keep: Keep
) -> None:
    by = acme.ben.actor
    with acme.inside():
        top = make(acme, now, "Hull")
        inner = make(acme, now, "Plans", top)
        kept, gone = keep("a.txt", folder=inner), keep("b.txt", folder=inner)
        trash.put([gone.pk], by=by, now=now)
        assert trash.put([], [top.pk], by=by, now=now) == 1
        assert shown() == []
        assert listing.page(listing.Query(q="a.txt")).files == []
        assert list(trash.trashed_folders()) == [top]
        assert list(trash.files()) == [gone]
        trash.restore_folder(top)
        assert (shown(), shown(top), shown(inner)) == (["Hull"], ["Plans"], ["a.txt"])
        kept.refresh_from_db()
        assert (kept.trashed_at, kept.trashed_with) == (None, None)
        assert shown(trash.restore_file(gone).folder) == ["a.txt", "b.txt"]


def test_restoring_gives_a_number_where_the_name_is_taken(
    acme: Vault, now: datetime, keep: Keep
) -> None:
    with acme.inside():
        first = keep("Plan.pdf")
        trash.put([first.pk], by=acme.ben.actor, now=now)
        keep("plan.pdf")
        assert trash.restore_file(File.objects.get(pk=first.pk)).name == "Plan (2).pdf"


def test_trash_is_emptied_after_the_stated_days(acme: Vault, now: datetime, keep: Keep) -> None:
    by = acme.ben.actor
    with acme.inside():
        folder = make(acme, now, "Hull")
        keep("a.txt", folder=folder)
        alone = keep("b.txt")
        keep("c.txt")
        trash.put([alone.pk], [folder.pk], by=by, now=now)
        assert trash.expire(now=now + timedelta(days=30)) == 0
        assert trash.expire(now=now + timedelta(days=30, seconds=1)) == 2
        assert ([file.name for file in File.objects.all()], Folder.objects.count()) == (
            ["c.txt"],
            0,
        )
        assert len(storage.names(acme.schema)) == 1


def test_destroying_a_file_takes_every_version(acme: Vault, now: datetime, keep: Keep) -> None:
    with acme.inside():
        keep("a.txt")
        file = keep("a.txt", taken="version")
        assert len(storage.names(acme.schema)) == 2
        uploads.remove(file)
        assert (storage.names(acme.schema), File.objects.count()) == ([], 0)


def test_folders_move_but_never_into_themselves(acme: Vault, now: datetime, keep: Keep) -> None:
    with acme.inside():
        one, two = make(acme, now, "One"), make(acme, now, "Two")
        inner = make(acme, now, "Inner", one)
        file = keep("a.txt")
        keep("a.txt", folder=two)
        for to in (one, inner):
            with pytest.raises(FolderError, match="into itself"):
                folders.move([], [one.pk], to=to)
        assert folders.move([file.pk], [one.pk], to=two) == 2
        assert shown(two) == ["One", "a (2).txt", "a.txt"]
        assert [folder.name for folder in folders.path(Folder.objects.get(pk=inner.pk))] == [
            "Two",
            "One",
            "Inner",
        ]
        assert [path for _, path in folders.tree()] == ["Two", "Two / One", "Two / One / Inner"]


@pytest.mark.parametrize("name", ["", " ", ".", "..", "a/b", "a\\b", "a\x00b", "x" * 256])
def test_folder_of_a_wrong_name_is_refused(acme: Vault, now: datetime, name: str) -> None:
    with acme.inside(), pytest.raises(NameRefusedError):
        make(acme, now, name)


def test_folder_of_a_taken_name_is_refused(acme: Vault, now: datetime) -> None:
    with acme.inside():
        make(acme, now, "Hull")
        with pytest.raises(NameRefusedError, match="hull"):
            make(acme, now, "hull")


def test_folders_are_not_endlessly_deep(acme: Vault, now: datetime) -> None:
    with acme.inside():
        parent = None
        for number in range(folders.DEEPEST):
            parent = make(acme, now, str(number), parent)
        with pytest.raises(FolderError, match="20 deep"):
            make(acme, now, "deeper", parent)
        tower = make(acme, now, "tower")
        with pytest.raises(FolderError, match="20 deep"):
            folders.move([], [tower.pk], to=parent)
