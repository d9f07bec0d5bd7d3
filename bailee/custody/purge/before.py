"""Before anything is deleted: writers are stopped, what is needed later is sealed and counted."""

from typing import Any

from psycopg import Connection, sql

from bailee.custody import backup, closing, residue, tombstones
from bailee.custody.purge import office
from bailee.custody.purge.matter import Counts, Purge
from bailee.foundation import logins, storage, tenancy
from bailee.foundation.tenancy import roles
from bailee.people import languages
from bailee.people.models import User
from bailee.people.roles import Role

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s"
_NO_MORE_LOGIN = "ALTER ROLE {} NOLOGIN"
# Logins of the vault itself, and the owner's (an import, an archive) at work on its tables. The
# drop that follows waits for anybody else's, such as an operator's dump.
_END_CONNECTIONS = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND usename IN (%(role)s, current_user)
      AND (usename = %(role)s OR pid IN (
        SELECT l.pid FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
        WHERE c.relnamespace = to_regnamespace(%(vault)s)
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())))
"""


def plant_tombstone(purge: Purge) -> Counts:
    tombstones.plant(purge.vault, client_id=purge.handback.client_id, now=purge.clock())
    return {}


def stop_late_writers(purge: Purge) -> Counts:
    """Jobs are removed, the vault's login is closed, connections are ended."""
    role = logins.role_of(purge.vault)
    jobs = office.remove_jobs(purge.vault)
    with tenancy.owner() as raw:
        if roles.exists(raw, role):
            roles.inherit(raw, role)
            raw.execute(sql.SQL(_NO_MORE_LOGIN).format(sql.Identifier(role)))
    tenancy.shut_idle(purge.vault)
    with tenancy.owner() as raw:
        ended = _one(raw, _END_CONNECTIONS, {"role": role, "vault": purge.vault})
    return {"jobs": jobs, "connections": ended}


def seal_envelope(purge: Purge) -> Counts:
    """The owners' addresses and the values to search for, encrypted, outside the database."""
    with tenancy.inside(tenancy.owner_seat(purge.vault)):
        owners = User.objects.active().filter(role=Role.OWNER)
        spoken = {owner.email: languages.of(owner) for owner in owners}
    needles = residue.needles_of(purge.vault)
    closing.seal(purge.vault, closing.Envelope(tuple(spoken), needles, spoken))
    return {"recipients": len(spoken), "searched values": len(needles.values)}


def take_inventory(purge: Purge) -> Counts:
    """What there is, and that the search finds it now: else it would prove nothing later."""
    found = residue.scan(needles=purge.envelope.needles, schema=purge.vault)
    with tenancy.owner(purge.vault) as raw:
        tables = [name for (name,) in raw.execute(_TABLES, [purge.vault]).fetchall()]
        rows = sum(_rows(raw, table) for table in tables)
    return {
        "tables": len(tables),
        "rows": rows,
        "objects": len(storage.names(purge.vault)),
        "backups": len(backup.list_of(purge.vault)),
        "found": {place.place: place.count for place in found},
    }


def _rows(raw: Connection[Any], table: str) -> int:
    return _one(raw, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)), {})


def _one(raw: Connection[Any], query: Any, values: dict[str, str]) -> int:
    row = raw.execute(query, values).fetchone()
    return int(row[0]) if row else 0
