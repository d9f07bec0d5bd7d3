"""The page of a record, as Ada and Ben work on it at once."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from bailee.vault.mail.models import Message
from bailee.vault.records import collections, records
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Collection
from tests.browser.watch import SESSION, Watched
from tests.cast import Vault

pytestmark = pytest.mark.browser
NOTES = "Moored at berth four.\n\nThe hull wants paint before the winter, says the harbour master."


@dataclass(frozen=True)
class Ship:
    """The Heron, one record of the fleet."""

    fleet: Collection
    record: uuid.UUID

    @property
    def path(self) -> str:
        return f"/records/{self.fleet.id}/rows/{self.record}/"


@pytest.fixture
def ship(acme: Vault, now: datetime) -> Ship:
    """Built by Ben."""
    new = [
        NewField("Name", "text", required=True),
        NewField("Built", "integer"),
        NewField("State", "choice", choices=["afloat", "laid up"]),
        NewField("Notes", "long_text"),
        NewField("Papers", "json"),
    ]
    with acme.inside():
        fleet = collections.create(label="Fleet", fields=new, by=acme.ada.actor, now=now)
        keys = {field.label: str(field.id) for field in fleet.fields.all()}
        texts = {"Name": "Heron", "Built": "1998", "State": "afloat", "Notes": NOTES}
        values = {keys[label]: text for label, text in texts.items()}
        values[keys["Papers"]] = '{"flag": "GB", "number": 1.00000000000000000001}'
        return Ship(fleet, records.add(fleet, values, by=acme.ben.actor, now=now))


def both_edit(acme: Vault, ship: Ship, ada: Watched, ben: Watched) -> None:
    """Both open the form; Ben is faster. Ada keeps his name for the ship and her own year."""
    for one in (ada, ben):
        one.go(acme.host, f"{ship.path}edit/")
    for one, name, year in ((ben, "Grey Heron", "1999"), (ada, "Heron II", "2001")):
        one.page.get_by_label("Name").fill(name)
        one.page.get_by_label("Built").fill(year)
    ben.page.get_by_label("State").select_option("laid up")
    for one in (ben, ada):
        one.page.get_by_role("button", name="Save").click()
    page = ada.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Somebody was faster")
    expect(page.get_by_text("Only they changed this")).to_have_count(1)
    assert ada.findings() == []
    page.get_by_role("group", name="Name").get_by_label("Theirs, stored now").check()
    page.get_by_role("button", name="Save on top of theirs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Grey Heron")
    shown = page.locator("dl.values")
    for value in ("Grey Heron", "2,001", "laid up"):
        expect(shown).to_contain_text(value)


def say(acme: Vault, page: Page) -> None:
    """The list of people opens at the @, and is worked by keys."""
    box = page.get_by_label("Add a comment")
    box.press_sequentially("Please look at this, @")
    options = page.get_by_role("option")
    expect(options).to_have_text(["Ada", "Ben", "Rae"])
    box.press_sequentially("be")
    expect(options).to_have_text(["Ben"])
    box.press("Enter")
    expect(box).to_have_value("Please look at this, @Ben ")
    box.press_sequentially("and @")
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Tab")
    expect(box).to_have_value("Please look at this, @Ben and @Rae ")
    box.press_sequentially("@A")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.fill("Please look at this, @Ben and @Rae")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator(".comments .mention")).to_have_text(["@Ben", "@Rae"])
    with acme.inside():
        told = Message.objects.filter(kind="mention").values_list("to", flat=True)
        assert sorted(told) == ["ben@acme.example", "rae@acme.example"]


def attach(page: Page) -> None:
    page.get_by_label("Files to attach").set_input_files(
        {"name": "survey.txt", "mimeType": "text/plain", "buffer": b"Sound."}
    )
    page.get_by_role("button", name="Upload and attach").click()
    expect(page.get_by_role("link", name="survey.txt")).to_be_visible()


def go_back(ada: Watched) -> None:
    """To the first version, by the history."""
    page = ada.page
    page.get_by_role("link", name="History").click()
    expect(page.locator(".changes > li")).to_have_count(3)
    assert ada.findings() == []
    page.get_by_role("link", name="Version 1").click()
    assert ada.findings() == []
    page.get_by_role("button", name="Bring this version back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Heron")
    expect(page.locator("dl.values")).to_contain_text("1.00000000000000000001")


def trash_and_back(acme: Vault, ship: Ship, ada: Watched) -> None:
    page = ada.page
    page.get_by_role("link", name="Delete", exact=True).click()
    assert ada.findings() == []
    page.get_by_role("button", name="Move to the trash").click()
    expect(page.get_by_text("It can be brought back for 30 days")).to_be_visible()
    ada.go(acme.host, f"/records/{ship.fleet.id}/trash/")
    assert ada.findings() == []
    page.get_by_label("Heron").check()
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Heron")
    expect(page.get_by_role("link", name="survey.txt")).to_be_visible()
    expect(page.locator(".comments .said")).to_have_count(1)


@pytest.mark.timeout(240)
def test_record_is_worked_on_by_two_and_nothing_is_lost(
    acme: Vault, ship: Ship, person: Callable[..., Watched]
) -> None:
    ada, ben = person(), person()
    ada.sign_in(acme.host, acme.ada)
    ben.sign_in(acme.host, acme.ben)
    both_edit(acme, ship, ada, ben)
    say(acme, ada.page)
    attach(ada.page)
    assert ada.findings() == []
    go_back(ada)
    trash_and_back(acme, ship, ada)
    for one in (ada, ben):
        assert (one.strangers, one.violations, one.stored()) == ([], [], [])
        assert set(one.set_cookies) == {SESSION}


@pytest.mark.timeout(120)
def test_reader_reads_and_comments_on_a_phone(
    acme: Vault, ship: Ship, person: Callable[..., Watched]
) -> None:
    rae = person(viewport={"width": 390, "height": 800}, color_scheme="dark")
    rae.sign_in(acme.host, acme.rae)
    rae.go(acme.host, ship.path)
    for label in ("Change", "Duplicate", "Delete"):
        expect(rae.page.get_by_role("link", name=label, exact=True)).to_have_count(0)
    expect(rae.page.get_by_label("Files to attach")).to_have_count(0)
    rae.page.get_by_label("Add a comment").fill("Seen.")
    rae.page.get_by_role("button", name="Comment").click()
    expect(rae.page.locator(".comments .said")).to_have_text(["Seen."])
    assert rae.findings() == []
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert rae.page.evaluate(wide) == 0
    assert (rae.strangers, rae.violations, rae.stored()) == ([], [], [])
