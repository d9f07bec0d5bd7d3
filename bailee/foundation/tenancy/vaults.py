"""Making, freezing and dropping the schema and the login of one vault. Run as owner."""

from psycopg import Connection, sql
from psycopg.errors import DeadlockDetected, LockNotAvailable

from bailee.foundation import logins
from bailee.foundation.tenancy import idle, roles, template
from bailee.foundation.tenancy.connections import owner

PATIENCE = "10s"  # that a freeze waits for a writer
CRUD = sql.SQL("SELECT, INSERT, UPDATE, DELETE")
# A frozen vault's people still sign in and out, and its mails still go out. Its tokens still
# read: each use is written down, and a token can be revoked. People come and go: somebody must be
# an owner to fetch the archive and say that it arrived. How somebody reads dates or in which
# colours is no record of the client's: it stays theirs to choose. Visits are counted, and end.
WRITABLE_WHEN_FROZEN = (
    "activity_signin",
    "activity_use",
    "django_session",
    "integrations_token",
    "integrations_use",
    "mail_message",
    "mfa_authenticator",
    "people_invitation",
    "people_preferences",
    "people_consent",
    "people_rolechange",
    "people_emailchange",
    "people_user",
    "people_passwordreset",
    "protection_factorchange",
    "protection_factorreset",
    "people_throttle",
    "sign_on_attempt",
    "visits_total",
)


class BusyError(Exception):
    """Somebody is still writing, an import for example."""


class VaultExistsError(Exception):
    """A schema of that name is there already: it may hold another client's data."""


def create(schema: str) -> None:
    """Makes an empty vault from the template and its login role, in one transaction.

    Raises `VaultExistsError`: names are never used twice.
    """
    role = logins.role_of(schema)
    with owner() as raw:
        if exists(raw, schema):
            raise VaultExistsError(schema)
        raw.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        raw.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
        raw.execute(template.sql_text())
        roles.ensure(raw, role)
        admit(raw, schema)


def admit(raw: Connection, schema: str) -> None:
    """Grants the vault's role its own schema: rows to read and write, nothing to own."""
    place, role = sql.Identifier(schema), sql.Identifier(logins.role_of(schema))
    raw.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(place, role))
    raw.execute(sql.SQL("GRANT {} ON ALL TABLES IN SCHEMA {} TO {}").format(CRUD, place, role))
    raw.execute(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA {} TO {}").format(place, role))
    for kind, right in (("TABLES", CRUD), ("SEQUENCES", sql.SQL("USAGE"))):
        raw.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA {} GRANT {} ON {} TO {}").format(
                place, right, sql.SQL(kind), role
            )
        )


def is_admitted(raw: Connection, schema: str) -> bool:
    """Whether the vault's role, which must be there, may enter its schema."""
    asked = "SELECT has_schema_privilege(%s, %s, 'USAGE')"
    found = raw.execute(asked, [logins.role_of(schema), schema]).fetchone()
    return bool(found and found[0])


def freeze(schema: str) -> None:
    """Takes the right to write from the vault's role. Safe to repeat.

    Writes under way are waited for, so that none is committed after the freeze. Raises
    `BusyError` if that takes too long.
    """
    with owner(schema) as raw:
        _wait_for_writers(raw, schema)
        close(raw, schema)


def close(raw: Connection, schema: str) -> None:
    """Takes the rights without waiting for anybody, and leaves those that a frozen vault keeps."""
    place, role = sql.Identifier(schema), sql.Identifier(logins.role_of(schema))
    raw.execute(
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {} FROM {}").format(
            place, role
        )
    )
    for table in WRITABLE_WHEN_FROZEN:
        raw.execute(
            sql.SQL("GRANT {} ON {}.{} TO {}").format(CRUD, place, sql.Identifier(table), role)
        )


def is_frozen(raw: Connection, schema: str) -> bool:
    """Whether the vault's role, which must be there, may read the company's profile only."""
    asked = "SELECT has_table_privilege(%s, %s, 'UPDATE')"
    found = raw.execute(asked, [logins.role_of(schema), f"{schema}.company_profile"]).fetchone()
    return not (found and found[0])


def thaw(schema: str) -> None:
    """Gives the right to write back. Safe to repeat."""
    with owner(schema) as raw:
        admit(raw, schema)


def drop(schema: str) -> None:
    """Ends the vault's connections and drops its schema and role. Safe to repeat."""
    role = logins.role_of(schema)
    idle.shut(schema)
    with owner() as raw:
        if roles.exists(raw, role):
            roles.end_sessions(raw, role)
        raw.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
        roles.drop(raw, role)


def _wait_for_writers(raw: Connection, schema: str) -> None:
    rows = raw.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r'"
        " AND relname <> ALL(%s) ORDER BY relname",
        [schema, list(WRITABLE_WHEN_FROZEN)],
    )
    tables = sql.SQL(", ").join(sql.Identifier(schema, name) for (name,) in rows)
    raw.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(PATIENCE)))
    try:
        raw.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(tables))
    except (LockNotAvailable, DeadlockDetected) as error:
        raise BusyError(f"{schema} is still being written to") from error


def exists(raw: Connection, schema: str) -> bool:
    """Whether a schema of that name is there."""
    found = raw.execute("SELECT FROM pg_namespace WHERE nspname = %s", [schema]).fetchone()
    return found is not None
