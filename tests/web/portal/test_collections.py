"""The pages of collections: listed, shown, sorted, filtered, named, deleted."""

import html
import re
from datetime import datetime
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from bailee.foundation.tenancy import vaults
from bailee.vault.records import collections, records
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Collection
from bailee.web.ui.middleware.face import forget_hosts
from tests.cast import Vault

PORTAL = "bailee.web.portal.urls"


def address(name: str, *arguments: object) -> str:
    return reverse(f"portal:{name}", urlconf=PORTAL, args=arguments)


def text(content: bytes) -> str:
    """What a person reads of a page, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content.decode())).split())


@pytest.fixture
def fleet(acme: Vault, now: datetime) -> Collection:
    """Three ships, one of them without a year."""
    by = acme.ada.actor
    with acme.inside():
        new = [NewField("Name", "text"), NewField("Built", "integer"), NewField("Papers", "json")]
        made = collections.create(label="Fleet", fields=new, by=by, now=now)
        name, built, papers = (str(field.id) for field in made.fields.all())
        for ship, year in (("Heron", "1998"), ("Tern", ""), ("Gull <b>", "2004")):
            values = {name: ship, built: year, papers: '{"flag": "GB"}'}
            records.add(made, values, by=by, now=now)
    return made


def test_index_without_collections_says_what_to_do(acme: Vault) -> None:
    page = acme.browser(acme.ada).get(address("collections"))
    assert (page.status_code, "No collections yet" in text(page.content)) == (200, True)
    assert address("import-new").encode() in page.content
    reader = acme.browser(acme.rae).get(address("collections"))
    assert address("import-new").encode() not in reader.content


def test_index_names_every_collection(acme: Vault, fleet: Collection) -> None:
    page = acme.browser(acme.rae).get(address("collections"))
    assert "Fleet 3 " in text(page.content)


def test_show_lists_the_records_escaped(acme: Vault, fleet: Collection) -> None:
    page = acme.browser(acme.rae).get(address("collection", fleet.id))
    assert page.status_code == 200
    assert b"Gull &lt;b&gt;" in page.content
    assert "3 shown of 3" in text(page.content)


def test_show_sorts_and_filters_as_the_address_says(acme: Vault, fleet: Collection) -> None:
    with acme.inside():
        built = str(fleet.fields.get(label="Built").id)
    browser = acme.browser(acme.rae)
    page = browser.get(address("collection", fleet.id), {"sort": f"-{built}"})
    names = re.findall(r'aria-label="Open (\w+)', page.content.decode())
    assert names == ["Gull", "Heron", "Tern"]
    query = urlencode([("f", built), ("o", "min"), ("v", "2000"), ("u", "")])
    page = browser.get(f"{address('collection', fleet.id)}?{query}")
    assert "1 shown of 1" in text(page.content)
    assert "Built is at least 2000" in text(page.content)


@pytest.mark.parametrize("asked", ["sort=x", "f=x&o=is&v=1&u=", "after=%00", "f=&o=&v="])
def test_show_survives_any_address(asked: str, acme: Vault, fleet: Collection) -> None:
    page = acme.browser(acme.rae).get(f"{address('collection', fleet.id)}?{asked}")
    assert (page.status_code, "3 shown of 3" in text(page.content)) == (200, True)


def test_wrong_filter_keeps_what_was_typed(acme: Vault, fleet: Collection) -> None:
    with acme.inside():
        built = str(fleet.fields.get(label="Built").id)
    query = urlencode([("f", built), ("o", "min"), ("v", "soon"), ("u", "")])
    page = acme.browser(acme.rae).get(f"{address('collection', fleet.id)}?{query}")
    assert "The filter on “Built”: not a whole number" in text(page.content)
    assert b'value="soon"' in page.content


def test_edit_renames(acme: Vault, fleet: Collection) -> None:
    browser = acme.browser(acme.ben)
    typed = {"label": "Ships", "description": "All"}
    page = browser.post(address("collection-edit", fleet.id), typed)
    assert (page.status_code, page["Location"]) == (302, address("collection", fleet.id))
    with acme.inside():
        fleet.refresh_from_db()
    assert (fleet.label, fleet.description) == ("Ships", "All")


def test_destroy_asks_and_deletes(acme: Vault, fleet: Collection) -> None:
    browser = acme.browser(acme.ada)
    asked = browser.get(address("collection-delete", fleet.id))
    assert "with all its records (3)" in text(asked.content)
    browser.post(address("collection-delete", fleet.id))
    with acme.inside():
        assert Collection.objects.count() == 0


def test_field_is_added_changed_and_removed(acme: Vault, fleet: Collection) -> None:
    browser = acme.browser(acme.ben)
    new = {"label": "State", "type": "choice", "choices": "afloat\nlaid up\n\nafloat"}
    assert browser.post(address("field-new", fleet.id), new).status_code == 302
    with acme.inside():
        state = fleet.fields.get(label="State")
        assert (state.type, state.choices, state.indexed) == (
            "choice",
            ["afloat", "laid up"],
            False,
        )
    change = {"label": "Condition", "indexed": "on"}
    assert browser.post(address("field-edit", fleet.id, state.id), change).status_code == 302
    with acme.inside():
        state.refresh_from_db()
        assert (state.label, state.indexed) == ("Condition", True)
    assert browser.post(address("field-delete", fleet.id, state.id)).status_code == 302
    with acme.inside():
        assert [field.label for field in fleet.fields.all()] == ["Name", "Built", "Papers"]


def test_label_taken_is_said_beside_the_field(acme: Vault, fleet: Collection) -> None:
    browser = acme.browser(acme.ben)
    page = browser.post(address("field-new", fleet.id), {"label": "name", "type": "text"})
    assert "There is a field named “name” already." in text(page.content)


@pytest.mark.parametrize("name", ["collection-edit", "collection-delete", "field-new"])
def test_reader_cannot_open_what_changes(name: str, acme: Vault, fleet: Collection) -> None:
    page = acme.browser(acme.rae).get(address(name, fleet.id))
    assert page.status_code in {403, 404}


def test_stranger_finds_no_collection(acme: Vault, cygnus: Vault, fleet: Collection) -> None:
    page = cygnus.browser(cygnus.cy).get(address("collection", fleet.id))
    assert page.status_code == 404


def test_frozen_vault_shows_and_refuses(acme: Vault, fleet: Collection) -> None:
    vaults.freeze(acme.schema)
    forget_hosts()
    browser = acme.browser(acme.ada)
    assert browser.get(address("collection", fleet.id)).status_code == 200
    typed = {"label": "Ships", "description": ""}
    page = browser.post(address("collection-edit", fleet.id), typed)
    assert page.status_code in {403, 409, 423}
    with acme.inside():
        assert Collection.objects.get().label == "Fleet"
