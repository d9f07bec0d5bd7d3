"""Families of browsers: a closed list."""

import pytest

from bailee.office.visits.browsers import family
from bailee.vault.activity import devices
from tests.web.ui.doors import FIREFOX, PHONE

GALAXY = (
    "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko)"
    " SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36"
)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (FIREFOX, "Firefox"),
        (PHONE, "Safari"),
        (GALAXY, "Samsung Internet"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "other"),
        ("ada-at-acme-bot/1.0", "other"),
        ("", "other"),
    ],
)
def test_family_is_one_of_a_closed_list(header: str, expected: str) -> None:
    assert family(devices.read(header).browser) == expected
