"""Points at which a test has the process killed: `after:<step>`, its work done, its row not yet."""

import os
import signal


def point(name: str) -> None:
    """Kills this process like `kill -9` if `BAILEE_FAULT` names this point."""
    if os.environ.get("BAILEE_FAULT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
