"""The SQL that makes an empty vault: migrated once, dumped once, then replayed (0.1 s, not 1 s)."""

import hashlib
import os
import subprocess
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from bailee.foundation import dump, ids
from bailee.foundation.address import address
from bailee.foundation.home import home
from bailee.foundation.tenancy.connections import inside, owner
from bailee.foundation.tenancy.seats import owner_seat

_DATA_TABLES = ("django_migrations",)  # rows that belong to an empty vault


def sql_text() -> str:
    """The template for the migrations of this release, from the home's cache or made now."""
    cached = _cache()
    if not cached.exists():
        text = _make()
        part = cached.with_suffix(f".{os.getpid()}")
        part.write_text(text)
        part.replace(cached)
    return cached.read_text()


def vault_apps() -> set[str]:
    """Labels of the apps that have tables in a vault."""
    from django.apps import apps  # the registry is filled after the settings

    return {app.label for app in apps.get_app_configs() if app.name in settings.TENANT_APPS}


def _cache() -> Path:
    loader = MigrationLoader(None)
    labels = vault_apps()
    names = sorted(f"{app}.{name}" for app, name in loader.disk_migrations if app in labels)
    digest = hashlib.sha256("\n".join([str(address().database), *names]).encode()).hexdigest()[:16]
    return home().root / f"vault-template-{digest}.sql"


def _make() -> str:
    schema = f"template_{ids.opaque()}"
    with owner(autocommit=True) as raw:
        raw.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        try:
            with inside(owner_seat(schema)):
                call_command("migrate_schemas", schema_name=schema, verbosity=0, interactive=False)
            shape = _dump(schema, "--schema-only")
            tables = [f"--table={schema}.{table}" for table in _DATA_TABLES]
            data = _dump(schema, "--data-only", "--inserts", *tables)
        finally:
            raw.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
            connections["default"].close()
    return _relocatable(shape + data, schema)


def _dump(schema: str, *options: str) -> str:
    command, environment = dump.command(
        connections["default"].settings_dict["NAME"],
        f"--schema={schema}",
        "--no-owner",
        "--no-privileges",
        *options,
    )
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"pg_dump of the vault template failed: {run.stderr.strip()}")
    return run.stdout


def _relocatable(text: str, schema: str) -> str:
    """Drops what names the schema or changes the session; what is left follows the search path."""
    drop = ("--", "\\", "SET ", "SELECT pg_catalog.set_config", f"CREATE SCHEMA {schema}")
    kept = [line for line in text.splitlines() if line and not line.startswith(drop)]
    return "\n".join(kept).replace(f"{schema}.", "") + "\n"
