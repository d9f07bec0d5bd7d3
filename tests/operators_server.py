"""An operator's own PostgreSQL: over TCP, passwords asked for, an owner who is no superuser."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bailee.foundation import tether
from bailee.foundation.postgres import place
from tests.cli.installation import free_port

SUPERUSER = "postgres"
# As a distribution sets a server up, but for durability, which a test does not need.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}


class OperatorsServer:
    """A cluster in a directory of its own; `url` names one database for one owner."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="bailee-operator-"))
        self.root.chmod(0o755)
        self.port = free_port()
        self.password = secrets.token_urlsafe(12)
        self._place = place.find(self.root)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        data = self._place.data
        data.mkdir(mode=0o700)
        secret = self.root / "password"
        secret.write_text(self.password)
        if self._place.user:
            os.chown(data, *self._place.user)
        self._run("initdb", f"-D{data}", f"-U{SUPERUSER}", "-Ascram-sha-256", f"--pwfile={secret}")
        wished = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        line = [self._program("postgres"), f"-D{data}", f"-p{self.port}", *wished]
        self._process = subprocess.Popen(
            tether.command(line, at_death=signal.SIGINT, user=self._place.user),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=data,
        )
        while not self._answers():
            assert self._process.poll() is None, "the operator's server did not start"
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(60)
        place.remove(self.root)
        shutil.rmtree(self.root)

    def installation(self, database: str, *, rights: str = "CREATEROLE") -> str:
        """Does what the operator's guide says; returns the `DATABASE_URL`."""
        owner, password = f"{database}_owner", secrets.token_urlsafe(12)
        with self.superuser() as raw:
            raw.execute(f"CREATE ROLE {owner} LOGIN {rights} PASSWORD '{password}'")
            raw.execute(f"CREATE DATABASE {database} OWNER {owner}")
        return self.url(database, owner, password)

    def url(self, database: str, user: str, password: str) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def superuser(
        self, database: str = "postgres"
    ) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        with psycopg.connect(
            self.url(database, SUPERUSER, self.password), autocommit=True
        ) as connection:
            yield connection

    def _answers(self) -> bool:
        try:
            with self.superuser():
                return True
        except psycopg.OperationalError:
            return False

    def _program(self, name: str) -> str:
        return str(self._place.install / "bin" / name)

    def _run(self, name: str, *arguments: str) -> None:
        line = [self._program(name), *arguments]
        command = tether.command(line, at_death=signal.SIGKILL, user=self._place.user)
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)


@contextmanager
def operators_server() -> Iterator[OperatorsServer]:
    server = OperatorsServer()
    try:
        server.start()
        yield server
    finally:
        server.stop()
