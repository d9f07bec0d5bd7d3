"""The pages of single records."""

import uuid
from datetime import datetime

import pytest

from bailee.vault.records import collections, records
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Collection
from tests.cast import Vault
from tests.web.portal.test_collections import address, text


@pytest.fixture
def fleet(acme: Vault, now: datetime) -> Collection:
    """No ship yet."""
    new = [NewField("Name", "text", required=True), NewField("Papers", "json")]
    with acme.inside():
        return collections.create(label="Fleet", fields=new, by=acme.ada.actor, now=now)


def keys(vault: Vault, collection: Collection) -> tuple[str, str]:
    with vault.inside():
        name, papers = (str(field.id) for field in collection.fields.all())
        return name, papers


def launch(vault: Vault, collection: Collection, now: datetime) -> uuid.UUID:
    name, papers = keys(vault, collection)
    values = {name: "Heron", papers: '{"flag":"GB"}'}
    with vault.inside():
        return records.add(collection, values, by=vault.ada.actor, now=now)


def test_new_adds_a_record(acme: Vault, fleet: Collection) -> None:
    name, papers = keys(acme, fleet)
    browser = acme.browser(acme.ben)
    typed = {name: "Heron", papers: '{"flag": "GB"}'}
    page = browser.post(address("record-new", fleet.id), typed)
    assert page.status_code == 302
    shown = text(browser.get(page["Location"]).content)
    assert 'Name Heron Papers { "flag": "GB" }' in shown
    assert "by Ben" in shown


def test_refused_record_keeps_all_that_was_typed(acme: Vault, fleet: Collection) -> None:
    name, papers = keys(acme, fleet)
    typed = {name: "", papers: '{"a": 1,\n "b": oops}'}
    page = acme.browser(acme.ben).post(address("record-new", fleet.id), typed)
    assert page.status_code == 422
    shown = text(page.content)
    assert "not valid JSON: line 2, column 7: Expecting value" in shown
    assert "is required, but empty" in shown
    assert '"b": oops}' in shown


def test_edit_changes_a_record(acme: Vault, fleet: Collection, now: datetime) -> None:
    name, papers = keys(acme, fleet)
    made = launch(acme, fleet, now)
    browser = acme.browser(acme.ben)
    form = browser.get(address("record-edit", fleet.id, made))
    assert b'name="version" value="1"' in form.content
    typed = {name: "Tern", papers: '{\r\n    "flag": "GB"\r\n}', "version": "1"}
    assert browser.post(address("record-edit", fleet.id, made), typed).status_code == 302
    with acme.inside():
        record = records.find(fleet, made)
    assert (record.version, record.texts[name]) == (2, "Tern")
    assert record.texts[papers] == '{\n    "flag": "GB"\n}'


def test_edit_of_an_older_version_keeps_what_was_typed(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    name, _ = keys(acme, fleet)
    made = launch(acme, fleet, now)
    browser = acme.browser(acme.ben)
    where = address("record-edit", fleet.id, made)
    browser.post(where, {name: "Tern", "version": "1"})
    page = browser.post(where, {name: "Gull", "version": "1"})
    assert (page.status_code, b'value="Gull"' in page.content) == (409, True)
    assert "Somebody changed this record after you opened it" in text(page.content)
    with acme.inside():
        assert records.find(fleet, made).texts[name] == "Tern"


def test_destroy_asks_and_deletes(acme: Vault, fleet: Collection, now: datetime) -> None:
    made = launch(acme, fleet, now)
    browser = acme.browser(acme.ada)
    where = address("record-delete", fleet.id, made)
    assert "Delete this record?" in text(browser.get(where).content)
    assert browser.post(where).status_code == 302
    assert browser.get(address("record", fleet.id, made)).status_code == 404


def test_reader_reads_and_does_not_write(acme: Vault, fleet: Collection, now: datetime) -> None:
    made = launch(acme, fleet, now)
    browser = acme.browser(acme.rae)
    assert browser.get(address("record", fleet.id, made)).status_code == 200
    for name in ("record-edit", "record-delete"):
        assert browser.post(address(name, fleet.id, made)).status_code in {403, 404}


@pytest.mark.parametrize("name", ["record", "record-edit", "record-delete"])
def test_stranger_finds_no_record(
    name: str, acme: Vault, cygnus: Vault, fleet: Collection, now: datetime
) -> None:
    made = launch(acme, fleet, now)
    browser = cygnus.browser(cygnus.cy)
    assert browser.get(address(name, fleet.id, made)).status_code == 404
    assert browser.post(address(name, fleet.id, made)).status_code in {404, 405}
