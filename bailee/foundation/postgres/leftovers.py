"""What a dead server leaves behind, and how long to wait for a dying one.

PostgreSQL judges by its `postmaster.pid` alone and is fooled by a zombie, by a number that now
belongs to another process (usual in containers), and by a file cut short. Whoever holds our lock
knows more.
"""

import os
import signal
import time
from pathlib import Path

from bailee.foundation.postgres.refusal import RefusedError

PATIENCE = 120.0  # seconds: an orphan writes its last checkpoint before it goes
NUDGE = 5.0  # seconds before an orphan is asked to go


def clear(data: Path, sockets: Path) -> None:
    """Returns when no server works on `data`. Only for the holder of the lock.

    Raises `RefusedError` if one is there and does not go.
    """
    pid_file = data / "postmaster.pid"
    begun, nudged = time.monotonic(), False
    while pid_file.exists():
        pid = _pid(pid_file)
        if pid is None or not _works_on(pid, data):
            pid_file.unlink(missing_ok=True)
            break
        waited = time.monotonic() - begun
        if waited > NUDGE and not nudged:
            os.kill(pid, signal.SIGINT)
            nudged = True
        if waited > PATIENCE:
            raise RefusedError(f"An earlier database server (process {pid}) does not stop: end it.")
        time.sleep(0.02)
    for left in sockets.glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)


def _pid(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _works_on(pid: int, data: Path) -> bool:
    """A server's working directory is its data directory; a zombie has none."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(data)
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False
