"""The pages of the trash."""

import uuid
from datetime import datetime, timedelta

import pytest

from bailee.foundation import clock
from bailee.foundation.tenancy import vaults
from bailee.vault.records import records
from bailee.vault.records.models import Collection, Trashed
from tests.cast import Vault
from tests.web.portal.test_collections import address, text
from tests.web.portal.test_records import fleet, launch

__all__ = ["fleet"]


@pytest.fixture
def gone(acme: Vault, fleet: Collection, now: datetime) -> list[uuid.UUID]:
    """Three herons in the trash."""
    made = [launch(acme, fleet, now) for _ in range(3)]
    with acme.inside():
        for one in made:
            records.trash(fleet, one, by=acme.ben.actor, now=now)
    return made


def lying(vault: Vault) -> int:
    with vault.inside():
        return Trashed.objects.count()


def test_index_shows_days_left_and_no_control_to_readers(
    acme: Vault, fleet: Collection, gone: list[uuid.UUID]
) -> None:
    with acme.inside():
        Trashed.objects.filter(record_id=gone[0]).update(
            trashed_at=clock.now() - timedelta(days=29, hours=2)
        )
    shown = text(acme.browser(acme.ada).get(address("trash", fleet.id)).content)
    assert "lie here for 30 days" in shown
    assert "Last day" in shown or "last day" in shown
    assert "Ben 29" in shown
    assert "Empty the trash" in shown
    ben = text(acme.browser(acme.ben).get(address("trash", fleet.id)).content)
    assert ("Bring back" in ben, "Empty the trash" in ben) == (True, False)
    rae = text(acme.browser(acme.rae).get(address("trash", fleet.id)).content)
    assert ("Bring back" in rae, "Heron" in rae) == (False, True)


def test_restore_brings_back_the_ticked(
    acme: Vault, fleet: Collection, gone: list[uuid.UUID]
) -> None:
    where = address("trash-restore", fleet.id)
    assert acme.browser(acme.rae).post(where, {"record": gone[0]}).status_code == 403
    ben = acme.browser(acme.ben)
    assert ben.post(where).status_code == 302
    assert lying(acme) == 3
    one = ben.post(where, {"record": [gone[0]]})
    assert one["Location"] == address("record", fleet.id, gone[0])
    both = ben.post(where, {"record": [*gone[1:], "x"]})
    assert both["Location"] == address("trash", fleet.id)
    assert lying(acme) == 0


def test_all_are_brought_back_at_once(
    acme: Vault, fleet: Collection, gone: list[uuid.UUID]
) -> None:
    ben = acme.browser(acme.ben)
    assert ben.post(address("trash-restore", fleet.id), {"all": "1"}).status_code == 302
    assert lying(acme) == 0
    assert "3 records brought back." in text(ben.get(address("trash", fleet.id)).content)


def test_refused_restore_says_why_beside_the_record(
    acme: Vault, fleet: Collection, gone: list[uuid.UUID], now: datetime
) -> None:
    launch(acme, fleet, now)
    with acme.inside():
        fleet.fields.filter(label="Name").update(unique=True)
    page = acme.browser(acme.ben).post(address("trash-restore", fleet.id), {"record": [gone[0]]})
    assert page.status_code == 409
    assert "“Name” holds a value that stands in another record by now" in text(page.content)
    assert lying(acme) == 3


def test_only_an_owner_empties_and_is_asked_first(
    acme: Vault, fleet: Collection, gone: list[uuid.UUID]
) -> None:
    where = address("trash-empty", fleet.id)
    for who in (acme.ben, acme.rae):
        assert acme.browser(who).post(where, {"sure": "1", "all": "1"}).status_code == 403
    ada = acme.browser(acme.ada)
    assert "1 chosen record" in text(ada.post(where, {"record": [gone[0]]}).content)
    for nothing in ({}, {"sure": "1"}, {"sure": "1", "record": "x"}):
        assert ada.post(where, nothing).status_code == 302
    assert lying(acme) == 3
    ada.post(where, {"record": [gone[0]], "sure": "1"})
    assert lying(acme) == 2
    assert "(2)" in text(ada.get(where).content)
    ada.post(where, {"sure": "1", "all": "1"})
    assert lying(acme) == 0
    assert "The trash is empty" in text(ada.get(address("trash", fleet.id)).content)


def test_stranger_finds_no_trash(
    acme: Vault, cygnus: Vault, fleet: Collection, gone: list[uuid.UUID]
) -> None:
    cy = cygnus.browser(cygnus.cy)
    for name in ("trash", "trash-empty"):
        assert cy.get(address(name, fleet.id)).status_code == 404
    assert cy.get(address("trashed", fleet.id, gone[0])).status_code == 404
    assert cy.post(address("trash-restore", fleet.id), {"record": gone}).status_code == 404
    assert lying(acme) == 3


def test_frozen_trash_is_read_only(acme: Vault, fleet: Collection, gone: list[uuid.UUID]) -> None:
    vaults.freeze(acme.schema)
    ada = acme.browser(acme.ada)
    assert ada.get(address("trashed", fleet.id, gone[0])).status_code == 200
    restored = ada.post(address("trash-restore", fleet.id), {"record": gone})
    emptied = ada.post(address("trash-empty", fleet.id), {"sure": "1", "all": "1"})
    assert (restored.status_code, emptied.status_code) == (409, 409)
    assert lying(acme) == 3
