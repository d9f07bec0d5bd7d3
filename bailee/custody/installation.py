"""Putting an installation in order: roles, tables of the office, vaults, the vault template."""

from datetime import datetime

from django.core.management import call_command
from django.db import connections

from bailee.custody import tombstones
from bailee.custody.rights import WEB_PRIVILEGES, WEB_ROWS
from bailee.foundation import external, logins, tenancy
from bailee.foundation.address import address
from bailee.foundation.home import home
from bailee.foundation.tenancy import fanout, roles, template, vaults
from bailee.office.clients.models import Client
from bailee.vault.records import search

# What a visitor's or a vault's request may do in the office, table by table.
_WEB: dict[str, str] = {
    "clients_client": "SELECT",
    "clients_host": "SELECT",
    "clients_contract": "SELECT",
    "procrastinate_jobs": "SELECT, INSERT",
    "procrastinate_events": "SELECT, INSERT",
    "visits_total": "SELECT, INSERT, UPDATE",
    **WEB_PRIVILEGES,
}


def install(*, now: datetime) -> None:
    """Brings everything to this release. Safe to repeat, and on two machines at once."""
    home().prepare()
    with tenancy.owner(autocommit=True) as lock:
        lock.execute("SELECT pg_advisory_lock(hashtext('bailee install'))")
        _install_office()
        tombstones.replay(now=now)
        template.sql_text()
        fanout.bring_up_to_date()
        _let_vaults_in()


def _install_office() -> None:
    with tenancy.owner() as raw:
        for role in (logins.web(), logins.office()):
            roles.ensure(raw, role)
        if not address().embedded:
            external.claim(raw)
        search.prepare(raw)
    with tenancy.inside(tenancy.owner_seat()):
        call_command("migrate_schemas", shared=True, verbosity=0, interactive=False)
    connections["registry"].close()
    with tenancy.owner() as raw:
        roles.close_public(raw)
        roles.open_office(raw, web=_WEB)
        roles.narrow(raw, WEB_ROWS)


def _let_vaults_in() -> None:
    """A database that was moved to another server comes without its vaults' logins or rights.

    Frozen vaults are frozen anew: a migration has given their role its new tables.
    """
    frozen = []
    with tenancy.owner() as raw:
        for client in Client.objects.all():
            schema = client.schema_name
            if vaults.exists(raw, schema):
                roles.ensure(raw, logins.role_of(schema))
                if not vaults.is_admitted(raw, schema):
                    vaults.admit(raw, schema)
                if client.frozen:
                    frozen.append(schema)
    for schema in frozen:
        vaults.freeze(schema)
