"""A child that cannot outlive who started it, tried on real processes."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from bailee.foundation import tether


def gone(pid: int) -> bool:
    """No such process, or only its entry until somebody reaps it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_child_dies_with_a_killed_parent() -> None:
    script = (
        "import signal, subprocess, time; from bailee.foundation import tether\n"
        "line = tether.command(['/bin/sleep', '60'], at_death=signal.SIGKILL)\n"
        "print(subprocess.Popen(line).pid, flush=True); time.sleep(60)"
    )
    line = [sys.executable, "-c", script]
    with subprocess.Popen(line, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert not gone(child)
        parent.kill()
    deadline = time.monotonic() + 10
    while not gone(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert gone(child)


def test_child_of_a_parent_that_is_gone_ends_at_once() -> None:
    script = (
        "import os, signal; from bailee.foundation import tether\n"
        "tether.hold(signal.SIGKILL, parent=os.getppid() + 1); print('still here')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=False, text=True
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", "")


def test_child_writes_no_core_and_minds_a_broken_pipe() -> None:
    asked = "ulimit -c; grep SigIgn /proc/self/status"
    line = tether.command(["/bin/sh", "-c", asked], at_death=signal.SIGKILL)
    told = subprocess.run(line, capture_output=True, check=True, text=True).stdout.split()
    ignored = int(told[2], 16)
    assert (told[0], ignored >> (signal.SIGPIPE - 1) & 1) == ("0", 0)
