"""Ada shapes a collection and links records, by keyboard and by dragging, in a real browser."""

from collections.abc import Callable
from datetime import datetime

import pytest

from bailee.vault.records import collections, fields, records
from bailee.vault.records.collections import NewField
from tests.browser.watch import Watched
from tests.cast import Vault
from tests.vault.records.conftest import as_text

pytestmark = pytest.mark.browser


def test_link_is_chosen_by_keyboard_and_fields_are_dragged(
    acme: Vault, now: datetime, person: Callable[..., Watched]
) -> None:
    by = acme.ada.actor
    with acme.inside():
        new = [NewField("Name", "text"), NewField("Built", "text")]
        fleet = collections.create(label="Fleet", fields=new, by=by, now=now)
        fields.add(fleet, NewField("Sister", "relation", target=fleet.id), by=by, now=now)
        name = str(fleet.fields.all()[0].id)
        heron = records.add(fleet, {name: "Heron"}, by=by, now=now)
        records.add(fleet, {name: "Tern"}, by=by, now=now)
    one = person()
    one.sign_in(acme.host, acme.ada)
    one.go(acme.host, f"/records/{fleet.id}/rows/new/")
    page = one.page
    page.get_by_label("Name").fill("Gull")
    sister = page.get_by_role("combobox", name="Sister")
    sister.press_sequentially("her")
    page.get_by_role("option", name="Heron").wait_for()
    sister.press("ArrowDown")
    assert one.findings() == []
    sister.press("Enter")
    assert sister.input_value() == "Heron"
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The record has been added.").wait_for()
    with acme.inside():
        assert as_text(fleet)[2] == ("Gull", None, str(heron))
    one.go(acme.host, f"/records/{fleet.id}/edit/")
    grips = page.locator("[data-field] .grip")
    last, first = grips.nth(2).bounding_box(), grips.nth(0).bounding_box()
    assert last is not None
    assert first is not None
    page.mouse.move(last["x"] + 4, last["y"] + 4)
    page.mouse.down()
    page.mouse.move(first["x"] + 4, first["y"] - 4, steps=5)
    with page.expect_navigation():
        page.mouse.up()
    assert [row.inner_text() for row in page.locator("[data-field] th > a").all()] == [
        "Sister",
        "Name",
        "Built",
    ]
    assert (one.violations, one.strangers, one.stored()) == ([], [], [])
