"""Starts a program that cannot outlive the one who started it, not even after `kill -9`.

`command` gives the line to run; this file is also the little program in between. It is run by its
path, isolated from everything else, because what it starts may run as another user.
"""

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h
# Loaded at once: after a change of user, Python's own library may be out of reach.
_C = ctypes.CDLL(None, use_errno=True)


def command(
    argv: list[str], *, at_death: signal.Signals, user: tuple[int, int] | None = None
) -> list[str]:
    """The line that runs `argv`, as `user` (uid, gid) if given (root only).

    `at_death` is the signal the program gets when the *thread* that started it ends: start it
    from a thread that lives as long as the program should. No core dump is ever written: it would
    hold clients' data.
    """
    uid, gid = user or (-1, -1)
    tether = str(Path(__file__).resolve())
    python = [sys.executable, "-I", "-S", tether]
    return [*python, str(os.getpid()), str(int(at_death)), str(uid), str(gid), *argv]


def hold(at_death: signal.Signals, *, parent: int) -> None:
    """From now on this process gets `at_death` when the thread that started it ends.

    `parent` is the process that started it; if that is gone already, this one ends here.
    """
    if _C.prctl(PR_SET_PDEATHSIG, int(at_death), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        os._exit(1)  # it died before the wish was heard


def _become(parent: int, at_death: int, uid: int, gid: int, argv: list[str]) -> None:
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    # After the change of user: the kernel forgets the wish when credentials change.
    hold(signal.Signals(at_death), parent=parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execv(argv[0], argv)  # noqa: S606 - a list without a shell is the point


if __name__ == "__main__":
    parent, at_death, uid, gid = (int(number) for number in sys.argv[1:5])
    _become(parent, at_death, uid, gid, sys.argv[5:])
