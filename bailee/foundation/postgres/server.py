"""The supervisor of one server: one lock, one foreground child, one way to stop."""

import fcntl
import io
import logging
import os
import shutil
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bailee.foundation import tether
from bailee.foundation.postgres import configuration, leftovers, place, sockets
from bailee.foundation.postgres.refusal import AlreadySupervisedError, RefusedError

RETRY = 30.0  # seconds for processes of a killed server to let go of its shared memory
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_log = logging.getLogger("bailee.postgres")


class Server:
    """The server of the home `root`. Start it in a thread that lives as long as it should."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: io.TextIOWrapper | None = None
        self._listener: threading.Thread | None = None
        self._sockets: Path | None = None
        self._last_words: deque[str] = deque(maxlen=5)

    def start(self) -> None:
        """Returns when connections are taken, however long recovery needs.

        Makes the data directory and the database at the first start. Raises `RefusedError`.
        """
        at = place.find(self.root)
        self._lock = self._lock or _locked(at.data.parent / "postgres.lock")
        try:
            path = self._sockets = sockets.prepare(self.root, at.uid, at.gid)
            if not at.data.exists():
                _initialise(at)
            _refuse_other_version(at)
            configuration.write(at.data, path, at.uid, at.gid)
            self._launch(at, path)
            _make_database(path)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Ends sessions, writes the last checkpoint and returns when nothing is left."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(leftovers.PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)  # recovers at the next start
                self.process.wait()
        self._forget_process()
        if self._sockets:
            sockets.clear(self._sockets)
        if self._lock:
            self._lock.close()
        self._lock = self._sockets = None

    def alive(self) -> bool:
        """Whether the process that this supervisor started still runs."""
        return self.process is not None and self.process.poll() is None

    def bin(self, name: str) -> Path:
        """The program `name` of this PostgreSQL (`pg_dump`, `psql`). Raises `FileNotFoundError`."""
        program = place.wheel() / "bin" / name
        if not program.exists():
            raise FileNotFoundError(program)
        return program

    def running(self) -> bool:
        """Whether a server of this home takes connections, whoever supervises it."""
        path = sockets.socket_directory(self.root)
        return (path / ".s.PGSQL.5432").exists() and self._answers(path)

    def _launch(self, at: place.Place, path: Path) -> None:
        deadline = time.monotonic() + RETRY
        while True:
            self._forget_process()
            leftovers.clear(at.data, path)
            self._spawn(at)
            if self._ready(path):
                return
            words = self._forget_process()
            # Processes of a killed server hold its memory for a moment longer than its number.
            held = "shared memory" in words or "lock file" in words
            if not held or time.monotonic() > deadline:
                raise RefusedError(f"PostgreSQL did not start: {words or 'it gave no reason'}")
            time.sleep(0.1)

    def _spawn(self, at: place.Place) -> None:
        line = [str(at.install / "bin" / "postgres"), "-D", str(at.data)]
        self.process = subprocess.Popen(
            tether.command(line, at_death=signal.SIGINT, user=at.user),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=at.data,
            env=ENVIRONMENT,
            umask=0o077,
            start_new_session=True,
        )
        self._last_words.clear()
        self._listener = threading.Thread(target=self._listen, args=(self.process,), daemon=True)
        self._listener.start()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Fatal errors only reach us here: by configuration they name no value of a client."""
        if process.stderr is None:
            return
        with process.stderr as stderr:
            for raw in stderr:
                words = raw.decode(errors="replace").strip()
                self._last_words.append(words)
                if "the database system is" not in words:  # its answer to being asked too early
                    _log.warning("postgresql: %s", words)

    def _ready(self, path: Path) -> bool:
        while self.process and self.process.poll() is None:
            if self._answers(path):
                return True
            time.sleep(0.02)
        return False

    def _answers(self, path: Path) -> bool:
        line = [str(self.bin("pg_isready")), "-q", "-h", str(path), "-U", configuration.OWNER]
        asked = [*line, "-d", "postgres"]
        return subprocess.run(asked, check=False, env=ENVIRONMENT).returncode == 0

    def _forget_process(self) -> str:
        """Reaps a dead child and returns its last words."""
        if self.process:
            self.process.wait()
        if self._listener:
            self._listener.join()
        self.process = self._listener = None
        return " ".join(self._last_words)


@contextmanager
def running(root: Path) -> Iterator[Server]:
    """Attaches to the server that runs for this home, or starts one for the duration.

    Whoever started it waits at the end for those who attached.
    """
    server = Server(root)
    server.root.mkdir(parents=True, exist_ok=True)
    with _opened(server.root / "postgres.use") as use:
        fcntl.flock(use, fcntl.LOCK_SH)
        ours = _start_or_attach(server)
        try:
            yield server
        finally:
            if ours:
                fcntl.flock(use, fcntl.LOCK_EX)
                server.stop()


def _start_or_attach(server: Server) -> bool:
    deadline = time.monotonic() + leftovers.PATIENCE
    while not server.running():
        try:
            server.start()
        except AlreadySupervisedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return True
    return False


def _opened(path: Path) -> io.TextIOWrapper:
    try:
        return path.open("a", encoding="utf-8")
    except PermissionError:
        raise RefusedError(
            f"{path} cannot be written: start Bailee as the owner of that directory, "
            "or choose another BAILEE_HOME."
        ) from None


def _locked(path: Path) -> io.TextIOWrapper:
    file = _opened(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise AlreadySupervisedError(
            f"The database in {path.parent} is already run by another Bailee: stop that one first."
        ) from None
    return file


def _initialise(at: place.Place) -> None:
    """Made beside and moved into place: a start that was killed leaves no half directory."""
    part = at.data.with_name("postgres.new")
    if part.exists():
        shutil.rmtree(part)
    part.mkdir(mode=0o700)
    if at.user:
        os.chown(part, at.uid, at.gid)
    line = [str(at.install / "bin" / "initdb"), *configuration.initdb_arguments(part)]
    made = subprocess.run(
        tether.command(line, at_death=signal.SIGKILL, user=at.user),
        capture_output=True,
        text=True,
        check=False,
        cwd=part,
        env=ENVIRONMENT,
        umask=0o077,
    )
    if made.returncode != 0:
        reason = " ".join(made.stderr.split())
        raise RefusedError(f"The database could not be made in {at.data.parent}: {reason}")
    part.rename(at.data)


def _refuse_other_version(at: place.Place) -> None:
    written = (at.data / "PG_VERSION").read_text(encoding="ascii").strip()
    with (at.install / "share" / "postgres.bki").open(encoding="ascii") as bootstrap:
        ours = bootstrap.readline().split()[-1]  # "# PostgreSQL 18"
    if written != ours:
        raise RefusedError(
            f"The database in {at.data} was made by PostgreSQL {written}, this Bailee brings "
            f"{ours}: take an archive with the earlier Bailee and restore it here."
        )


def _make_database(path: Path) -> None:
    with psycopg.connect(
        host=str(path), user=configuration.OWNER, dbname="postgres", autocommit=True
    ) as connection:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not connection.execute(query, [configuration.DATABASE]).fetchone():
            connection.execute("CREATE DATABASE bailee")
