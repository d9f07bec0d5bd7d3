"""Ada drops files, is cut off, goes on, stores a version, looks at it, throws it away."""

import io
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from bailee.vault.files import uploads
from bailee.vault.files.models import File, Upload
from tests.browser.watch import SESSION, Watched
from tests.cast import Vault

pytestmark = pytest.mark.browser
# A picture of one pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f00050001ff89993d1d0000000049454e44ae426082"
)
LARGE = os.urandom(20_000_000)  # three pieces


def stored(vault: Vault) -> dict[str, tuple[int, bytes]]:
    """Name → number of the newest version and its bytes, outside of the trash."""
    with vault.inside():
        found = File.objects.filter(trashed_at=None, stored_at__isnull=False)
        return {file.name: (file.number, b"".join(uploads.content(file))) for file in found}


def drop(page: Page, **files: str) -> None:
    """Drops files of these names and texts onto the page."""
    transfer = page.evaluate_handle(
        """(files) => {
            const held = new DataTransfer();
            for (const [name, text] of Object.entries(files)) {
                held.items.add(new File([text], name, {type: "text/plain"}));
            }
            return held;
        }""",
        files,
    )
    page.dispatch_event("main", "dragover", {"dataTransfer": transfer})
    page.dispatch_event("main", "drop", {"dataTransfer": transfer})


@pytest.fixture
def ada(acme: Vault, person: Callable[..., Watched]) -> Watched:
    one = person()
    one.sign_in(acme.host, acme.ada)
    one.go(acme.host, "/files/")
    return one


def test_files_are_dropped_versioned_looked_at_and_thrown_away(acme: Vault, ada: Watched) -> None:
    page = ada.page
    drop(page, **{"plan.txt": "one", "Grüße.csv": "a,b\n1,2\n"})
    expect(page.get_by_role("link", name="plan.txt", exact=True)).to_be_visible()
    assert {name: content for name, (_, content) in stored(acme).items()} == {
        "plan.txt": b"one",
        "Grüße.csv": b"a,b\n1,2\n",
    }
    drop(page, **{"plan.txt": "two"})
    expect(page.get_by_text("A file of this name is here already", exact=True)).to_be_visible()
    assert ada.findings() == []
    page.get_by_role("button", name="New version").click()
    expect(page.get_by_text("v2")).to_be_visible()
    assert stored(acme)["plan.txt"] == (2, b"two")
    page.get_by_role("link", name="plan.txt", exact=True).click()
    expect(page.locator("pre")).to_have_text("two")
    page.get_by_role("button", name="Restore version 1").click()
    expect(page.locator("pre")).to_have_text("one")
    page.get_by_role("link", name="Files").first.click()
    page.get_by_label("plan.txt", exact=True).check()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Move to the trash").click()
    assert set(stored(acme)) == {"Grüße.csv"}
    page.get_by_role("link", name="Trash").click()
    page.get_by_role("button", name="Bring back plan.txt").click()
    assert stored(acme)["plan.txt"] == (3, b"one")
    assert (ada.stored(), ada.cookies(), ada.violations, ada.strangers) == ([], [SESSION], [], [])


def test_folders_hold_files_and_pictures_are_shown(
    acme: Vault, ada: Watched, tmp_path: Path
) -> None:
    page = ada.page
    page.get_by_role("link", name="New folder").click()
    page.get_by_label("Name of the folder").fill("Hull / keel")
    page.get_by_role("button", name="Make the folder").click()
    expect(page.get_by_text("A name cannot hold a slash")).to_be_visible()
    page.get_by_label("Name of the folder").fill("Hull")
    page.get_by_role("button", name="Make the folder").click()
    picture = tmp_path / "hull.png"
    picture.write_bytes(PNG)
    page.get_by_label("Upload files").set_input_files(picture)
    page.get_by_role("link", name="hull.png", exact=True).click()
    image = page.get_by_role("img", name="Preview of hull.png")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.naturalWidth") == 1
    assert ada.findings() == []
    page.get_by_role("link", name="Hull").first.click()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Download as ZIP").click()
    assert fetched.value.suggested_filename == "Hull.zip"
    assert (ada.stored(), ada.violations, ada.strangers) == ([], [], [])


def test_an_upload_that_was_cut_off_goes_on_after_a_reload(
    acme: Vault, ada: Watched, tmp_path: Path
) -> None:
    page, large = ada.page, tmp_path / "survey.bin"
    large.write_bytes(LARGE)
    sent: list[str] = []

    def cut(route: Route) -> None:
        """The first piece goes through, the line is dead from then on."""
        sent.append(route.request.headers.get("upload-offset", ""))
        if len(sent) == 1 or route.request.method != "PATCH":
            route.continue_()
        else:
            route.abort()

    page.route("**/files/uploads/*/", cut)
    page.get_by_label("Upload files").set_input_files(large)
    expect(page.get_by_text("The connection broke off. Trying again")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/files/uploads/*/")
    ada.go(acme.host, "/files/")
    expect(page.get_by_text("41 % of 20.0 MB")).to_be_visible()
    assert ada.findings() == []
    with acme.inside():
        begun = Upload.objects.get()
    page.get_by_label("Upload files").set_input_files(large)
    expect(page.get_by_role("link", name="survey.bin", exact=True)).to_be_visible(timeout=30_000)
    assert stored(acme) == {"survey.bin": (1, LARGE)}
    with acme.inside():
        assert Upload.objects.get().pk == begun.pk
    assert (ada.stored(), ada.violations) == ([], [])


def test_an_upload_is_paused_and_cancelled(acme: Vault, ada: Watched, tmp_path: Path) -> None:
    page, large = ada.page, tmp_path / "survey.bin"
    large.write_bytes(LARGE)
    page.route("**/files/uploads/*/", lambda _: None)  # no answer ever comes
    page.get_by_label("Upload files").set_input_files(large)
    page.get_by_role("button", name="Pause: survey.bin").click()
    expect(page.get_by_text("Paused")).to_be_visible()
    page.unroute("**/files/uploads/*/")
    page.get_by_role("button", name="Go on: survey.bin").click()
    page.get_by_role("button", name="Cancel: survey.bin").click()
    expect(page.get_by_text("survey.bin", exact=True)).to_have_count(0)
    page.wait_for_load_state("networkidle")
    with acme.inside():
        assert not Upload.objects.filter(finished_at=None).exists()


def test_rae_reads_and_changes_nothing(
    acme: Vault, person: Callable[..., Watched], now: datetime
) -> None:
    with acme.inside():
        uploads.store(name="a.txt", source=io.BytesIO(b"hull"), by=acme.ben.actor, now=now)
    rae = person()
    rae.sign_in(acme.host, acme.rae)
    rae.go(acme.host, "/files/")
    rae.page.get_by_label("a.txt", exact=True).check()
    shown = rae.page.get_by_role("button").all_text_contents()
    assert [text for text in shown if text in {"Delete", "Move", "Add", "Upload"}] == []
    expect(rae.page.get_by_role("button", name="Download as ZIP")).to_be_visible()
    assert rae.page.locator("#uploads").count() == 0
    assert rae.findings() == []
