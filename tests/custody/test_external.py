"""A whole hand-back on an operator's own PostgreSQL, whose owner is no superuser."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from bailee.foundation import logins
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
