"""Making, freezing and dropping vaults."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from bailee.foundation import ids, tenancy
from bailee.foundation.tenancy import FrozenError, fanout, vaults
from bailee.people import preferences
from bailee.people.models import Preferences, User
from bailee.vault.company.models import Profile
from tests.cast import Vault

SHAPE = """
SELECT format('%%s.%%s %%s %%s %%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
              a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE c.relnamespace = %s::regnamespace AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind = 'r'
UNION ALL
SELECT format('%%s %%s %%s', conrelid::regclass::text, conname, pg_get_constraintdef(oid))
  FROM pg_constraint WHERE connamespace = %s::regnamespace
UNION ALL
SELECT indexdef FROM pg_indexes WHERE schemaname = %s
"""

# PostgreSQL words the same predicate with other casts once it was dumped and read again.
CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")


def _shape(schema: str) -> list[str]:
    with tenancy.owner(schema) as raw:
        rows = raw.execute(SHAPE, [schema] * 3).fetchall()
    return sorted(CASTS.sub("", row[0].replace(f"{schema}.", "")) for row in rows)


def test_vault_from_the_template_has_the_shape_that_migrations_make(acme: Vault) -> None:
    migrated = f"v_{ids.opaque()}"
    with tenancy.owner() as raw:
        raw.execute(f"CREATE SCHEMA {migrated}")
    try:
        with tenancy.inside(tenancy.owner_seat(migrated)):
            call_command("migrate_schemas", schema_name=migrated, verbosity=0, interactive=False)
        assert _shape(acme.schema) == _shape(migrated)
    finally:
        with tenancy.owner() as raw:
            raw.execute(f"DROP SCHEMA {migrated} CASCADE")


def test_name_of_a_vault_is_never_used_twice(acme: Vault) -> None:
    with pytest.raises(vaults.VaultExistsError):
        vaults.create(acme.schema)


def test_frozen_vault_is_read_but_not_changed(acme: Vault) -> None:
    vaults.freeze(acme.schema)
    with acme.inside(), connection.cursor() as cursor:
        cursor.execute("SELECT legal_name FROM company_profile")
        assert cursor.fetchone() == ("Acme Marine",)
        with pytest.raises(FrozenError):
            cursor.execute("UPDATE company_profile SET city = 'Elsewhere'")
        cursor.execute("DELETE FROM django_session")  # people still sign out


def test_freeze_waits_for_a_write_that_is_under_way(
    acme: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vaults, "PATIENCE", "100ms")
    with tenancy.owner(acme.schema) as writer:
        writer.execute("UPDATE company_profile SET city = 'Gosport'")
        with pytest.raises(vaults.BusyError):
            vaults.freeze(acme.schema)
    vaults.freeze(acme.schema)
    with acme.inside(), pytest.raises(FrozenError):
        Profile.objects.update(city="Elsewhere")


def test_thawed_vault_is_changed_again(acme: Vault) -> None:
    vaults.freeze(acme.schema)
    vaults.thaw(acme.schema)
    with acme.inside():
        assert User.objects.update(language="de") == 4


def test_dropped_vault_leaves_no_schema_and_no_role(acme: Vault) -> None:
    vaults.drop(acme.schema)
    vaults.drop(acme.schema)  # safe to repeat
    role = "r_" + acme.schema[2:]
    with tenancy.owner() as raw:
        assert not vaults.exists(raw, acme.schema)
        assert raw.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None


def test_fanout_brings_a_vault_that_is_behind_up_to_date(acme: Vault, cygnus: Vault) -> None:
    expected = _shape(acme.schema)
    with tenancy.owner(acme.schema) as raw:
        raw.execute("DROP TABLE usage_usageday, usage_quotawarning")
        raw.execute("DELETE FROM django_migrations WHERE app = 'usage'")
    assert _shape(acme.schema) != expected
    taken = fanout.bring_up_to_date()
    assert taken == {acme.schema: [("usage", "0001_what_is_kept")]}
    assert _shape(acme.schema) == expected
    assert fanout.bring_up_to_date() == {}


def test_fanout_leaves_a_frozen_vault_frozen(acme: Vault) -> None:
    with tenancy.owner(acme.schema) as raw:
        raw.execute("DROP TABLE people_preferences, usage_usageday, usage_quotawarning")
        raw.execute("DELETE FROM django_migrations WHERE name IN ('0002_preferences')")
        raw.execute("DELETE FROM django_migrations WHERE app = 'usage'")
        # As it was before the table came: frozen without it.
        raw.execute(
            sql.SQL("REVOKE INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {} FROM {}").format(
                sql.Identifier(acme.schema), sql.Identifier(tenancy.vault_seat(acme.schema).login)
            )
        )
    taken = fanout.bring_up_to_date()
    assert ("people", "0002_preferences") in taken[acme.schema]
    with acme.inside():
        for table in ("company_profile", "usage_usageday"):
            with connection.cursor() as cursor, pytest.raises(FrozenError):
                cursor.execute(f"DELETE FROM {table}")
        assert Preferences.objects.count() == 0
        preferences.choose(acme.ada, theme="dark", by=acme.ada.actor, now=acme.ada.created_at)
