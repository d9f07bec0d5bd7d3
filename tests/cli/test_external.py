"""`bailee` on an operator's own PostgreSQL: passwords asked for, an owner who is no superuser."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bailee.foundation import external
from bailee.foundation.address import address
from bailee.foundation.postgres import RefusedError, refuse_old_server
from tests.cli.installation import Installation, free_port, installation, wait_for
from tests.operators_server import OperatorsServer, operators_server

LARGE_OBJECTS = ("lo_create(oid)", "lo_creat(integer)", "lo_from_bytea(oid,bytea)")


@pytest.fixture(scope="module")
def server() -> Iterator[OperatorsServer]:
    with operators_server() as started:
        yield started


@contextmanager
def served_by(url: str) -> Iterator[Installation]:
    with installation() as made:
        made.environment["DATABASE_URL"] = url
        yield made


@pytest.fixture(scope="module")
def portal(server: OperatorsServer) -> Iterator[Installation]:
    """An installation in the database `portal`."""
    with served_by(server.installation("portal")) as made:
        done = made.bailee("install")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        yield made


@contextmanager
def running(place: Installation, command: str) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "bailee.cli", command], env=place.environment)
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(60) == 0


def refusal(place: Installation, command: str = "worker", **environment: str) -> str:
    ran = place.bailee(command, **environment)
    assert (ran.returncode, ran.stdout) == (2, ""), ran.stderr
    assert ran.stderr.count("\n") == 1
    return ran.stderr.strip()


def test_web_and_worker_serve_a_client_on_one_server(portal: Installation) -> None:
    opened = portal.bailee(
        *("client", "open", "--name", "Acme Marine", "--label", "acme"),
        *("--contact", "Ada", "--email", "ada@acme.example"),
    )
    assert opened.returncode == 0, opened.stderr
    with running(portal, "web"), running(portal, "worker"):
        assert wait_for(portal.answers)
        assert wait_for(lambda: list((portal.home / "mail").glob("v_*/*.eml")) != [])


def test_two_installations_on_one_server_keep_apart(
    portal: Installation, server: OperatorsServer
) -> None:
    passwords = "SELECT rolname, rolpassword FROM pg_authid WHERE rolname ~ '^portal' ORDER BY 1"
    may_enter = "SELECT has_database_privilege('harbour_web', 'portal', 'CONNECT')"
    with server.superuser() as raw:
        before = raw.execute(passwords).fetchall()
        with served_by(server.installation("harbour")) as other:
            assert other.bailee("install").returncode == 0
        assert raw.execute(passwords).fetchall() == before
        assert raw.execute(may_enter).fetchone() == (False,)
    assert {"portal_web", "portal_office"} < {row[0] for row in before}


def test_home_with_other_keys_is_refused(portal: Installation) -> None:
    with served_by(portal.environment["DATABASE_URL"]) as stranger:
        for command in ("install", "web"):
            assert refusal(stranger, command) == (
                "The database portal belongs to an installation with another key store: copy the "
                "directory keys of its BAILEE_HOME here, or name another database."
            )


def test_doctor_names_what_only_a_superuser_can_give(
    portal: Installation, server: OperatorsServer
) -> None:
    wishes = [
        f"REVOKE EXECUTE ON FUNCTION {', '.join(LARGE_OBJECTS)} FROM PUBLIC",
        'GRANT pg_checkpoint TO "portal_owner"',
        'GRANT EXECUTE ON FUNCTION pg_switch_wal() TO "portal_owner"',
    ]
    here = "PostgreSQL at 127.0.0.1, database portal"
    more = f"{here}; its superuser should still run: {'; '.join(wishes)}"
    assert database_of(portal) == (True, more)
    with server.superuser("portal") as raw:
        for wish in wishes:
            raw.execute(wish.encode())
    assert database_of(portal) == (True, here)


def database_of(place: Installation) -> tuple[bool, str]:
    checks = json.loads(place.bailee("doctor", "--json").stdout)["checks"]
    (found,) = [check for check in checks if check["check"] == "database"]
    return found["ok"], found["detail"]


def refused(url: str) -> str:
    """What `check` says to this address; the same that every command says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        with pytest.raises(RefusedError) as said:
            external.check(address())
    return str(said.value)


def test_wrong_password_is_refused(portal: Installation, server: OperatorsServer) -> None:
    said = refusal(portal, DATABASE_URL=server.url("portal", "portal_owner", "wrong"))
    assert said.endswith(
        'FATAL:  password authentication failed for user "portal_owner" '
        "(check user and password in DATABASE_URL)."
    )


def test_missing_database_is_refused(server: OperatorsServer) -> None:
    assert refused(server.url("harbor", "postgres", server.password)).endswith(
        'FATAL:  database "harbor" does not exist '
        "(make it (CREATE DATABASE … OWNER …), or name another in DATABASE_URL)."
    )


def test_server_that_is_away_is_refused() -> None:
    assert refused(f"postgresql://portal_owner@127.0.0.1:{free_port()}/portal").endswith(
        "(check that it runs, and host and port in DATABASE_URL)."
    )


def test_server_without_tls_is_refused_where_tls_is_asked_for(server: OperatorsServer) -> None:
    url = server.url("postgres", "postgres", server.password)
    assert refused(f"{url}?sslmode=verify-full&sslrootcert=system").endswith(
        "server does not support SSL, but SSL was required (switch ssl on there)."
    )


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (
            "ALTER ROLE {owner} NOCREATEROLE",
            (
                "{owner}, whom DATABASE_URL names, may not make the logins that keep clients "
                "apart: run ALTER ROLE {owner} CREATEROLE there."
            ),
        ),
        (
            "ALTER DATABASE {name} OWNER TO postgres",
            (
                "The database {name} belongs to postgres, not to {owner}, whom DATABASE_URL names: "
                "run ALTER DATABASE {name} OWNER TO {owner} there."
            ),
        ),
        (
            "ALTER SCHEMA public OWNER TO postgres",
            (
                "The schema public of {name} is not {owner}'s, whom DATABASE_URL names: "
                "run ALTER SCHEMA public OWNER TO {owner} in that database."
            ),
        ),
        (
            "CREATE ROLE {name}_web",
            (
                "The role {name}_web is there already and is not {owner}'s to use: "
                "run GRANT {name}_web TO {owner} WITH ADMIN OPTION there, or drop it."
            ),
        ),
    ],
)
def test_unfit_database_is_refused_with_the_sql_that_mends_it(
    server: OperatorsServer, fault: str, sentence: str
) -> None:
    name = f"unfit_{os.urandom(4).hex()}"
    url, owner = server.installation(name), f"{name}_owner"
    with server.superuser(name) as raw:
        raw.execute(fault.format(name=name, owner=owner).encode())
        assert refused(url) == sentence.format(name=name, owner=owner)
        mend = sentence.partition(": run ")[2].partition(" there")[0].partition(" in that")[0]
        raw.execute(mend.format(name=name, owner=owner).encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        external.check(address())


def test_old_postgresql_is_refused() -> None:
    refuse_old_server(160000)
    with pytest.raises(RefusedError) as refused:
        refuse_old_server(150018)
    assert str(refused.value) == (
        "The PostgreSQL that DATABASE_URL names is version 15; Bailee needs 16 or newer: "
        "upgrade it, or unset DATABASE_URL."
    )
