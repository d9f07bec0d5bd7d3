"""How often one token may ask: a bucket that fills steadily, kept by each web process for itself.

With several processes a token may ask that many times as often.
"""

import math
import threading
import time
from dataclasses import dataclass

from django.conf import settings

_lock = threading.Lock()
_buckets: dict[str, tuple[float, float]] = {}  # token → what was left, and when
_MOST = 10_000  # buckets; then full ones, which say nothing, are dropped


@dataclass(frozen=True)
class Left:
    """What is left of a quota a minute; `wait`: seconds until one more request, 0 for now."""

    quota: int
    remaining: int
    reset: int
    wait: int


def take(token: str) -> Left:
    """Takes one request out of the token's bucket, if there is one."""
    quota = settings.API_REQUESTS_PER_MINUTE
    pace = quota / 60
    with _lock:
        now = time.monotonic()
        if len(_buckets) > _MOST:
            _drop_full(now, quota, pace)
        had, since = _buckets.get(token, (float(quota), now))
        has = min(float(quota), had + (now - since) * pace)
        served = has >= 1
        has -= served
        _buckets[token] = (has, now)
    wait = 0 if served else max(1, math.ceil((1 - has) / pace))
    return Left(quota, int(has), math.ceil((quota - has) / pace), wait)


def forget() -> None:
    """Fills every bucket."""
    with _lock:
        _buckets.clear()


def _drop_full(now: float, quota: int, pace: float) -> None:
    full = [key for key, (had, since) in _buckets.items() if had + (now - since) * pace >= quota]
    for key in full:
        del _buckets[key]
