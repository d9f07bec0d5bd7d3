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
    shown = text(page.content)
    assert "Ben changed this record" in shown
    assert "Both of you changed this. Before: Heron Theirs, stored now Tern" in shown
    with acme.inside():
        assert records.find(fleet, made).texts[name] == "Tern"


def test_conflict_is_saved_on_top_field_by_field(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    name, papers = keys(acme, fleet)
    made = launch(acme, fleet, now)
    ben, ada = acme.browser(acme.ben), acme.browser(acme.ada)
    where = address("record-edit", fleet.id, made)
    ben.post(where, {name: "Tern", papers: '{"flag": "NO"}', "version": "1"})
    typed = {name: "Gull", papers: '{\r\n    "flag": "GB"\r\n}', "version": "1"}
    page = ada.post(where, typed)
    assert page.status_code == 409
    assert "Only they changed this; it stays as it is now" in text(page.content)
    assert b'name="version" value="2"' in page.content
    assert f'name="{papers}"'.encode() not in page.content
    theirs = {name: "Gull", f"choose-{name}": "theirs", "version": "2"}
    assert ada.post(where, theirs).status_code == 302
    assert _texts(acme, fleet, made)[name] == "Tern"
    mine = {name: "Gull", f"choose-{name}": "mine", "version": "2"}
    assert ada.post(where, mine).status_code == 302
    with acme.inside():
        record = records.find(fleet, made)
    assert (record.version, record.texts[name]) == (3, "Gull")
    assert record.texts[papers] == '{\n    "flag": "NO"\n}'


def test_refused_edit_keeps_the_version_that_was_opened(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    name, _ = keys(acme, fleet)
    made = launch(acme, fleet, now)
    browser = acme.browser(acme.ben)
    where = address("record-edit", fleet.id, made)
    refused = browser.post(where, {name: "", "version": "1"})
    assert (refused.status_code, b'name="version" value="1"' in refused.content) == (422, True)
    assert '"flag": "GB"' in text(refused.content)


def test_edit_of_what_went_to_the_trash_meanwhile_loses_nothing(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    name, _ = keys(acme, fleet)
    made = launch(acme, fleet, now)
    with acme.inside():
        records.trash(fleet, made, by=acme.ben.actor, now=now)
    browser = acme.browser(acme.ada)
    where = address("record-edit", fleet.id, made)
    page = browser.post(where, {name: "Gull", "version": "1"})
    assert (page.status_code, b'value="Gull"' in page.content) == (409, True)
    assert "Ben moved this record to the trash" in text(page.content)
    again = {name: "Gull", "version": "1", "untrash": "1"}
    assert browser.post(where, again).status_code == 302
    assert _texts(acme, fleet, made)[name] == "Gull"
    assert browser.post(address("record-edit", fleet.id, uuid.uuid4())).status_code == 404


def test_copy_begins_with_the_values_of_the_other(
    acme: Vault, fleet: Collection, now: datetime
) -> None:
    made = launch(acme, fleet, now)
    browser = acme.browser(acme.ben)
    form = browser.get(address("record-new", fleet.id) + f"?copy={made}")
    assert b'value="Heron"' in form.content
    with acme.inside():
        fleet.fields.filter(label="Name").update(unique=True)
    form = browser.get(address("record-new", fleet.id) + f"?copy={made}")
    assert (b'value="Heron"' in form.content, b"flag" in form.content) == (False, True)
    for odd in ("x", str(uuid.uuid4()), "\x00"):
        page = browser.get(address("record-new", fleet.id), {"copy": odd})
        assert (page.status_code, b"New record" in page.content) == (200, True)


def test_destroy_asks_and_moves_to_the_trash(acme: Vault, fleet: Collection, now: datetime) -> None:
    made = launch(acme, fleet, now)
    browser = acme.browser(acme.ada)
    where = address("record-delete", fleet.id, made)
    assert "lies in its trash for 30 days" in text(browser.get(where).content)
    assert browser.post(where).status_code == 302
    gone = browser.get(address("record", fleet.id, made))
    assert (gone.status_code, gone["Location"]) == (302, address("trashed", fleet.id, made))
    assert "Ada deleted it" in text(browser.get(gone["Location"]).content)
    assert browser.get(where).status_code == 404


def test_record_leads_to_those_beside_it(acme: Vault, fleet: Collection, now: datetime) -> None:
    first, middle, last = (launch(acme, fleet, now) for _ in range(3))
    first, middle, last = sorted((first, middle, last))
    browser = acme.browser(acme.rae)
    for one, there, away in ((first, [middle], [last]), (middle, [first, last], [])):
        page = browser.get(address("record", fleet.id, one)).content.decode()
        assert [str(other) in page for other in there + away] == [True] * len(there) + [
            False
        ] * len(away)


def _texts(vault: Vault, fleet: Collection, which: uuid.UUID) -> dict[str, str | None]:
    with vault.inside():
        return records.find(fleet, which).texts


def test_reader_reads_and_does_not_write(acme: Vault, fleet: Collection, now: datetime) -> None:
    made = launch(acme, fleet, now)
    browser = acme.browser(acme.rae)
    page = browser.get(address("record", fleet.id, made))
    assert page.status_code == 200
    for label in ("Change", "Delete", "Duplicate", "Upload"):
        assert label.encode() not in page.content
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
