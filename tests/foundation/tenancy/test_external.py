"""The wall stands as well where the owner is no superuser: the same tests, on such a server."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.operators_server import OperatorsServer, operators_server

# One attack of each sort; the vaults' whole life; who may read what.
_CHOSEN = (
    "RESET or set_config or DO or lo_from or GRANT or TEMP or login or settings"
    " or frozen or thawed or dropped or fanout"
)


@pytest.fixture(scope="module")
def server() -> Iterator[OperatorsServer]:
    with operators_server() as started:
        yield started


def test_wall_stands_where_the_owner_is_no_superuser(server: OperatorsServer) -> None:
    # What doctor asks a superuser to do, done where new databases take it from.
    with server.superuser("template1") as raw:
        functions = "lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea)"
        raw.execute(f"REVOKE EXECUTE ON FUNCTION {functions} FROM PUBLIC".encode())
    url = server.installation("ground", rights="CREATEROLE CREATEDB")
    line = [sys.executable, "-m", "pytest", "-q", "-k", _CHOSEN]
    ran = subprocess.run(
        [*line, "tests/foundation/tenancy/test_wall.py", "tests/foundation/tenancy/test_vaults.py"],
        env={**os.environ, "BAILEE_TEST_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    (passed,) = re.findall(r"(\d+) passed", ran.stdout)
    assert int(passed) >= 20
