"""The roles and what each may do. Run as owner; safe to repeat."""

from psycopg import Connection, sql

from bailee.foundation import external, logins

# A vault's login and the web login are nobody's member and nobody's heir: even injected SQL
# (RESET ROLE, SET ROLE, DO) finds no right beyond their own.
_PLAIN = sql.SQL("LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION")


def ensure(raw: Connection, role: str) -> None:
    """Makes a login role that may connect to this database and nothing else yet.

    Of one that is there, the password is set again, and settings of its own are dropped: a role
    may ALTER itself, by injected SQL too, and what it sets would hold in each later session.
    """
    name = sql.Identifier(role)
    if not exists(raw, role):
        raw.execute(sql.SQL("CREATE ROLE {} {}").format(name, _PLAIN))
    if password := logins.password_of(role):
        # Hashed here: whatever a server logs of this statement is no password.
        hashed = raw.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
        raw.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(hashed.decode())))
    raw.execute(sql.SQL("ALTER ROLE {} RESET ALL").format(name))
    raw.execute(sql.SQL("ALTER ROLE {} IN DATABASE {} RESET ALL").format(name, _database(raw)))
    if not _may_connect(raw, role):  # each grant rewrites a row that all clients share
        raw.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(_database(raw), name))


def exists(raw: Connection, role: str) -> bool:
    """Whether a role of that name is there."""
    found = raw.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    return found is not None


def end_sessions(raw: Connection, role: str) -> int:
    """Ends what is logged in as that role, which must be there; says how many it was."""
    inherit(raw, role)
    ended = raw.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [role]
    )
    return len(ended.fetchall())


def inherit(raw: Connection, role: str) -> None:
    """Gives the owner the role's own rights, to be used when the role is about to end.

    An owner who is no superuser may make and drop a role, but PostgreSQL lets only those who have
    its rights end its sessions and take back its grants. Ends with the role itself.
    """
    raw.execute(
        sql.SQL("GRANT {} TO CURRENT_USER WITH INHERIT TRUE, SET FALSE").format(
            sql.Identifier(role)
        )
    )


def close_public(raw: Connection) -> None:
    """Takes from PUBLIC what PostgreSQL gives everyone: the office schema, TEMP, CONNECT.

    Large objects only a superuser can close (else PostgreSQL warns and goes on): `external`.
    """
    raw.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    raw.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(_database(raw)))
    for function in external.open_to_all(raw):
        revoke = "REVOKE EXECUTE ON FUNCTION pg_catalog.{} FROM PUBLIC"
        raw.execute(sql.SQL(revoke).format(sql.SQL(function)))


def open_office(raw: Connection, *, web: dict[str, str]) -> None:
    """Gives the office login the office's tables, and the web login what `web` names.

    `web` maps a table of the office to the privileges that a visitor's or a vault's request
    needs there, such as `"SELECT"`.
    """
    office, visitor = sql.Identifier(logins.office()), sql.Identifier(logins.web())
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


def narrow(raw: Connection, rows: dict[str, str]) -> None:
    """Lets the web login insert and change only rows that meet the condition given for a table.

    By row security: the owner passes by it, the office login keeps every right it was given.
    """
    office, visitor = sql.Identifier(logins.office()), sql.Identifier(logins.web())
    for table, condition in rows.items():
        place = sql.Identifier("public", table)
        raw.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(place))
        for name, role, rule in (
            ("office", office, "FOR ALL TO {} USING (true)"),
            ("web_reads", visitor, "FOR SELECT TO {} USING (true)"),
            ("web_inserts", visitor, f"FOR INSERT TO {{}} WITH CHECK ({condition})"),
            ("web_updates", visitor, f"FOR UPDATE TO {{}} USING ({condition})"),
        ):
            named = sql.SQL("{} ON {}").format(sql.Identifier(name), place)
            raw.execute(sql.SQL("DROP POLICY IF EXISTS {}").format(named))
            made = sql.SQL("CREATE POLICY {} {}")
            raw.execute(made.format(named, sql.SQL(rule).format(role)))


def _let_number(raw: Connection, table: str, role: sql.Identifier) -> None:
    """A numbered row takes its `id` from a sequence, which asks for a right of its own."""
    found = raw.execute("SELECT pg_get_serial_sequence(%s, 'id')", [f"public.{table}"]).fetchone()
    if found and found[0]:
        sequence = sql.Identifier(*found[0].split("."))
        raw.execute(sql.SQL("GRANT USAGE ON SEQUENCE {} TO {}").format(sequence, role))


def drop(raw: Connection, role: str) -> None:
    """Removes a login role with its grants. Safe to repeat."""
    if exists(raw, role):
        inherit(raw, role)
        raw.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
        raw.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def _may_connect(raw: Connection, role: str) -> bool:
    """By a grant of its own: what PUBLIC may will be taken away."""
    asked = """
        SELECT FROM pg_database, aclexplode(datacl) AS a JOIN pg_roles r ON r.oid = a.grantee
        WHERE datname = current_database() AND rolname = %s AND privilege_type = 'CONNECT'
    """
    return raw.execute(asked, [role]).fetchone() is not None


def _database(raw: Connection) -> sql.Identifier:
    return sql.Identifier(raw.info.dbname)
