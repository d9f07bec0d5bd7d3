"""An operator's own PostgreSQL: what it must give, and whose it is.

Everything asked here needs no right but the owner's own.
"""

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import Connection, sql

from bailee.foundation import dump, keys, logins
from bailee.foundation.address import Address
from bailee.foundation.postgres import RefusedError, refuse_old_server

PATIENCE = 5  # seconds for the server's first answer
LONGEST_NAME = 56  # bytes of a database's name: PostgreSQL has 63, the logins add "_office"
# What PostgreSQL or libpq says, and what mends it.
_MENDING = (
    ("password authentication failed", "check user and password in DATABASE_URL"),
    ("no password supplied", "give the owner's password in DATABASE_URL"),
    ("no pg_hba.conf entry", "let this machine in, in the server's pg_hba.conf"),
    ("does not support SSL", "switch ssl on there"),
    ("certificate", "check the name in DATABASE_URL, and sslrootcert, the file of its authority"),
    ("permission denied", "make the user of DATABASE_URL the owner of the database"),
    ('" does not exist', "make it (CREATE DATABASE … OWNER …), or name another in DATABASE_URL"),
    ("too many", "raise max_connections there"),
)
_ELSE = "check that it runs, and host and port in DATABASE_URL"
# What PostgreSQL lets everyone do and no vault needs: large objects lie outside schemas.
_LARGE_OBJECTS = ("lo_create(oid)", "lo_creat(integer)", "lo_from_bytea(oid,bytea)")
_FACTS = """
    SELECT pg_get_userbyid(datdba), pg_has_role(datdba, 'USAGE'),
           (SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'public'),
           rolcreaterole OR rolsuper, pg_encoding_to_char(encoding),
           (SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = %s)
      FROM pg_database, pg_roles WHERE datname = current_database() AND rolname = current_user
"""
_FOREIGN_ROLES = """
    SELECT rolname FROM pg_roles
     WHERE (rolname = ANY(%s) OR rolname IN (SELECT 'r_' || substr(nspname, 3) FROM pg_namespace
                                              WHERE nspname ~ '^v_[a-z0-9]{8,40}$'))
       AND NOT pg_has_role(oid, 'MEMBER WITH ADMIN OPTION') ORDER BY rolname
"""
# Each settles whether the purge can do its part here; the sentence says what would let it.
_WISHES = {
    "SELECT pg_has_role('pg_checkpoint', 'USAGE')": "GRANT pg_checkpoint TO {}",
    "SELECT has_function_privilege('pg_switch_wal()', 'EXECUTE')": (
        "GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {}"
    ),
}


def check(at: Address) -> None:
    """Raises `RefusedError` if the server cannot serve us, with what would mend it."""
    with _reached(at) as raw:
        refuse_old_server(raw.info.server_version)
        dump.check(raw.info.server_version)
        if wrong := next(_unfit(raw, at), None):
            raise RefusedError(wrong)


def claim(raw: Connection[Any]) -> None:
    """Marks the web login as this installation's. Run as owner, after `check`."""
    raw.execute(
        sql.SQL("COMMENT ON ROLE {} IS {}").format(
            sql.Identifier(logins.web()), sql.Literal(_mark())
        )
    )


def shortfalls(at: Address) -> list[str]:
    """The SQL that is still to be run there by a superuser, for the wall and for the purge."""
    with _reached(at) as raw:
        return list(_shortfalls(raw, sql.Identifier(at.owner).as_string(raw)))


def open_to_all(raw: Connection[Any]) -> list[str]:
    """Functions that everybody may call here and nobody should."""
    asked = (
        "SELECT f FROM unnest(%s::text[]) f WHERE has_function_privilege('public', f, 'EXECUTE')"
    )
    return [name for (name,) in raw.execute(asked, [list(_LARGE_OBJECTS)])]


def _reached(at: Address) -> Connection[Any]:
    try:
        return psycopg.connect(
            **{"connect_timeout": PATIENCE} | at.parameters(),
            user=at.owner,
            password=at.password,
            options=at.session,
            autocommit=True,
        )
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        mend = next((mend for said, mend in _MENDING if said in reason), _ELSE)
        raise RefusedError(
            f"The PostgreSQL that DATABASE_URL names does not let us in: {reason} ({mend})."
        ) from None


def _unfit(raw: Connection[Any], at: Address) -> Iterator[str]:
    """What is wrong with the database or its owner, one sentence each."""
    row = raw.execute(_FACTS, [logins.web()]).fetchone()
    owner, owns, owns_public, makes_roles, encoding, mark = row or ("", *[False] * 3, "", "")
    if not owns:
        yield (
            f"The database {at.database} belongs to {owner}, not to {at.owner}, whom DATABASE_URL "
            f"names: run ALTER DATABASE {at.database} OWNER TO {at.owner} there."
        )
    if not owns_public:
        yield (
            f"The schema public of {at.database} is not {at.owner}'s, whom DATABASE_URL names: "
            f"run ALTER SCHEMA public OWNER TO {at.owner} in that database."
        )
    if not makes_roles:
        yield (
            f"{at.owner}, whom DATABASE_URL names, may not make the logins that keep clients "
            f"apart: run ALTER ROLE {at.owner} CREATEROLE there."
        )
    if encoding != "UTF8":
        yield (
            f"The database {at.database} has the encoding {encoding}: make it new with "
            "ENCODING 'UTF8' TEMPLATE template0."
        )
    if len(at.database.encode()) > LONGEST_NAME:
        yield f"The database's name is longer than {LONGEST_NAME} bytes: shorten it."
    if mark and mark != _mark():
        yield (
            f"The database {at.database} belongs to an installation with another key store: copy "
            "the directory keys of its BAILEE_HOME here, or name another database."
        )
    for (role,) in raw.execute(_FOREIGN_ROLES, [[logins.web(), logins.office()]]):
        yield (
            f"The role {role} is there already and is not {at.owner}'s to use: "
            f"run GRANT {role} TO {at.owner} WITH ADMIN OPTION there, or drop it."
        )


def _mark() -> str:
    """Tells installations apart and gives nothing of the secret away."""
    return f"Bailee, installation {keys.secret('installation').hex()[:16]}"


def _shortfalls(raw: Connection[Any], owner: str) -> Iterator[str]:
    if found := open_to_all(raw):
        yield f"REVOKE EXECUTE ON FUNCTION {', '.join(found)} FROM PUBLIC"
    for granted, wish in _WISHES.items():
        if not _is(raw, granted):
            yield wish.format(owner)


def _is(raw: Connection[Any], query: str) -> bool:
    row = raw.execute(query.encode()).fetchone()
    return bool(row and row[0])
