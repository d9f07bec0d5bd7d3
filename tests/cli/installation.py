"""A living `bailee up` for tests: started, watched, killed."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bailee.foundation.postgres import place, socket_directory

PATIENCE = 90  # seconds, for a busy machine


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Installation:
    """A home and a port of its own; `bailee` runs one command in it."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="bailee-test-"))
        self.home.chmod(0o755)
        self.port = free_port()
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("BAILEE_", "DATABASE_"))}
        self.environment = kept | {
            "BAILEE_HOME": str(self.home),
            "BAILEE_PORT": str(self.port),
            "BAILEE_LISTEN": "127.0.0.1",
        }
        self.process: subprocess.Popen[str] | None = None
        self.said: list[str] = []

    def bailee(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bailee.cli", *arguments],
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def up(self, *arguments: str) -> None:
        """Returns when it says that it is ready."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bailee.cli", "up", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout
        self.said = []
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if line.startswith("Bailee is ready"):
                return
        self.end(signal.SIGKILL)
        raise AssertionError("\n".join(self.said))

    def end(self, number: signal.Signals) -> int:
        """Sends the signal to the supervisor alone and waits for it."""
        assert self.process
        assert self.process.stdout
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        self.process.stdout.close()
        return status

    def processes(self) -> list[int]:
        """Everything that runs for this home: our own programs, and PostgreSQL."""
        data = (self.home / "postgres").resolve()
        mark = f"BAILEE_HOME={self.home}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                ours = mark in (entry / "environ").read_bytes().split(b"\0")
                if ours or (entry / "cwd").readlink() == data:
                    found.append(int(entry.name))
        return found

    def running(self, *words: str) -> list[int]:
        """Processes of this home whose command line holds all these words, oldest first."""
        found = []
        for pid in sorted(self.processes()):
            with contextlib.suppress(OSError):
                line = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
                if all(word in line for word in words):
                    found.append(pid)
        return found

    def handshake(self, **versions: object) -> bytes:
        """The first bytes of the answer to a request over TLS with the local authority."""
        import ssl

        context = ssl.create_default_context(cafile=str(self.home / "tls" / "ca.pem"))
        for name, version in versions.items():
            setattr(context, name, version)
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname="bailee.localhost") as secure,
        ):
            secure.sendall(b"GET / HTTP/1.1\r\nHost: bailee.localhost\r\nConnection: close\r\n\r\n")
            return secure.recv(12)

    def answers(self) -> bool:
        try:
            return self.handshake().startswith(b"HTTP/1.1 ")
        except OSError:
            return False

    def remove(self) -> None:
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not self.processes())
        place.remove(self.home)
        shutil.rmtree(self.home)
        shutil.rmtree(socket_directory(self.home), ignore_errors=True)


def wait_for(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


@contextlib.contextmanager
def installation() -> Iterator[Installation]:
    made = Installation()
    try:
        yield made
    finally:
        made.remove()
