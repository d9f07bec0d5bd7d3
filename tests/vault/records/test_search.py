"""Fast search: the index finds what a search without it finds, and keeps in step."""

from datetime import datetime

import pytest
from django.db import connection

from bailee.foundation import tenancy
from bailee.foundation.tenancy import vaults
from bailee.vault.records import collections, fields, listing, records, search
from bailee.vault.records.collections import NewField
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Collection
from tests.cast import Vault

ASKED = ("heron", "GREY her", "är", "ЖУК", "100%", "a_b", "\\", "x", "afloat heron", "nobody")


@pytest.fixture
def log(acme: Vault, now: datetime) -> Collection:
    """A few records with awkward texts."""
    new = [NewField("Name", "text"), NewField("State", "choice", choices=["afloat", "laid up"])]
    with acme.inside():
        made = collections.create(label="Log", fields=new, by=acme.ada.actor, now=now)
        name, state = (str(one.id) for one in made.fields.all())
        for text in ("Heron", "grey HERON", "Ärger", "жук", "100%", "a_b", "back\\slash", ""):
            values = {name: text, state: "afloat" if "a" in text else ""}
            records.add(made, values, by=acme.ada.actor, now=now)
    return made


def found(collection: Collection) -> list[int]:
    return [listing.page(collection, Query(search=words)).total for words in ASKED]


def test_index_finds_the_same_and_serves_the_vaults_login(
    acme: Vault, log: Collection, now: datetime
) -> None:
    with acme.inside():
        before = found(log)
        search.index(log, searched=True)
        assert found(log) == before
        name = str(log.fields.all()[0].id)
        records.add(log, {name: "Late heron"}, by=acme.ada.actor, now=now)
        assert listing.page(log, Query(search="heron late")).total == 1
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
            cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname LIKE '%_search'")
            assert cursor.fetchone()[0] == 1
        assert listing.page(log, Query(search="heron")).total == before[0] + 1


def test_index_follows_its_fields(acme: Vault, log: Collection, now: datetime) -> None:
    with acme.inside():
        search.index(log, searched=True)
        note = fields.add(log, NewField("Note", "long_text"), by=acme.ada.actor, now=now)
        values = {str(note.id): "moored by the old crane"}
        records.add(log, values, by=acme.ada.actor, now=now)
        assert listing.page(log, Query(search="crane")).total == 1
        search.index(log, searched=False)
        assert listing.page(log, Query(search="crane")).total == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname LIKE '%_search'")
            assert cursor.fetchone()[0] == 0


def test_frozen_vault_refuses_the_index(acme: Vault, log: Collection) -> None:
    vaults.freeze(acme.schema)
    with acme.inside(), pytest.raises(tenancy.FrozenError):
        search.index(log, searched=True)
