"""The roles and what each may do. Run as owner; safe to repeat."""

from psycopg import Connection, sql

from bailee.foundation import logins

# A vault's login and the web login are nobody's member and nobody's heir: even injected SQL
# (RESET ROLE, SET ROLE, DO) finds no right beyond their own.
_PLAIN = sql.SQL("LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION")
# What PostgreSQL lets everyone do and no vault needs: large objects lie outside schemas.
_LARGE_OBJECTS = ("lo_create(oid)", "lo_creat(integer)", "lo_from_bytea(oid,bytea)")


def ensure(raw: Connection, role: str) -> None:
    """Makes a login role that may connect to this database and nothing else yet."""
    name = sql.Identifier(role)
    exists = raw.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if exists is None:
        raw.execute(sql.SQL("CREATE ROLE {} {}").format(name, _PLAIN))
    if password := logins.password_of(role):
        raw.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(password)))
    raw.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(_database(raw), name))


def close_public(raw: Connection) -> None:
    """Takes from PUBLIC what PostgreSQL gives everyone: the office schema, TEMP, CONNECT."""
    raw.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    raw.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(_database(raw)))
    for function in _LARGE_OBJECTS:
        raw.execute(
            sql.SQL("REVOKE EXECUTE ON FUNCTION pg_catalog.{} FROM PUBLIC").format(
                sql.SQL(function)
            )
        )


def open_office(raw: Connection, *, web: dict[str, str]) -> None:
    """Gives the office login the office's tables, and the web login what `web` names.

    `web` maps a table of the office to the privileges that a visitor's or a vault's request
    needs there, such as `"SELECT"`.
    """
    office, visitor = sql.Identifier(logins.OFFICE), sql.Identifier(logins.WEB)
    raw.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}, {}").format(office, visitor))
    for kind in ("TABLES", "SEQUENCES"):
        raw.execute(
            sql.SQL("GRANT {} ON ALL {} IN SCHEMA public TO {}").format(
                sql.SQL("SELECT, INSERT, UPDATE, DELETE" if kind == "TABLES" else "USAGE"),
                sql.SQL(kind),
                office,
            )
        )
    for table, privileges in web.items():
        raw.execute(
            sql.SQL("GRANT {} ON public.{} TO {}").format(
                sql.SQL(privileges),
                sql.Identifier(table),
                visitor,
            )
        )
        if "INSERT" in privileges:
            _let_number(raw, table, visitor)


def _let_number(raw: Connection, table: str, role: sql.Identifier) -> None:
    """A numbered row takes its `id` from a sequence, which asks for a right of its own."""
    found = raw.execute("SELECT pg_get_serial_sequence(%s, 'id')", [f"public.{table}"]).fetchone()
    if found and found[0]:
        sequence = sql.Identifier(*found[0].split("."))
        raw.execute(sql.SQL("GRANT USAGE ON SEQUENCE {} TO {}").format(sequence, role))


def drop(raw: Connection, role: str) -> None:
    """Removes a login role with its grants. Safe to repeat."""
    if raw.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None:
        # Only who has a role's rights may take back its grants; ends with the role itself.
        raw.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))
        raw.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
        raw.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def _database(raw: Connection) -> sql.Identifier:
    return sql.Identifier(raw.info.dbname)
