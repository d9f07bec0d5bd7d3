"""A real vault, with what the packages really declare as withheld."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import frictionless
import pytest
from psycopg import sql

from bailee.custody import archive, restore
from bailee.custody.archive import withheld
from bailee.custody.archive.manifest import Flavour
from bailee.foundation import ids, keys, logins, storage, tenancy
from bailee.foundation.actors import SYSTEM
from bailee.foundation.tenancy import owner, vaults
from bailee.people import preferences
from bailee.people.models import User
from bailee.vault.files import uploads
from bailee.vault.files.models import File
from bailee.vault.records import collections, records
from bailee.vault.records.collections import NewField
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


def _keep_voyages(schema: str, now: datetime) -> None:
    """A collection with a field of every type, two rows of nothing and of something."""
    with tenancy.inside(schema):
        ports = collections.create(label="Ports", fields=[], by=SYSTEM, now=now)
        needs: dict[str, Any] = {
            "choice": {"choices": ("=text",)},
            "relation": {"target": ports.id},
        }
        fields = [
            NewField(f"A {name}", name, indexed=True, **needs.get(name, {}))
            for name in sorted(TYPES)
        ]
        table = collections.create(label="Voyages", fields=fields, by=SYSTEM, now=now).table_name
        values: dict[str, str | None] = {
            "relation": str(records.add(ports, {}, by=SYSTEM, now=now)),
            "file": next((str(file.id) for file in File.objects.all()), None),
            "person": str(User.objects.all()[0].id),
        }
    values |= {"boolean": "true", "date": "2024-02-29", "datetime": "2024-02-29T12:00:00Z"}
    values |= {"integer": "7", "decimal": "0.10", "json": '{"a": [1.50]}'}
    with owner(schema) as raw:
        rows = raw.execute(
            "SELECT f.column_name, f.type FROM records_field f JOIN records_collection c"
            " ON c.id = collection_id WHERE table_name = %s ORDER BY f.position",
            [table],
        ).fetchall()
        names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in rows)
        insert = sql.SQL("INSERT INTO {} (created_at, changed_at, {}) VALUES (%s, %s, {})").format(
            sql.Identifier(table), names, sql.SQL(", ").join([sql.SQL("%s")] * len(rows))
        )
        raw.execute(insert, (now, now, *(None for _ in rows)))
        raw.execute(insert, (now, now, *(values.get(kind, "=text") for _, kind in rows)))


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
    assert restored.files == 1
    assert _written(twin, flavour) == first


def test_real_vault_makes_a_valid_package(acme: cast.Vault, tmp_path: Path, now: datetime) -> None:
    _keep_voyages(acme.schema, now)
    with zipfile.ZipFile(io.BytesIO(_written(acme.schema, "client"))) as opened:
        opened.extractall(tmp_path)
    report = frictionless.Package(f"{tmp_path}/datapackage.json").validate()
    assert report.flatten(["type", "note"]) == []
    head = (tmp_path / "records" / "Voyages.csv").read_text().splitlines()[0].split(",")
    assert head[5:] == [f"A {name}" for name in sorted(TYPES)]


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
    found = {name for name in columns if any(word in name.split(".")[1] for word in suspicious)}
    assert found == set()
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
        "mail_message.html",
        "mail_message.text",
        "mfa_authenticator.data",
        "people_invitation.token_hash",
        "people_passwordreset",
        "people_user.password",
    ]
    assert min(len(reason) for reason in declared.reasons.values()) > 20
