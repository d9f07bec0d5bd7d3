"""The pages of a record's history."""

import uuid
from datetime import datetime

import pytest

from bailee.vault.records import records
from bailee.vault.records.models import Collection
from tests.cast import Vault
from tests.web.portal.test_collections import address, text
from tests.web.portal.test_records import fleet, keys, launch

__all__ = ["fleet"]


@pytest.fixture
def ship(acme: Vault, fleet: Collection, now: datetime) -> uuid.UUID:
    """The Heron, renamed by Ben, reflagged by Ada."""
    name, papers = keys(acme, fleet)
    made = launch(acme, fleet, now)
    with acme.inside():
        records.edit(fleet, made, {name: "Tern"}, version=1, by=acme.ben.actor, now=now)
        flag = {papers: '{"flag": "NO"}'}
        records.edit(fleet, made, flag, version=2, by=acme.ada.actor, now=now)
    return made


def test_index_says_who_changed_what(acme: Vault, fleet: Collection, ship: uuid.UUID) -> None:
    page = acme.browser(acme.rae).get(address("record-history", fleet.id, ship))
    shown = text(page.content)
    assert (
        'Papers { removed: "flag": "GB" (end of removed) added: "flag": "NO" (end of added) }'
        in shown
    )
    assert "Name Before: Heron → After: Tern" in shown
    assert shown.index("Version 3, now") < shown.index("Version 2") < shown.index("Version 1")


def test_earlier_version_is_shown_and_brought_back(
    acme: Vault, fleet: Collection, ship: uuid.UUID
) -> None:
    name, papers = keys(acme, fleet)
    where = address("record-version", fleet.id, ship, 1)
    rae = acme.browser(acme.rae)
    assert b"Bring this version back" not in rae.get(where).content
    assert rae.post(where, {"version": "3"}).status_code == 403
    ben = acme.browser(acme.ben)
    assert "Bring this version back" in text(ben.get(where).content)
    assert ben.post(where, {"version": "3"}).status_code == 302
    with acme.inside():
        record = records.find(fleet, ship)
    assert (record.version, record.texts[name]) == (4, "Heron")
    assert record.texts[papers] == '{\n    "flag": "GB"\n}'
    assert "Nothing differs" in text(ben.get(where).content)


def test_version_that_is_refused_says_why(acme: Vault, fleet: Collection, ship: uuid.UUID) -> None:
    with acme.inside():
        fleet.fields.filter(label="Name").update(rules={"max_length": 4})
    where = address("record-version", fleet.id, ship, 1)
    page = acme.browser(acme.ben).post(where, {"version": "3"})
    assert page.status_code == 422
    assert "the rules of today refuse some values" in text(page.content)


def test_restore_of_what_changed_meanwhile_shows_it_anew(
    acme: Vault, fleet: Collection, ship: uuid.UUID
) -> None:
    where = address("record-version", fleet.id, ship, 1)
    page = acme.browser(acme.ben).post(where, {"version": "2"})
    assert page.status_code == 409
    assert "Somebody changed this record meanwhile" in text(page.content)


@pytest.mark.parametrize("version", [0, 4, 10**12])
def test_version_that_never_was_is_not_found(
    version: int, acme: Vault, fleet: Collection, ship: uuid.UUID
) -> None:
    where = address("record-version", fleet.id, ship, version)
    assert acme.browser(acme.ben).get(where).status_code == 404
