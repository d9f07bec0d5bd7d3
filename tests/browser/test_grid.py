"""The grid by keyboard alone, with a block from a spreadsheet, with a conflict, and as a reader."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bailee.vault.records import collections, listing, records
from bailee.vault.records.collections import NewField
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Collection
from tests.browser.watch import Watched
from tests.cast import Vault

pytestmark = pytest.mark.browser
SHIPS = (("Heron", "1998", "afloat"), ("Tern", "", "laid up"), ("Gull <b>", "2004", "afloat"))


@pytest.fixture
def fleet(acme: Vault, now: datetime) -> Collection:
    """Three ships."""
    with acme.inside():
        new = [
            NewField("Name", "text", required=True),
            NewField("Built", "integer"),
            NewField("State", "choice", choices=["afloat", "laid up"]),
            NewField("Launched", "date"),
            NewField("Notes", "long_text"),
        ]
        made = collections.create(label="Fleet", fields=new, by=acme.ada.actor, now=now)
        keys = [str(field.id) for field in made.fields.all()]
        for ship in SHIPS:
            texts = dict(zip(keys, [*ship, "2001-05-04", "word " * 60], strict=True))
            records.add(made, texts, by=acme.ada.actor, now=now)
    return made


def values(acme: Vault, fleet: Collection) -> list[list[object]]:
    with acme.inside():
        return [row.values[:3] for row in listing.page(fleet, Query()).rows]


def picture(page: Page, name: str) -> None:
    """For whoever wants to look: where `PICTURES` says."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_records_are_changed_by_keyboard_and_block(
    acme: Vault, fleet: Collection, person: Callable[..., Watched]
) -> None:
    ada = person()
    ada.sign_in(acme.host, acme.ada)
    ada.go(acme.host, f"/records/{fleet.id}/")
    page = ada.page
    cell = page.locator("#grid tbody td[tabindex='0']")
    said = page.locator("#said")
    cell.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Grey Heron")
    page.keyboard.press("Tab")
    expect(said).to_contain_text("Saved.")
    expect(cell).to_have_text("1,998")
    page.keyboard.type("1970")
    page.keyboard.press("Enter")
    expect(page.locator("#grid tbody tr").first).to_contain_text("1,970")
    page.keyboard.press("F2")
    page.keyboard.type("soon")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("not a whole number")
    page.keyboard.press("Escape")
    assert values(acme, fleet)[:2] == [["Grey Heron", 1970, "afloat"], ["Tern", None, "laid up"]]
    picture(page, "grid")
    assert ada.findings() == []

    page.keyboard.press("ArrowLeft")
    _paste(page, "Ibis\t2001\tafloat\nStork\t\tlaid up\nRook\t1\tafloat\n")
    page.get_by_role("button", name="Add these records (1)").click()
    expect(page.locator("#grid tbody tr")).to_have_count(4)
    assert values(acme, fleet) == [
        ["Grey Heron", 1970, "afloat"],
        ["Ibis", 2001, "afloat"],
        ["Stork", None, "laid up"],
        ["Rook", 1, "afloat"],
    ]
    page.keyboard.press("Delete")
    expect(said).to_contain_text("is required")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    expect(said).to_contain_text("Saved.")
    assert values(acme, fleet)[1] == ["Ibis", None, "afloat"]
    page.get_by_role("button", name="Undo").click()
    expect(said).to_contain_text("Undone.")
    assert values(acme, fleet)[1] == ["Ibis", 2001, "afloat"]
    assert (ada.violations, ada.stored()) == ([], [])


def test_conflict_shows_both_and_loses_neither(
    acme: Vault, fleet: Collection, person: Callable[..., Watched], now: datetime
) -> None:
    ben = person()
    ben.sign_in(acme.host, acme.ben)
    ben.go(acme.host, f"/records/{fleet.id}/")
    with acme.inside():
        heron = listing.page(fleet, Query()).rows[0]
        name = str(fleet.fields.all()[0].id)
        records.edit(fleet, heron.id, {name: "Hers"}, version=1, by=acme.ada.actor, now=now)
    page = ben.page
    page.locator("#grid tbody td[tabindex='0']").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("His")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Hers")
    expect(dialog).to_contain_text("His")
    picture(page, "conflict")
    dialog.get_by_role("button", name="Use what I typed").click()
    expect(page.locator("#said")).to_contain_text("Saved.")
    assert values(acme, fleet)[0][0] == "His"


def test_reader_moves_and_cannot_edit(
    acme: Vault, fleet: Collection, person: Callable[..., Watched]
) -> None:
    rae = person(viewport={"width": 390, "height": 800}, color_scheme="dark")
    rae.sign_in(acme.host, acme.rae)
    rae.go(acme.host, f"/records/{fleet.id}/")
    page = rae.page
    page.locator("#grid tbody td[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("F2")
    page.keyboard.type("x")
    expect(page.locator("#grid td.editing")).to_have_count(0)
    picture(page, "phone")
    assert rae.findings() == []
    page.get_by_text("Filter", exact=True).click()
    picture(page, "phone-filter")
    assert (rae.findings(), rae.violations) == ([], [])


def _paste(page: Page, text: str) -> None:
    page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true});
          document.activeElement.dispatchEvent(event);
        }""",
        text,
    )
