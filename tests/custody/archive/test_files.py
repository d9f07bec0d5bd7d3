"""Files in the archive: in their folders, with versions, trash and half uploads, and back."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

import pytest

from bailee.custody import archive, restore
from bailee.custody.archive.manifest import Flavour
from bailee.foundation import ids, keys, storage, tenancy
from bailee.foundation.tenancy import vaults
from bailee.vault.files import folders, resumable, tags, trash, uploads
from bailee.vault.files.models import File, Folder, Upload
from tests.cast import Vault
from tests.custody.archive.conftest import POLICY

PLAN = "Plan: hull?.txt"


@pytest.fixture
def twin() -> Iterator[str]:
    """A new, empty vault."""
    schema = f"v_{ids.opaque()}"
    keys.create(schema)
    vaults.create(schema)
    yield schema
    vaults.drop(schema)
    storage.delete_all(schema)
    keys.destroy(schema)


@pytest.fixture
def kept(acme: Vault, now: datetime) -> Vault:
    """Acme with a plan of two versions in a folder, its twin by name, trash, half an upload."""
    by = acme.ben.actor

    def store(name: str, content: bytes, folder: Folder | None, taken: str = "both") -> File:
        source = io.BytesIO(content)
        return uploads.store(name=name, source=source, by=by, now=now, folder=folder, taken=taken)

    with acme.inside():
        top = folders.make(name="Drawings", by=by, now=now)
        hull = folders.make(name="Hull", by=by, now=now, parent=top)
        store(PLAN, b"first", hull)
        plan = store(PLAN, b"second", hull, "version")
        store("Plan_ hull_.txt", b"other", hull)
        store("drawings", b"a file named as a folder", None)
        tags.give([plan.pk], "urgent", by=by, now=now)
        thrown = store("draft.txt", b"draft", None)
        trash.put([thrown.pk], by=by, now=now)
        upload = resumable.begin(name="scan.bin", size=10, by=by, now=now, folder=hull)
        resumable.receive(upload, 0, io.BytesIO(b"half"))
    return acme


def written(schema: str, flavour: Flavour) -> bytes:
    target = io.BytesIO()
    archive.write(target, schema=schema, flavour=flavour, policy=POLICY)
    return target.getvalue()


def test_files_lie_in_their_folders(kept: Vault) -> None:
    with kept.inside():
        plan, thrown = File.objects.get(name=PLAN), File.objects.get(name="draft.txt")
    with zipfile.ZipFile(io.BytesIO(written(kept.schema, "client"))) as opened:
        found = {
            name: opened.read(name)
            for name in opened.namelist()
            if name.startswith(("files/", "versions/", "trash/", "objects/uploads/"))
        }
    [piece] = [name for name in found if name.startswith("objects/")]
    assert found.pop(piece) == b"half"
    assert found == {
        "files/Drawings/Hull/Plan_ hull_.txt": b"second",
        "files/Drawings/Hull/Plan_ hull_ (2).txt": b"other",
        "files/drawings (2)": b"a file named as a folder",
        f"versions/{plan.pk}/1/Plan_ hull_.txt": b"first",
        f"trash/{thrown.pk}/1/draft.txt": b"draft",
    }


@pytest.mark.parametrize("flavour", ["client", "backup"])
def test_files_come_back_to_the_byte(kept: Vault, twin: str, flavour: Flavour) -> None:
    first = written(kept.schema, flavour)
    assert restore.read(io.BytesIO(first), schema=twin).files == 6
    assert written(twin, flavour) == first
    assert storage.names(twin) == storage.names(kept.schema)


def test_restored_upload_goes_on(kept: Vault, twin: str, now: datetime) -> None:
    restore.read(io.BytesIO(written(kept.schema, "backup")), schema=twin)
    with tenancy.inside(twin):
        upload = resumable.receive(Upload.objects.get(), 4, io.BytesIO(b" done "))
        file = resumable.finish(upload, now=now)
        assert b"".join(uploads.content(file)) == b"half done "


def test_pieces_that_were_joined_meanwhile_are_left_out(
    kept: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = storage.names(kept.schema)
    gone = next(name for name in names if name.startswith("uploads/"))

    def found(schema: str) -> frozenset[str]:
        storage.delete(schema, gone)
        return frozenset(names)

    monkeypatch.setattr("bailee.custody.archive.objects.found", found)
    with zipfile.ZipFile(io.BytesIO(written(kept.schema, "client"))) as opened:
        assert f"objects/{gone}" not in opened.namelist()
