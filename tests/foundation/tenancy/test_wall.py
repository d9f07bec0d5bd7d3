"""PostgreSQL itself refuses one vault the sight of another, also to injected SQL."""

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from bailee.foundation import logins, tenancy
from bailee.people.models import User
from tests.cast import Vault

# What an attacker would append where a portal pasted text into SQL.
STACKED = (
    "SELECT 1; RESET ROLE; SELECT email FROM {cygnus}.people_user",
    "SELECT 1; RESET SESSION AUTHORIZATION; SELECT email FROM {cygnus}.people_user",
    "SELECT 1; SET ROLE {cygnus_role}; SELECT email FROM {cygnus}.people_user",
    "SELECT 1; SET SESSION AUTHORIZATION {cygnus_role}; SELECT email FROM {cygnus}.people_user",
    "SELECT 1; SET search_path = {cygnus}; SELECT email FROM people_user",
    "SELECT set_config('role', '{cygnus_role}', false); SELECT email FROM {cygnus}.people_user",
    "SELECT set_config('search_path', '{cygnus}', false); SELECT email FROM people_user",
    "DO $$ BEGIN SET ROLE {cygnus_role}; END $$; SELECT email FROM {cygnus}.people_user",
    "DO $$ BEGIN EXECUTE 'RESET ROLE'; END $$; SELECT email FROM {cygnus}.people_user",
    "SELECT email FROM {cygnus}.people_user",
    "SELECT email FROM public.people_user",
    "SELECT name FROM public.clients_client",
    "SELECT args::text FROM public.procrastinate_jobs",
    "SELECT table_to_xml('{cygnus}.people_user', true, true, '')::text",
    "SELECT pg_read_file('postgresql.conf')",
    "COPY {cygnus}.people_user TO STDOUT",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "SELECT lo_from_bytea(0, 'kept')::text",
)
CHANGES = (
    "CREATE TEMP TABLE kept (x text)",
    "CREATE TABLE kept (x text)",
    "CREATE TABLE public.kept (x text)",
    "CREATE SCHEMA kept",
    "CREATE ROLE kept",
    "GRANT {acme_role} TO {cygnus_role}",
    "ALTER TABLE people_user ADD COLUMN kept text",
    "ALTER ROLE {acme_role} SUPERUSER",
    "DELETE FROM {cygnus}.people_user",
    "UPDATE public.clients_client SET name = 'kept'",
    "DROP TABLE people_user",
)


def _filled(text: str, acme: Vault, cygnus: Vault) -> str:
    return text.format(
        cygnus=cygnus.schema,
        cygnus_role=logins.role_of(cygnus.schema),
        acme_role=logins.role_of(acme.schema),
    )


@pytest.mark.parametrize("attack", STACKED)
def test_injected_sql_reads_nothing_of_another_vault(
    attack: str, acme: Vault, cygnus: Vault
) -> None:
    with acme.inside(), connection.cursor() as cursor:
        with pytest.raises(DatabaseError):
            cursor.execute(_filled(attack, acme, cygnus))
        # Nor does the attack leave a right behind for the next statement.
        with pytest.raises(DatabaseError):
            cursor.execute(f"SELECT email FROM {cygnus.schema}.people_user")


@pytest.mark.parametrize("attack", CHANGES)
def test_injected_sql_changes_no_shape_and_no_right(
    attack: str, acme: Vault, cygnus: Vault
) -> None:
    with acme.inside(), pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(_filled(attack, acme, cygnus))


def test_injected_settings_do_not_reach_the_next_request(acme: Vault) -> None:
    with acme.inside(), connection.cursor() as cursor:
        cursor.execute("SET search_path = pg_catalog; SET default_transaction_read_only = on")
    with acme.inside():
        assert User.objects.filter(email="ada@acme.example").update(language="de") == 1


def test_login_of_a_vault_owns_nothing_and_is_in_no_role(acme: Vault) -> None:
    role = logins.role_of(acme.schema)
    with tenancy.owner() as raw:
        owned = raw.execute(
            "SELECT relname FROM pg_class WHERE relowner = %s::regrole", [role]
        ).fetchall()
        member = raw.execute(
            "SELECT roleid FROM pg_auth_members WHERE member = %s::regrole", [role]
        ).fetchall()
        flags = raw.execute(
            "SELECT rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication"
            " FROM pg_roles WHERE rolname = %s",
            [role],
        ).fetchone()
    assert (owned, member, flags) == ([], [], (False,) * 6)


def test_office_login_reads_no_vault(acme: Vault) -> None:
    statement = sql.SQL("SELECT email FROM {}.people_user").format(sql.Identifier(acme.schema))
    with tenancy.inside(tenancy.office_seat()), connection.cursor() as cursor:  # noqa: SIM117 - the raise is the point
        with pytest.raises(DatabaseError):
            cursor.execute(statement)


@pytest.mark.parametrize("table", ["people_user", "mail_message", "django_session"])
def test_web_login_reads_no_person_of_the_office(table: str) -> None:
    with tenancy.inside(tenancy.site_seat()), connection.cursor() as cursor:  # noqa: SIM117 - the raise is the point
        with pytest.raises(DatabaseError):
            cursor.execute(f"SELECT * FROM {table}")


def test_seat_cannot_change_inside_a_transaction(acme: Vault, cygnus: Vault) -> None:
    with acme.inside(), transaction.atomic():
        with pytest.raises(tenancy.SeatError), cygnus.inside():
            pytest.fail("moved to another vault in the middle of a transaction")
        assert User.objects.count() == 4


def test_statistics_of_another_vault_are_hidden(acme: Vault, cygnus: Vault) -> None:
    with tenancy.owner(cygnus.schema, autocommit=True) as raw:
        raw.execute("ANALYZE people_user")
    with acme.inside(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pg_stats WHERE schemaname = %s", [cygnus.schema])
        assert cursor.fetchall() == []
