"""Processes that `bailee up` looks after: started, restarted when they die, stopped in order."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

import structlog

from bailee.foundation import tether

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a restart; doubled each time
SETTLED = 60.0  # seconds after which a child counts as healthy again
_log = structlog.get_logger("bailee.up")


@dataclass
class Child:
    """One `bailee …` process in a session of its own: Ctrl-C reaches the supervisor alone."""

    name: str
    arguments: list[str]
    stop_within: float  # seconds
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    _pause: float = FIRST_PAUSE
    _started: float = field(default_factory=time.monotonic)
    _next: float = 0.0
    _asked: float = 0.0  # when it was asked to stop: all are asked first, then waited for

    def start(self) -> None:
        line = [sys.executable, "-m", "bailee.cli", *self.arguments]
        self.process = subprocess.Popen(
            # Not a request to stop: a worker whose database goes at the same moment might wait for
            # it. What it was doing is taken up again, as after any kill.
            tether.command(line, at_death=signal.SIGKILL),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._started, self._next = time.monotonic(), 0.0

    def look_after(self) -> None:
        """Restarts a dead child, after a pause that grows while it keeps dying."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        if not self._next:
            if now - self._started > SETTLED:
                self._pause = FIRST_PAUSE
            self._next = now + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            _log.warning("a process ended and will be restarted", child=self.name)
        elif now >= self._next:
            self.restarts += 1
            self.start()

    def renew(self) -> None:
        """Tells a web server to take up a new certificate without dropping a request."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGHUP)

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
        self._asked = self._asked or time.monotonic()

    def stop(self) -> None:
        """Waits for the end; then nothing of its session is left."""
        if not self.process:
            return
        self.ask_to_stop()
        try:
            self.process.wait(max(0.1, self._asked + self.stop_within - time.monotonic()))
        except subprocess.TimeoutExpired:
            _log.warning("a process did not stop in time", child=self.name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
