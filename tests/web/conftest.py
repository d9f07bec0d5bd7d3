"""What every page test starts with."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from bailee.foundation import tenancy
from bailee.people.models import Throttle


@pytest.fixture(autouse=True)
def _no_throttle(installed: None) -> Iterator[None]:
    """What allauth remembers of codes, and the throttle of the office and the public site."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    cache.clear()
    with tenancy.inside(tenancy.owner_seat()):
        Throttle.objects.all().delete()
