"""Hashing of passwords, a few at a time and behind everything else: pages must stay quick."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

AT_ONCE = max(1, (os.cpu_count() or 1) // 2)  # hashes, in one process
_NICENESS = 10  # of their threads: pages come first (Linux counts niceness by thread)


class Argon2(Argon2PasswordHasher):
    """Argon2id, 64 MiB, two passes, one lane: above what OWASP asks for, on one core.

    Django's own takes eight lanes, so that one sign-in would take every core from the pages.
    """

    memory_cost = 64 * 1024  # KiB
    time_cost = 2
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        return _behind(lambda: super(Argon2, self).encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        return _behind(lambda: super(Argon2, self).verify(password, encoded))


def is_nobodys(password: str) -> bool:
    """Spends as long as the check of somebody's password, where there is nobody; always false."""
    return check_password(password, _nobody()) and False


@cache
def _nobody() -> str:
    return make_password(os.urandom(16).hex())


def _behind[T](work: Callable[[], T]) -> T:
    return _pool(os.getpid()).submit(work).result()


@cache
def _pool(_process: int) -> ThreadPoolExecutor:
    """Of this very process: threads do not come along when one is forked."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hashing", initializer=_step_back)


def _step_back() -> None:
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
