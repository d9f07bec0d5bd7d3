"""A whole hand-back on an operator's own PostgreSQL, whose owner is no superuser."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from bailee.custody.models import HandBack
from bailee.custody.purge import vault
from bailee.custody.purge.matter import Purge, PurgeError
from bailee.foundation import clock, ids, logins, tenancy
from tests.cast import Vault
from tests.cli.installation import installation
from tests.operators_server import OperatorsServer, operators_server

_LIFE = """
import json, os, django
django.setup()
from django.contrib.auth.hashers import make_password
from bailee.custody import certificate, handback, installation
from bailee.custody.purge import work
from bailee.foundation import clock
from tests import cast
from tests.custody import leaving

now = clock.now()
installation.install(now=now)
staff = cast.hire(make_password(cast.PASSWORD), now=now)
company = leaving.open_company(staff, now=now)
given = leaving.approved(company, staff, now=now)
leaving.litter(company, now=now)
handback.purge(given, by=staff.dana.actor, now=now)
work.run(given, clock=clock.now)
text = certificate.as_text(given.certificate)
document = certificate.verify(text, public=certificate.public_key())
left = leaving.files_with(leaving.mark_of(company))
print(json.dumps({"document": document, "left": left}))
"""
_RIGHT = "needs a right that this server does not give."


@pytest.fixture(scope="module")
def server() -> Iterator[OperatorsServer]:
    with operators_server() as started:
        yield started


@pytest.fixture(scope="module")
def purged(server: OperatorsServer) -> dict[str, Any]:
    """The certificate, and the files below the home that still hold the client's mark."""
    with installation() as place:
        done = subprocess.run(
            [sys.executable, "-c", _LIFE],
            env={
                **place.environment,
                "DATABASE_URL": server.installation("portal"),
                "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
                "BAILEE_DOMAIN": os.environ["BAILEE_DOMAIN"],
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_certificate_says_what_was_not_possible_there(purged: dict[str, Any]) -> None:
    assert purged["document"]["not_possible"] == [
        f"A checkpoint {_RIGHT}",
        f"Ending the present log file {_RIGHT}",
        f"A second checkpoint {_RIGHT}",
        "The write-ahead log recycles its files: traces may stay in them until overwritten.",
        "The server may write texts of statements into its log: its operator clears it.",
    ]


def test_certificate_says_which_places_were_closed_to_the_search(purged: dict[str, Any]) -> None:
    closed = "not searched: the server's files are not ours to read"
    remarks = purged["document"]["search_remarks"]
    places = ("heap", "index", "toast", "statistics", "wal", "other files")
    assert {place: remarks[place] for place in places} == dict.fromkeys(places, closed)
    searched = {entry["place"]: entry for entry in purged["document"]["search"]}
    for place in ("tables", "pg_dump", "object store", "backups"):
        assert searched[place]["found_before"] > 0
        assert searched[place]["found_after"] == 0


def test_nothing_of_the_client_is_left_on_the_server(
    purged: dict[str, Any], server: OperatorsServer
) -> None:
    vault = purged["document"]["vault"]
    with server.superuser("portal") as raw:
        roles = "SELECT FROM pg_roles WHERE rolname = %s"
        assert raw.execute(roles, [logins.role_of(vault)]).fetchone() is None
        schemas = "SELECT FROM pg_namespace WHERE nspname = %s"
        assert raw.execute(schemas, [vault]).fetchone() is None
    assert purged["left"] == []


@pytest.fixture
def copy(acme: Vault) -> Iterator[str]:
    """Another database of the server that knows the login of Acme's vault."""
    name = f"copy_{ids.opaque(8)}"
    with tenancy.owner(autocommit=True) as raw:
        raw.execute(f"CREATE DATABASE {name}".encode())
        with tenancy.owner(database=name) as there:
            there.execute(f"CREATE SCHEMA {acme.schema}".encode())
            role = logins.role_of(acme.schema)
            there.execute(f"GRANT USAGE ON SCHEMA {acme.schema} TO {role}".encode())
        yield name
        raw.execute(f"DROP DATABASE IF EXISTS {name}".encode())


def test_copy_of_the_vault_on_the_same_server_stops_the_purge(acme: Vault, copy: str) -> None:
    purge = Purge(HandBack(client_id=acme.client.pk, vault=acme.schema), clock.now)
    with pytest.raises(PurgeError, match=f"drop that copy .*{copy}"):
        vault.drop(purge)
    with tenancy.owner(autocommit=True) as raw:
        raw.execute(f"DROP DATABASE {copy}".encode())
    assert vault.drop(purge) == {"schemas": 1}
