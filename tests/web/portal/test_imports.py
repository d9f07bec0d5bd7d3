"""The way of a CSV file through the pages."""

import io
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from bailee.foundation import storage, tenancy
from bailee.vault.records import queue, tasks
from bailee.vault.records.models import Collection, Import
from tests.cast import Vault
from tests.vault.records.conftest import as_text
from tests.web.portal.test_collections import address, text

CSV = b"Name,Built\nHeron,1998\nTern,soon\n"
CHOICE = {
    "label": "Fleet",
    "label-0": "Ship",
    "type-0": "text",
    "label-1": "Built",
    "type-1": "integer",
    "indexed-1": "on",
    "take": "good",
}


def send(vault: Vault, content: bytes, name: str = "fleet.csv", where: str = "") -> Any:
    file = io.BytesIO(content)
    file.name = name
    browser = vault.browser(vault.ben)
    return browser.post(where or address("import-new"), {"file": file})


def received(vault: Vault, content: bytes = CSV) -> Import:
    assert send(vault, content).status_code == 302
    with vault.inside():
        return Import.objects.get()


def test_file_is_sent_checked_imported_and_mended(acme: Vault) -> None:
    one = received(acme)
    browser = acme.browser(acme.ben)
    page = browser.get(address("import-columns", one.id))
    assert (page.status_code, b'value="Built"' in page.content) == (200, True)
    assert browser.post(address("import-columns", one.id), CHOICE).status_code == 302
    checked = text(browser.get(address("import", one.id)).content)
    assert "1 row would be imported, 1 refused." in checked
    assert "3 Built soon not a whole number (digits only, no leading zero)" in checked
    assert browser.post(address("import-run", one.id)).status_code == 302
    done = text(browser.get(address("import", one.id)).content)
    assert "1 row imported into Fleet ; 1 refused." in done
    refused: Any = browser.get(address("import-refused", one.id))
    assert b"".join(refused.streaming_content) == (
        b'"Row in the file","Why it was refused","Name","Built"\n'
        b'3,"Built: not a whole number (digits only, no leading zero)",Tern,soon\n'
    )
    with acme.inside():
        fleet = Collection.objects.get()
        assert [(f.label, f.type, f.indexed) for f in fleet.fields.all()] == [
            ("Ship", "text", False),
            ("Built", "integer", True),
        ]
    assert (
        send(acme, b"Ship,Built\nTern,2003\n", where=address("import-into", fleet.id)).status_code
        == 302
    )


def test_wrong_choice_keeps_what_was_typed(acme: Vault) -> None:
    one = received(acme)
    page = acme.browser(acme.ben).post(
        address("import-columns", one.id), {**CHOICE, "label-0": "built"}
    )
    assert page.status_code == 422
    assert "Two columns go to the same field" in text(page.content)
    assert b'value="built"' in page.content


def test_file_is_read_anew(acme: Vault) -> None:
    one = received(acme)
    again = {"reread": "1", "encoding": "utf-8", "delimiter": ",", "header": "no"}
    acme.browser(acme.ben).post(address("import-columns", one.id), again)
    with acme.inside():
        one.refresh_from_db()
    assert [column["label"] for column in one.plan] == ["Column 1", "Column 2"]


@pytest.mark.parametrize("delimiter", ["", "x", "\x00", "%"])
def test_unknown_delimiter_is_refused(delimiter: str, acme: Vault) -> None:
    one = received(acme)
    again = {"reread": "1", "encoding": "utf-8", "delimiter": delimiter, "header": "no"}
    page = acme.browser(acme.ben).post(address("import-columns", one.id), again)
    assert page.status_code == 422


def test_empty_file_is_refused_with_reason(acme: Vault) -> None:
    page = send(acme, b"")
    assert page.status_code == 422
    assert "The file holds no rows" in text(page.content)
    with acme.inside():
        assert (Import.objects.count(), storage.names(acme.schema)) == (0, [])


def test_form_without_a_file_is_refused_with_reason(acme: Vault) -> None:
    page = acme.browser(acme.ben).post(address("import-new"), {"x": "y"})
    assert (page.status_code, "No file was chosen" in text(page.content)) == (422, True)


def test_cut_upload_is_refused_and_forgotten(acme: Vault) -> None:
    head = 'Content-Disposition: form-data; name="file"; filename="a.csv"'
    body = f"--X\r\n{head}\r\n\r\na,b\r\n1,2".encode()
    kind = "multipart/form-data; boundary=X"
    page = acme.browser(acme.ben).generic("POST", address("import-new"), body, content_type=kind)
    assert page.status_code == 422
    assert "The files did not arrive whole. Send them again." in text(page.content)
    with acme.inside():
        assert (Import.objects.count(), storage.names(acme.schema)) == (0, [])


def test_large_file_waits_for_the_worker(acme: Vault) -> None:
    lines = b"".join(b"ship %d,%d\n" % (number, number) for number in range(40_000))
    one = received(acme, b"Name,Built\n" + lines)
    assert one.size > queue.AT_ONCE
    browser = acme.browser(acme.ben)
    browser.post(address("import-columns", one.id), CHOICE)
    shown = browser.get(address("import", one.id))
    assert b'hx-trigger="every 1s"' in shown.content
    job = ProcrastinateJob.objects.get(args__import_id=str(one.id))
    assert (job.task_name, job.args) == (
        "records.check_import",
        {"vault": acme.schema, "import_id": str(one.id)},
    )
    with tenancy.inside(tenancy.owner_seat()):
        tasks.check_import(**job.args)
    with acme.inside():
        one.refresh_from_db()
    assert (one.state, one.accepted, one.refused) == ("checked", 40_000, 0)
    part = browser.get(address("import", one.id), headers={"hx-request": "true"})
    assert b"<html" not in part.content
    assert "40,000 rows would be imported." in text(part.content)


def test_import_is_discarded(acme: Vault) -> None:
    one = received(acme)
    browser = acme.browser(acme.ben)
    assert "Discard this import?" in text(browser.get(address("import-delete", one.id)).content)
    browser.post(address("import-delete", one.id))
    with acme.inside():
        assert (Import.objects.count(), storage.names(acme.schema)) == (0, [])


def test_import_under_way_is_not_discarded(acme: Vault) -> None:
    one = received(acme)
    with acme.inside():
        Import.objects.update(state="checking")
    page = acme.browser(acme.ben).post(address("import-delete", one.id), follow=True)
    assert "This import is under way. Discard it when that is over." in text(page.content)
    with acme.inside():
        assert (Import.objects.count(), storage.names(acme.schema)) == (1, [one.source_object])


@pytest.mark.parametrize("name", ["import-columns", "import-run", "import-delete"])
def test_reader_cannot_import(name: str, acme: Vault) -> None:
    one = received(acme)
    assert acme.browser(acme.rae).post(address(name, one.id)).status_code in {403, 404}


@pytest.mark.parametrize("name", ["import", "import-columns", "import-delete", "import-refused"])
def test_stranger_finds_no_import(name: str, acme: Vault, cygnus: Vault) -> None:
    one = received(acme)
    assert cygnus.browser(cygnus.cy).get(address(name, one.id)).status_code == 404


def test_import_is_undone_after_a_look_at_what_that_does(acme: Vault) -> None:
    one = received(acme)
    browser = acme.browser(acme.ben)
    browser.post(address("import-columns", one.id), CHOICE)
    browser.post(address("import-run", one.id))
    page = text(browser.get(address("import-undo", one.id)).content)
    assert "Undo the import" in page
    assert "Remove the collection" in page
    browser.post(address("import-undo", one.id), {"collection": "on"})
    with acme.inside():
        one.refresh_from_db()
        assert (one.state, Collection.objects.count()) == ("undone", 0)
    assert "Undone" in text(browser.get(address("import", one.id)).content)
    assert browser.get(address("import-undo", one.id)).status_code == 302


def test_import_under_way_is_cancelled_by_a_button(acme: Vault) -> None:
    one = received(acme)
    with acme.inside():
        Import.objects.update(state="running")
    browser = acme.browser(acme.ben)
    assert "Cancel the import" in text(browser.get(address("import", one.id)).content)
    assert "Cancel the import" not in text(
        acme.browser(acme.rae).get(address("import", one.id)).content
    )
    browser.post(address("import-cancel", one.id))
    with acme.inside():
        one.refresh_from_db()
    assert one.state == "cancelled"


def test_written_way_and_key_are_chosen_on_the_page(acme: Vault) -> None:
    one = received(acme, b"Name;Length\nHeron;1.234,5\nTern;7,0\n")
    browser = acme.browser(acme.ben)
    assert "decimal comma, 1.234,56" in text(browser.get(address("import-columns", one.id)).content)
    choice = {"label": "Fleet", "type-0": "text", "label-0": "Name", "type-1": "text"}
    browser.post(
        address("import-columns", one.id), {**choice, "label-1": "Length", "written-1": "comma"}
    )
    browser.post(address("import-run", one.id))
    with acme.inside():
        made = Collection.objects.get()
        name, length = made.fields.all()
        assert (length.type, as_text(made)) == ("decimal", [("Heron", "1234.5"), ("Tern", "7.0")])
    into = f"/records/{made.id}/import/"
    sent = send(acme, b"Name,Length\nHeron,1\nGull,2\n", name="more.csv", where=into)
    with acme.inside():
        more = Import.objects.get(file_name="more.csv")
    assert sent["Location"] == address("import-columns", more.id)
    chosen = {"type-0": str(name.id), "type-1": str(length.id), "key": str(name.id)}
    browser.post(address("import-columns", more.id), chosen)
    page = text(browser.get(address("import", more.id)).content)
    assert "records changed" in page
    browser.post(address("import-run", more.id))
    with acme.inside():
        assert as_text(made) == [("Heron", "1"), ("Tern", "7.0"), ("Gull", "2")]
