"""A real vault, with what the packages really declare as withheld."""

import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import frictionless
import pytest

from bailee.custody import archive, restore
from bailee.custody.archive import withheld
from bailee.custody.archive.manifest import Flavour
from bailee.foundation import ids, keys, logins, storage, tenancy
from bailee.foundation.actors import SYSTEM
from bailee.foundation.tenancy import owner, vaults
from bailee.people import preferences
from bailee.vault.files import uploads
from bailee.vault.records import collections, conversion, fields, records, removal
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Collection
from bailee.vault.records.types import TYPES
from bailee.vault.usage import days
from tests import cast
from tests.custody.archive.conftest import POLICY


@pytest.fixture
def twin() -> Iterator[str]:
    """A new, empty vault."""
    schema = f"v_{ids.opaque()}"
    keys.create(schema)
    vaults.create(schema)
    yield schema
    vaults.drop(schema)
    storage.delete_all(schema)
    keys.destroy(schema)


def _written(schema: str, flavour: Flavour) -> bytes:
    target = io.BytesIO()
    archive.write(target, schema=schema, flavour=flavour, policy=POLICY)
    return target.getvalue()


VALUES = {
    "boolean": "yes",
    "choice": "two",
    "date": "2024-02-29",
    "datetime": "2024-02-29T12:00:00Z",
    "decimal": "0.10",
    "email": "ada@acme.example",
    "file": "Chart.txt",
    "integer": "7",
    "json": '{"a": [1.50]}',
    "long_text": "two\nlines",
    "text": "=text",
    "url": "https://acme.example/?a=1",
}
TITLES = [f"A {name}" for name in sorted(TYPES)]


def _keep_voyages(schema: str, now: datetime) -> None:
    """Three collections that refer to each other in a circle, one also to itself; a field of
    every type with every demand; fields and a collection that were removed or converted.
    """
    with tenancy.inside(schema):
        uploads.store(name="Chart.txt", source=io.BytesIO(b"Kattegat"), by=SYSTEM, now=now)
        ports = _make("Ports", [NewField("Port", "text", unique=True)], now)
        ships = _make("Ships", [NewField("Ship", "text", default="Heron")], now)
        voyages = _make("Voyages", [_every(name, ships) for name in sorted(TYPES)], now)
        for owner_of, to in ((ships, ports), (ports, voyages), (voyages, voyages)):
            fields.add(owner_of, NewField("Next", "relation", target=to.id), by=SYSTEM, now=now)
        harbour, heron = _add(ports, now, Port="Kiel"), _add(ships, now, Next="Kiel")
        given = {f"A {name}": text for name, text in VALUES.items()}
        first = _add(voyages, now, **given, **{"A relation": str(heron), "Next": ""})
        _add(voyages, now, Next=str(first))
        records.edit(ports, harbour, _keyed(ports, Next=str(first)), version=1, by=SYSTEM, now=now)
        _remove(voyages, now)


def _every(name: str, ships: Collection) -> NewField:
    linked = ships.id if name == "relation" else None
    return NewField(
        f"A {name}",
        name,
        indexed=True,
        unique=TYPES[name].may_be_unique,
        choices=("one", "two"),
        target=linked,
        rules={"max": "9"} if name in {"integer", "decimal"} else {},
    )


def _remove(voyages: Collection, now: datetime) -> None:
    """A removed field whose name is taken anew, a converted one, a removed collection."""
    old = fields.add(voyages, NewField("Crew", "text"), by=SYSTEM, now=now)
    removal.field(old, by=SYSTEM, now=now)
    crew = fields.add(voyages, NewField("Crew", "text", default="3"), by=SYSTEM, now=now)
    _add(voyages, now, Crew="12")
    conversion.convert(crew, NewField("Crew", "integer"), leave_empty=False, by=SYSTEM, now=now)
    gone = _make("Wrecks", [NewField("To", "relation", target=voyages.id)], now)
    removal.collection(gone, by=SYSTEM, now=now)


def _make(label: str, new: list[NewField], now: datetime) -> Collection:
    return collections.create(label=label, fields=new, by=SYSTEM, now=now)


def _keyed(collection: Collection, **texts: str) -> dict[str, str]:
    keys = {field.label: str(field.id) for field in collection.fields.all()}
    return {keys[label]: text for label, text in texts.items()}


def _add(collection: Collection, now: datetime, **texts: str) -> uuid.UUID:
    return records.add(collection, _keyed(collection, **texts), by=SYSTEM, now=now)


@pytest.mark.parametrize("flavour", ["client", "backup"])
def test_real_vault_comes_back_to_the_byte(
    acme: cast.Vault, twin: str, flavour: Flavour, now: datetime
) -> None:
    with acme.inside():
        uploads.store(name="Logbook.txt", source=io.BytesIO(b"Kiel"), by=SYSTEM, now=now)
        preferences.choose(acme.ada, locale="de-DE", muted=["mention"], by=acme.ada.actor, now=now)
        days.note(now=now)
    _keep_voyages(acme.schema, now)
    first = _written(acme.schema, flavour)
    restored = restore.read(io.BytesIO(first), schema=twin)
    assert restored.files == 2
    assert _written(twin, flavour) == first


def test_real_vault_makes_a_valid_package(acme: cast.Vault, tmp_path: Path, now: datetime) -> None:
    _keep_voyages(acme.schema, now)
    with zipfile.ZipFile(io.BytesIO(_written(acme.schema, "client"))) as opened:
        opened.extractall(tmp_path)
    report = frictionless.Package(f"{tmp_path}/datapackage.json").validate()
    assert report.flatten(["type", "note"]) == []
    head = (tmp_path / "records" / "Voyages.csv").read_text().splitlines()[0].split(",")
    assert head[7:] == [*TITLES, "Next", "Crew (removed)", "Crew (removed) (2)", "Crew"]
    assert (tmp_path / "records" / "Wrecks (removed).csv").exists()
    package = json.loads((tmp_path / "datapackage.json").read_text())
    keys = {
        (one["path"], key["fields"][0], _path(package, key["reference"]["resource"]))
        for one in package["resources"]
        for key in one["schema"].get("foreignKeys", [])
        if one["path"].startswith("records/")
    }
    assert keys == {
        ("records/Ports.csv", "Next", "records/Voyages.csv"),
        ("records/Ships.csv", "Next", "records/Ports.csv"),
        ("records/Voyages.csv", "Next", ""),
        ("records/Voyages.csv", "A relation", "records/Ships.csv"),
        ("records/Wrecks (removed).csv", "To", "records/Voyages.csv"),
    }


def _path(package: dict[str, Any], name: str) -> str:
    return next((one["path"] for one in package["resources"] if one["name"] == name), "")


def test_real_vault_withholds_every_way_in(acme: cast.Vault) -> None:
    with zipfile.ZipFile(io.BytesIO(_written(acme.schema, "client"))) as opened:
        package = json.loads(opened.read("datapackage.json"))
        everything = b"".join(opened.read(name) for name in opened.namelist())
    columns = {
        f"{one['bailee']['table']}.{field['bailee']['column']}"
        for one in package["resources"]
        for field in one["schema"]["fields"]
    }
    suspicious = ("password", "secret", "token", "session_key", "_hash", "session_data")
    found = {
        name
        for name in columns
        if any(word in name.split(".")[1] for word in suspicious) and not name.endswith("_id")
    }
    assert found == {"sign_on_provider.passwords"}  # whether people may use one
    assert everything.count(b"argon2") == 0


def test_restored_vault_belongs_to_its_role(acme: cast.Vault, twin: str, now: datetime) -> None:
    _keep_voyages(acme.schema, now)
    restore.read(io.BytesIO(_written(acme.schema, "backup")), schema=twin)
    with owner(twin) as raw:
        row = raw.execute(
            "SELECT bool_and(has_table_privilege(%s, c.oid, 'SELECT, INSERT, UPDATE, DELETE'))"
            " FROM pg_class c WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r'",
            (logins.role_of(twin), twin),
        ).fetchone()
    assert row == (True,)


def test_declared_withheld_has_a_reason_for_each(acme: cast.Vault) -> None:
    declared = withheld.declared()
    assert sorted(declared.reasons) == [
        "django_session",
        "integrations_token.hash",
        "integrations_webhook.secret",
        "mail_message.enclosed",
        "mail_message.html",
        "mail_message.text",
        "mfa_authenticator.data",
        "people_emailchange.token_hash",
        "people_emailchange.undo_hash",
        "people_invitation.token_hash",
        "people_passwordreset",
        "people_user.password",
        "protection_factorreset.token_hash",
        "sign_on_attempt",
        "sign_on_provider.secret",
    ]
    assert min(len(reason) for reason in declared.reasons.values()) > 20
