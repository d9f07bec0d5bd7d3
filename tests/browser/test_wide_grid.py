"""A grid of many columns, long names and more records than one page: moved, widened, unfolded."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from bailee.vault.records import bulk, collections, fields, records
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Collection
from tests.browser.test_grid import picture
from tests.browser.watch import Watched
from tests.cast import Vault

pytestmark = pytest.mark.browser
LONG = "Klassifikationsgesellschaftszugehörigkeit of the vessel as entered at first registration"
COLUMNS, ROWS = 30, 130


@pytest.fixture
def register(acme: Vault, now: datetime) -> Collection:
    """Thirty fields, one with a long name, and a link to another collection."""
    by = acme.ada.actor
    with acme.inside():
        new = [NewField("Name", "text"), NewField("Port", "text")]
        ports = collections.create(label="Ports", fields=new[:1], by=by, now=now)
        records.add(ports, {str(ports.fields.get().id): "Grimstad"}, by=by, now=now)
        new += [NewField(LONG if n == 4 else f"Field {n}", "text") for n in range(2, COLUMNS - 1)]
        made = collections.create(label="Register", fields=new, by=by, now=now)
        fields.add(made, NewField("Home", "relation", target=ports.id), by=by, now=now)
        ids = [str(field.id) for field in made.fields.all()]
        rows = [{ids[0]: f"Ship {n}", ids[4]: "word " * 30} for n in range(ROWS)]
        bulk.add(made, rows, by=by, now=now)
    return made


def heads(one: Watched) -> list[str]:
    found = one.page.locator("#grid thead th[data-key] > a").all_inner_texts()
    return [text.strip() for text in found]


def test_more_records_are_loaded_below(
    acme: Vault, register: Collection, person: Callable[..., Watched]
) -> None:
    rae = person(color_scheme="dark")
    rae.sign_in(acme.host, acme.rae)
    rae.go(acme.host, f"/records/{register.id}/")
    rows = rae.page.locator("#rows > tr")
    picture(rae.page, "wide-grid-dark")
    assert rae.findings() == []
    for there in (100, ROWS):
        rae.page.locator("a[data-more]").click()
        expect(rows).to_have_count(there)
        expect(rae.page.locator("#grid tbody td:focus")).to_have_count(1)
    assert rae.page.locator("a[data-more]").count() == 0
    assert rows.nth(ROWS - 1).locator("td").nth(1).inner_text() == f"Ship {ROWS - 1}"
    assert (rae.violations, rae.strangers, rae.stored()) == ([], [], [])


def test_columns_are_moved_and_widened_and_stay_so(
    acme: Vault, register: Collection, person: Callable[..., Watched]
) -> None:
    ben = person()
    ben.sign_in(acme.host, acme.ben)
    ben.go(acme.host, f"/records/{register.id}/")
    page = ben.page
    grip = page.locator("#grid thead th[data-key] .grip").nth(1).bounding_box()
    assert grip is not None
    before = page.locator("#grid thead th[data-key]").nth(1).bounding_box()
    assert before is not None
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + 4)
    page.mouse.down()
    page.mouse.move(grip["x"] + grip["width"] / 2 + 80, grip["y"] + 4, steps=4)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.mouse.up()
    names = heads(ben)
    with page.expect_navigation():
        page.locator("#grid thead th[data-key] > a").nth(1).drag_to(
            page.locator("#grid thead th[data-key]").nth(0)
        )
    assert heads(ben)[:2] == [names[1], names[0]]
    after = page.locator("#grid thead th[data-key]").nth(0).bounding_box()
    assert after is not None
    assert round(after["width"] - before["width"]) == 80
    assert (ben.violations, ben.strangers, ben.stored()) == ([], [], [])


def test_link_is_set_in_a_cell_by_title(
    acme: Vault, register: Collection, person: Callable[..., Watched]
) -> None:
    ben = person()
    ben.sign_in(acme.host, acme.ben)
    ben.go(acme.host, f"/records/{register.id}/")
    page = ben.page
    cell = page.locator("#rows > tr").nth(0).locator("td").nth(COLUMNS)
    cell.dblclick()
    page.keyboard.type("Gri")
    page.locator("#titles option[value='Grimstad']").wait_for(state="attached")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("Grimstad")
    page.keyboard.press("Enter")
    expect(cell).to_have_text("Grimstad")
    picture(page, "wide-grid")
    page.reload()
    expect(cell).to_have_text("Grimstad")
