"""The client of docs/users/api.md runs as it is printed, against the real server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bailee.cli import listening
from bailee.web.api import samples
from tests.web.api.conftest import Program

ROOT = Path(__file__).parents[3]
PRINTED = re.findall(r"```python\n(.*?)```", (ROOT / "docs/users/api.md").read_text(), re.DOTALL)
# Not every resolver knows that names below .localhost are this machine (RFC 6761).
LOCALHOST = """
import socket
look_up = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: look_up(
    "127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **more)
"""


def test_reference_and_documentation_print_the_same() -> None:
    assert [samples.python(), samples.receiver()] == PRINTED


@pytest.mark.browser
def test_client_runs_as_printed(web: str, program: Program, tmp_path: Path) -> None:
    script = tmp_path / "client.py"
    script.write_text(PRINTED[0])
    (tmp_path / "sitecustomize.py").write_text(LOCALHOST)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(tmp_path),
        "BAILEE_URL": f"https://{program.vault.host}:{web}",
        "BAILEE_TOKEN": program.text,
        "BAILEE_CA": str(listening.certificate()[2]),
    }
    ran = subprocess.run(
        [sys.executable, "-W", "error", script],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("119 orders of 20 or more\n", "")
