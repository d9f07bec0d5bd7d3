"""What every page test starts with."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_throttle() -> Iterator[None]:
    """Throttle counters and used codes live in this process; each test starts without."""
    cache.clear()
    yield
    cache.clear()
