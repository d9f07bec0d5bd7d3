"""`DATABASE_URL` reaches Django, psycopg, `pg_dump` and the worker with all that it says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from bailee.foundation import dump, logins
from bailee.foundation.address import address
from bailee.foundation.postgres import RefusedError
from bailee.foundation.tenancy import office_seat, site_seat
from bailee.foundation.tenancy.backend.base import login_parameters

URL = (
    "postgresql://keeper:p%40ss%20word@db1.example:5432,db2.example:5433/portal"
    "?sslmode=verify-full&sslrootcert=/etc/ca.pem&target_session_attrs=read-write"
    "&options=-c%20statement_timeout%3D60000"
)
TLS = {
    "sslmode": "verify-full",
    "sslrootcert": "/etc/ca.pem",
    "target_session_attrs": "read-write",
}


@pytest.fixture(autouse=True)
def named() -> Iterator[pytest.MonkeyPatch]:
    """Undone before anything else that a test leaves behind is cleared up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", URL)
        yield patch


def test_every_connection_is_told_hosts_and_tls() -> None:
    where = {"host": "db1.example,db2.example", "port": "5432,5433", "dbname": "portal"}
    assert address().parameters() == where | TLS
    assert address().parameters("other")["dbname"] == "other"
    assert (address().owner, address().password) == ("keeper", "p@ss word")


def test_session_settings_of_the_operator_are_kept_beside_ours() -> None:
    assert login_parameters(site_seat())["options"] == (
        "-c statement_timeout=60000 -c search_path=public -c TimeZone=UTC"
    )


def test_dump_is_told_the_same_and_its_line_shows_no_password() -> None:
    line, environment = dump.command("portal", "--schema-only")
    assert line[0].endswith("pg_dump")
    told = conninfo_to_dict(line[-1].removeprefix("--dbname="))
    assert {name: told[name] for name in TLS} == TLS
    assert told["options"] == "-c statement_timeout=60000"
    assert "ss word" not in " ".join(line)
    assert environment["PGPASSWORD"] == "p@ss word"


def test_dump_by_tls_without_a_program_that_can_is_refused(
    named: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    named.setenv("PATH", str(tmp_path))
    with pytest.raises(RefusedError) as refused:
        dump.check(170002)
    assert str(refused.value) == (
        "Bailee needs pg_dump 17 or newer for a server that is PostgreSQL 17: install its client "
        "programs (Debian: postgresql-client-17) on the PATH."
    )


def test_server_newer_than_our_own_dump_is_refused(named: pytest.MonkeyPatch) -> None:
    named.setenv("DATABASE_URL", "postgresql://keeper@localhost/portal")
    dump.check(180006)
    with pytest.raises(RefusedError, match="update Bailee, which brings one"):
        dump.check(990000)


def test_logins_are_named_after_the_database() -> None:
    assert (site_seat().login, office_seat().login) == ("portal_web", "portal_office")
    assert logins.password_of("portal_web") != logins.password_of("portal_office")


@pytest.mark.parametrize("url", ["postgresql://keeper:se%cret@host/portal", "a portal"])
def test_address_that_cannot_be_read_is_refused_without_its_password(
    named: pytest.MonkeyPatch, url: str
) -> None:
    named.setenv("DATABASE_URL", url)
    with pytest.raises(RefusedError) as refused:
        address()
    assert str(refused.value).startswith("DATABASE_URL cannot be read: write it as postgresql://")
    assert "cret" not in str(refused.value)
