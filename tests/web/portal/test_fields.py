"""The pages by which people shape a collection: fields, rules, choices, types, what was removed."""

from datetime import datetime

import pytest
from django.test import Client

from bailee.vault.records import collections, fields, records, removal
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Collection, Field
from tests.cast import Vault
from tests.vault.records.conftest import as_text
from tests.web.portal.test_collections import address, text


@pytest.fixture
def fleet(acme: Vault, now: datetime) -> Collection:
    by = acme.ada.actor
    with acme.inside():
        new = [
            NewField("Name", "text"),
            NewField("Built", "text"),
            NewField("State", "choice", choices=["afloat", "laid up"]),
        ]
        made = collections.create(label="Fleet", fields=new, by=by, now=now)
        name, built, state = (str(field.id) for field in made.fields.all())
        for ship, year, how in (("Heron", "1998", "afloat"), ("Tern", "unknown", "laid up")):
            records.add(made, {name: ship, built: year, state: how}, by=by, now=now)
    return made


@pytest.fixture
def ada(acme: Vault) -> Client:
    return acme.browser(acme.ada)


def of(vault: Vault, collection: Collection, label: str) -> Field:
    with vault.inside():
        return Field.everything.get(collection=collection, label=label, instead=None)


def test_collection_is_made_by_hand(acme: Vault, ada: Client) -> None:
    form = {"label": "Ports", "description": "", "field": ["Name", "", "Depth"]}
    form |= {"type": ["text", "text", "decimal"]}
    made = ada.post(address("collection-new"), form)
    with acme.inside():
        ports = Collection.objects.get()
        assert [(one.label, one.type) for one in ports.fields.all()] == [
            ("Name", "text"),
            ("Depth", "decimal"),
        ]
    assert (made.status_code, made["Location"]) == (302, address("collection-edit", ports.id))
    again = ada.post(address("collection-new"), form)
    assert (again.status_code, b'value="Depth"' in again.content) == (422, True)
    assert "There is a collection named “Ports” already" in text(again.content)
    form = {"label": "Empty", "description": "", "field": [""], "type": ["text"]}
    assert "at least one field" in text(ada.post(address("collection-new"), form).content)


def test_field_is_added_in_two_steps(acme: Vault, ada: Client, fleet: Collection) -> None:
    new = address("field-new", fleet.id)
    assert "Link to a record" in text(ada.get(new).content)
    assert b'name="pattern"' in ada.get(f"{new}?type=text").content
    assert b'name="pattern"' not in ada.get(f"{new}?type=date").content
    form = {"label": "Crew", "min": "1", "max": "x", "default": "2"}
    refused = ada.post(f"{new}?type=integer", form)
    assert (refused.status_code, b'value="x"' in refused.content) == (422, True)
    assert "must be a value of the field's own type" in text(refused.content)
    added = ada.post(f"{new}?type=integer", form | {"max": "9"})
    assert added["Location"] == address("collection-edit", fleet.id)
    crew = of(acme, fleet, "Crew")
    assert (crew.type, crew.rules, crew.default) == ("integer", {"min": "1", "max": "9"}, "2")


def test_demand_in_the_way_shows_the_records(acme: Vault, ada: Client, fleet: Collection) -> None:
    built = of(acme, fleet, "Built")
    here = address("field-edit", fleet.id, built.id)
    refused = ada.post(here, {"label": "Built", "pattern": "[0-9]{4}"})
    assert refused.status_code == 422
    assert "1 record is in the way. Mend it first. unknown does not fit" in text(refused.content)
    assert b'value="[0-9]{4}"' in refused.content
    saved = ada.post(here, {"label": "Year", "pattern": ".*"})
    assert saved["Location"] == address("collection-edit", fleet.id)
    assert of(acme, fleet, "Year").rules == {"pattern": ".*"}


def test_fields_move_by_buttons_and_by_list(acme: Vault, ada: Client, fleet: Collection) -> None:
    state, name = of(acme, fleet, "State"), of(acme, fleet, "Name")
    there = address("field-order", fleet.id)
    ada.post(there, {"move": f"up:{state.id}"})
    with acme.inside():
        assert [one.label for one in fleet.fields.all()] == ["Name", "State", "Built"]
    ada.post(there, {"field": [str(state.id), "nonsense", str(name.id)]})
    ada.post(there, {"move": "up:nonsense"})
    with acme.inside():
        assert [one.label for one in fleet.fields.all()] == ["State", "Name", "Built"]


def test_conversion_shows_what_would_be_lost_and_is_undone(
    acme: Vault, ada: Client, fleet: Collection
) -> None:
    built = of(acme, fleet, "Built")
    here = address("field-convert", fleet.id, built.id)
    tried = text(ada.get(f"{here}?type=integer").content)
    assert "1 of 2 values would be lost" in tried
    assert "unknown not a whole number" in tried
    refused = ada.post(here, {"type": "integer"})
    assert (refused.status_code, of(acme, fleet, "Built").type) == (422, "text")
    assert ada.post(here, {"type": "integer", "agreed": "yes"}).status_code == 302
    with acme.inside():
        assert [row[1] for row in as_text(fleet)] == ["1998", None]
        copy = Field.everything.get(instead=built)
    page = text(ada.get(address("collection-edit", fleet.id)).content)
    assert "what “Built” held before it was changed" in page
    assert ada.post(address("field-unconvert", fleet.id, copy.id)).status_code == 302
    with acme.inside():
        assert [row[1] for row in as_text(fleet)] == ["1998", "unknown"]


@pytest.mark.parametrize(
    "query", ["?type=relation", "?type=relation&target=x", "?type=no", "?after=x"]
)
def test_conversion_asked_oddly_is_a_page(
    acme: Vault, ada: Client, fleet: Collection, query: str
) -> None:
    built = of(acme, fleet, "Built")
    assert ada.get(address("field-convert", fleet.id, built.id) + query).status_code == 200


def test_choices_are_renamed_added_and_removed(acme: Vault, ada: Client, fleet: Collection) -> None:
    state = of(acme, fleet, "State")
    here = address("field-choices", fleet.id, state.id)
    form = {
        "before": ["afloat", "laid up", ""],
        "after": ["at sea", "laid up", "sold"],
        "place": ["2", "3", "1"],
    }
    assert ada.post(here, form).status_code == 302
    with acme.inside():
        assert fleet.fields.get(label="State").choices == ["sold", "at sea", "laid up"]
        assert [row[2] for row in as_text(fleet)] == ["at sea", "laid up"]
    form = {"before": ["sold", "at sea", "laid up"], "after": ["sold", "at sea", "laid up"]}
    form |= {"place": ["1", "2", "3"], "remove": ["laid up"]}
    refused = ada.post(here, form)
    assert refused.status_code == 422
    assert "1 record has a choice that you removed" in text(refused.content)
    assert ada.post(here, form | {"agreed": ["yes"]}).status_code == 302
    with acme.inside():
        assert fleet.fields.get(label="State").choices == ["sold", "at sea"]
        assert [row[2] for row in as_text(fleet)] == ["at sea", None]


def test_two_choices_exchange_their_names(acme: Vault, ada: Client, fleet: Collection) -> None:
    here = address("field-choices", fleet.id, of(acme, fleet, "State").id)
    form = {"before": ["afloat", "laid up"], "after": ["laid up", "afloat"], "place": ["1", "2"]}
    assert ada.post(here, form).status_code == 302
    with acme.inside():
        assert [row[2] for row in as_text(fleet)] == ["laid up", "afloat"]
    assert ada.post(here, form | {"after": ["afloat", "afloat"]}).status_code == 422


def test_removed_field_and_collection_come_back(
    acme: Vault, ada: Client, fleet: Collection
) -> None:
    built = of(acme, fleet, "Built")
    ada.post(address("field-delete", fleet.id, built.id))
    page = text(ada.get(address("collection-edit", fleet.id)).content)
    assert "Removed Field Type Removed Days left Actions Built Text" in page
    assert ada.post(address("field-restore", fleet.id, built.id)).status_code == 302
    ada.post(address("collection-delete", fleet.id))
    assert ada.get(address("collection", fleet.id)).status_code == 404
    assert "Bring back Fleet" in text(ada.get(address("collections")).content)
    back = ada.post(address("collection-restore", fleet.id))
    assert back["Location"] == address("collection", fleet.id)
    with acme.inside():
        assert [row[1] for row in as_text(fleet)] == ["1998", "unknown"]


def test_collection_that_others_name_is_not_removed(
    acme: Vault, ada: Client, fleet: Collection, now: datetime
) -> None:
    with acme.inside():
        new = [NewField("Ship", "relation", target=fleet.id)]
        collections.create(label="Voyages", fields=new, by=acme.ada.actor, now=now)
    answer = ada.post(address("collection-delete", fleet.id), follow=True)
    assert "the field “Ship” of “Voyages” names its records" in text(answer.content)


def test_link_is_chosen_by_name_and_kept_while_untouched(
    acme: Vault, ada: Client, fleet: Collection, now: datetime
) -> None:
    by = acme.ada.actor
    with acme.inside():
        name = str(fleet.fields.get(label="Name").id)
        twin = records.add(fleet, {name: "Heron"}, by=by, now=now)
        new = [NewField("Ship", "relation", target=fleet.id), NewField("Port", "text")]
        voyages = collections.create(label="Voyages", fields=new, by=by, now=now)
        ship, port = (str(field.id) for field in voyages.fields.all())
        made = records.add(voyages, {ship: str(twin), port: "Kiel"}, by=by, now=now)
    here = address("record-edit", voyages.id, made)
    page = ada.get(here)
    assert f'name="{ship}:id" value="{twin}"'.encode() in page.content
    assert f'id="{ship}" value="Heron"'.encode() in page.content
    form = {ship: "Heron", f"{ship}:id": str(twin), f"{ship}:title": "Heron", port: "Hull"}
    assert ada.post(here, form | {"version": "1"}).status_code == 302
    refused = ada.post(here, form | {"version": "2", f"{ship}:title": ""})
    assert "more than one record in “Fleet” is called so" in text(refused.content)
    pick = address("field-pick", voyages.id, ship)
    assert str(twin) in ada.get(f"{pick}?q=hero").content.decode()
    part = ada.get(pick, {ship: "tern"}, headers={"hx-request": "true"}).content.decode()
    assert ('role="option"' in part, "<h1>" in part) == (True, False)


def test_reader_sees_no_way_to_change_the_shape(acme: Vault, fleet: Collection) -> None:
    rae = acme.browser(acme.rae)
    assert address("collection-new").encode() not in rae.get(address("collections")).content
    built = of(acme, fleet, "Built")
    for name in ("field-edit", "field-convert", "field-delete"):
        assert rae.get(address(name, fleet.id, built.id)).status_code == 403
    assert rae.post(address("field-order", fleet.id), {}).status_code == 403


def test_field_at_its_limit_says_so(
    acme: Vault, ada: Client, fleet: Collection, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fields, "MAX_FIELDS", 3)
    monkeypatch.setattr(removal, "MAX_FIELDS", 3)
    refused = ada.post(f"{address('field-new', fleet.id)}?type=text", {"label": "More"})
    assert "A collection has up to 3 fields" in text(refused.content)
