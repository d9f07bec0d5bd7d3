"""Ben brings files in, mends what was refused, changes records by a key, undoes; Rae only reads."""

import io
import os
import re
from collections.abc import Callable

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from tests.browser.watch import SESSION, Watched
from tests.cast import Vault

pytestmark = pytest.mark.browser
SHIPS = "Name;Length;Built\nHeron;24.5;31.12.1998\nTern;31;1.2.2004\nAuk;9;3.4.2010\n"
SECONDS = 60_000  # milliseconds that a run may need on a busy machine


def workbook() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("Empty")
        sheet = book.add_worksheet("Ships")
        for place, row in enumerate([["Name", "Length"], ["Heron", 25], ["Gull", 7.5]]):
            sheet.write_row(place, 0, row)
    return target.getvalue()


def give(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Send the file").click()


def clean(one: Watched) -> None:
    assert one.findings() == []


def bring_in(ben: Watched, host: str) -> None:
    """A CSV with days first."""
    page = ben.page
    ben.go(host, "/records/import/")
    clean(ben)
    give(page, "ships.csv", SHIPS.encode())
    page.get_by_label("Written as").select_option("day")
    shown(page, "columns")
    clean(ben)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import 3 rows").click(timeout=SECONDS)
    expect(page.get_by_text("3 rows imported")).to_be_visible(timeout=SECONDS)
    clean(ben)


@pytest.mark.timeout(300)
def test_ben_brings_in_mends_changes_undoes_and_rae_reads(
    acme: Vault, person: Callable[..., Watched]
) -> None:
    ben, rae, host = person(), person(viewport={"width": 390, "height": 844}), acme.host
    ben.sign_in(host, acme.ben)
    page = ben.page
    bring_in(ben, host)
    page.get_by_role("link", name=re.compile("^Open ")).click()
    grid = page.url
    change_by_key(ben, grid)
    mend(ben, grid)
    take_out(ben, grid)
    undo(ben, host)
    rae.sign_in(host, acme.rae)
    rae.go(host, "/records/imports/")
    shown(rae.page, "history-phone")
    expect(rae.page.get_by_role("link", name="Undo")).to_have_count(0)
    expect(rae.page.get_by_role("link", name="Import a file")).to_have_count(0)
    clean(rae)
    assert rae.status(host, "/records/import/") == 403
    for one in (ben, rae):
        assert (one.strangers, one.violations, one.stored()) == ([], [], [])
        assert set(one.set_cookies) == {SESSION}


def shown(page: Page, name: str) -> None:
    """A picture for whoever looks at the pages, where `BAILEE_PICTURES` names a folder."""
    if folder := os.environ.get("BAILEE_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def change_by_key(ben: Watched, grid: str) -> None:
    page = ben.page
    page.goto(grid + "import/")
    give(page, "more.xlsx", workbook())
    page.get_by_label("Sheet", exact=True).select_option("Ships")
    page.get_by_role("button", name="Read it so").click()
    page.get_by_label("If a record is there already").select_option(
        label="Change the record with the same Name"
    )
    clean(ben)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import 2 rows").click(timeout=SECONDS)
    expect(page.get_by_text("2 rows imported")).to_be_visible(timeout=SECONDS)
    expect(page.get_by_text("records changed")).to_be_visible()
    shown(page, "done")


def mend(ben: Watched, grid: str) -> None:
    page = ben.page
    page.goto(grid + "import/")
    give(page, "late.csv", b"Name,Length,Built\nSkua,3,2001-02-03\nCoot,4,soon\n")
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import 1 row").click(timeout=SECONDS)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Refused rows as CSV").click()
    refused = coming.value.path().read_bytes()
    assert refused.splitlines()[1].startswith(b"3,")
    page.get_by_role("link", name="Send mended rows").click()
    give(page, "mended.csv", refused.replace(b"soon", b"2002-03-04"))
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import 1 row").click(timeout=SECONDS)
    expect(page.get_by_text("1 row imported")).to_be_visible(timeout=SECONDS)


def take_out(ben: Watched, grid: str) -> None:
    page = ben.page
    page.goto(grid + "export/")
    shown(page, "export")
    clean(ben)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Faithful CSV").click()
    lines = coming.value.path().read_text().splitlines()
    assert lines[0] == '"Name","Length","Built"'
    assert "Coot,4,2002-03-04" in lines
    assert "Heron,25,1998-12-31" in lines


def undo(ben: Watched, host: str) -> None:
    page = ben.page
    ben.go(host, "/records/imports/")
    shown(page, "history")
    clean(ben)
    page.get_by_role("link", name="Undo more.xlsx").click()
    shown(page, "undo")
    clean(ben)
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text(re.compile("^Undone"))).to_be_visible(timeout=SECONDS)
    clean(ben)
