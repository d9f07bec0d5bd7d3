"""Answers that take as long whatever the truth is."""

import math
import time


def even_out(began: float, step: float) -> None:
    """Waits until a whole number of steps (seconds) since `began` (of the monotonic clock).

    One step is enough unless the machine is very busy; then both answers take two.
    """
    passed = time.monotonic() - began
    time.sleep(math.ceil(passed / step) * step - passed if step else 0)
