"""Migrating many vaults: the SQL that Django would run, one transaction per vault.

A data migration (`RunPython`) cannot be written as SQL: such a vault is migrated by Django.
"""

from collections.abc import Iterator
from io import StringIO

from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations import RunPython
from psycopg import sql

from bailee.foundation.tenancy import vaults
from bailee.foundation.tenancy.connections import inside, owner
from bailee.foundation.tenancy.seats import owner_seat
from bailee.foundation.tenancy.template import vault_apps

LOCK_TIMEOUT = "3s"  # rather fail one vault than queue its users behind a lock
Step = tuple[str, str]  # app label, migration name


def bring_up_to_date() -> dict[str, list[Step]]:
    """Migrates every vault that is behind and says which steps each one took.

    Raises `psycopg.errors.LockNotAvailable` if a vault is busy: run it again.
    """
    plan = _plan()
    behind = {schema: missing for schema, missing in _behind(plan) if missing}
    text: dict[Step, str | None] = {}
    for schema, missing in behind.items():
        for step in missing:
            if step not in text:
                text[step] = _as_sql(step, schema)
        if any(text[step] is None for step in missing):
            _migrate(schema)
        else:
            _apply(schema, {step: text[step] or "" for step in missing})
    return behind


def _migrate(schema: str) -> None:
    """By Django. What is frozen stays so: the tables that are new came with every right."""
    with owner() as raw:
        frozen = vaults.is_frozen(raw, schema)
    with inside(owner_seat(schema)):
        call_command("migrate_schemas", schema_name=schema, verbosity=0, interactive=False)
    if frozen:
        with owner() as raw:
            vaults.close(raw, schema)


def _plan() -> list[Step]:
    """All migrations of the vault's apps, in an order that keeps their dependencies."""
    graph = MigrationLoader(None).graph
    labels, steps = vault_apps(), []
    for leaf in sorted(graph.leaf_nodes()):
        steps += [node for node in graph.forwards_plan(leaf) if node not in steps]
    return [(app, name) for app, name in steps if app in labels]


def _behind(plan: list[Step]) -> Iterator[tuple[str, list[Step]]]:
    with owner() as raw:
        schemas = [
            row[0]
            for row in raw.execute("SELECT schema_name FROM clients_client ORDER BY schema_name")
        ]
        applied: dict[str, set[Step]] = {schema: set() for schema in schemas}
        parts = [
            sql.SQL("SELECT {}, app, name FROM {}.django_migrations").format(
                sql.Literal(schema), sql.Identifier(schema)
            )
            for schema in schemas
            if vaults.exists(raw, schema)
        ]
        if parts:
            for schema, app, name in raw.execute(sql.SQL(" UNION ALL ").join(parts)):
                applied[schema].add((app, name))
    for schema in schemas:
        yield schema, [step for step in plan if step not in applied[schema]]


def _as_sql(step: Step, schema: str) -> str | None:
    """The SQL of one migration, or None if it holds more than SQL."""
    migration: Migration = MigrationLoader(None).get_migration(*step)
    if any(isinstance(operation, RunPython) for operation in migration.operations):
        return None
    out = StringIO()
    with inside(owner_seat(schema)):
        call_command("sqlmigrate", *step, stdout=out, no_color=True)
    return "\n".join(
        line for line in out.getvalue().splitlines() if line not in {"BEGIN;", "COMMIT;"}
    )


def _apply(schema: str, steps: dict[Step, str]) -> None:
    with owner(schema) as raw:
        frozen = vaults.is_frozen(raw, schema)
        raw.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(LOCK_TIMEOUT)))
        for (app, name), text in steps.items():
            if text.strip():
                raw.execute(text)
            raw.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())",
                [app, name],
            )
        vaults.admit(raw, schema)
        if frozen:
            vaults.close(raw, schema)
