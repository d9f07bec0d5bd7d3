"""The installation that the tests run in: a home of their own, set before settings are read."""

import atexit
import os
import socket
import tempfile
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


ROOT = Path(tempfile.mkdtemp(prefix="bailee-test-"))
ROOT.chmod(0o711)  # the server's own user passes through; nobody else may look
os.environ["BAILEE_HOME"] = str(ROOT)
os.environ["BAILEE_DOMAIN"] = "bailee.localhost"
os.environ["BAILEE_PORT"] = str(_free_port())
os.environ["BAILEE_WEBHOOK_ORIGINS"] = f"http://127.0.0.1:{_free_port()}"
os.environ["BAILEE_SIGN_ON_ORIGINS"] = f"http://127.0.0.1:{_free_port()}"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs its own event loop
os.environ.pop("BAILEE_SMTP_URL", None)


def _own_database(server: str) -> str:
    """A database for this run on a server that is already up, dropped at the end."""
    name = f"bailee_test_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as raw:
        raw.execute(f"CREATE DATABASE {name}")

    def drop() -> None:
        with psycopg.connect(server, autocommit=True) as raw:
            raw.execute(f"DROP DATABASE {name} WITH (FORCE)")
            raw.execute(f"DROP ROLE IF EXISTS {name}_web, {name}_office")

    atexit.register(drop)
    return make_conninfo(server, dbname=name)


# Without it the tests start the embedded server in their home.
if given := os.environ.pop("BAILEE_TEST_DATABASE_URL", ""):
    os.environ["DATABASE_URL"] = _own_database(given)
else:
    os.environ.pop("DATABASE_URL", None)
