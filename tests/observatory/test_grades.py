"""Every face of the running server, graded by MDN's HTTP Observatory (its own package)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import cast
from tests.furnished import Furnished

# The released grader knows ten tests and gives 145 at most. Of these a visitor's page can have all
# but three times 5: for a cookie, for a place on the browsers' HSTS list, for SRI.
RELEASED = 130
# Its source has had two more tests since, of 10 each; they ask for nothing but these headers.
SINCE = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
}
GATE = 150
GRADER = Path(sys.prefix) / "observatory"
OFFICE = f"office.{cast.DOMAIN}"

pytestmark = pytest.mark.browser


def grades(web: str, home: Path, pages: list[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    """What the grader says of each page, by host and path."""
    assert (GRADER / "node_modules").exists(), "The grader is missing: run `make observatory`."
    run = subprocess.run(
        [Path(sys.prefix) / "bin" / "node", "grade.mjs"],
        cwd=GRADER,
        input=json.dumps({"port": int(web), "pages": pages}),
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(home / "tls" / "ca.pem")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return {(one["host"], one["path"]): one for one in json.loads(run.stdout)}


def score(one: dict[str, Any]) -> int:
    """By the rules of today: what the released grader gives, and the tests that it lacks."""
    more = sum(10 for name, value in SINCE.items() if one["headers"].get(name) == value)
    given: int = one["score"]
    return given + more


def test_every_face_and_its_errors_are_graded_at_the_gate_or_above(
    web: str, home: Path, furnished: Furnished
) -> None:
    portal = furnished.vault.host
    expected = {
        (cast.DOMAIN, "/"): 200,
        (cast.DOMAIN, "/privacy"): 200,
        (cast.DOMAIN, "/trust"): 200,
        (cast.DOMAIN, "/nowhere"): 404,
        (OFFICE, "/"): 200,  # after the way to the sign-in page
        (OFFICE, "/account/login/"): 200,
        (OFFICE, "/nowhere/"): 404,
        (portal, "/"): 200,
        (portal, "/account/login/"): 200,
        (portal, f"/leave/{furnished.values['sealed']}/"): 200,
        (portal, "/nowhere/"): 404,
        (portal, "/api/v1/collections"): 401,
        (portal, "/api/v1/nowhere"): 404,
        ("nobody." + cast.DOMAIN, "/"): 404,
    }
    found = grades(web, home, list(expected))
    assert {page: one["status"] for page, one in found.items()} == expected
    assert {page: one["credits"] for page, one in found.items() if one["score"] < RELEASED} == {}
    assert {page: score(one) for page, one in found.items() if score(one) < GATE} == {}
    assert {page: one["failed"] for page, one in found.items() if one["failed"]} == {}
    assert {one["grade"] for one in found.values()} == {"A+"}
    assert all(one["verified"] for one in found.values())
