"""Counting the pages that signed-in people use."""

import uuid
from datetime import datetime, timedelta

import pytest

from bailee.foundation import ids
from bailee.vault.activity import devices, sign_ins, uses
from bailee.vault.activity.devices import Device
from bailee.vault.activity.models import Use
from tests.cast import Vault, moment
from tests.web.ui.doors import PHONE

EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
)


def begin(acme: Vault, now: datetime) -> uuid.UUID:
    with acme.inside():
        return sign_ins.begin(acme.ada, address="::1", header="", referrer="", now=now).id


def test_uses_of_a_page_are_counted_by_day_and_address(acme: Vault) -> None:
    now = moment(2026, 11, 24, 23, 59)
    one = begin(acme, now)
    route = "records/<uuid:collection_id>/edit/"
    with acme.inside():
        for minutes, address in ((0, "::1"), (0, "::1"), (0, "192.0.2.1"), (2, "::1")):
            at = now + timedelta(minutes=minutes)
            uses.record(one, route=route, method="GET", address=address, now=at)
        counted = Use.objects.order_by("day", "address").values_list("page", "address", "times")
        assert list(counted) == [
            ("/records/…/edit/", "192.0.2.1", 1),
            ("/records/…/edit/", "::1", 2),
            ("/records/…/edit/", "::1", 1),
        ]


def test_use_notes_the_last_use_of_its_sign_in_once_a_minute(acme: Vault, now: datetime) -> None:
    one = begin(acme, now)
    with acme.inside():
        seen = []
        for seconds in (30, 61, 90):
            at = now + timedelta(seconds=seconds)
            uses.record(one, route="", method="GET", address="::1", now=at)
            seen.append(acme.ada.sign_ins.get().last_use_at - now)
        assert seen == [timedelta(0), timedelta(seconds=61), timedelta(seconds=61)]


def test_use_of_a_sign_in_that_is_gone_is_not_kept(acme: Vault, now: datetime) -> None:
    with acme.inside():
        uses.record(ids.new(), route="files/", method="GET", address="::1", now=now)
        assert Use.objects.count() == 0


@pytest.mark.parametrize(
    ("header", "device"),
    [
        (EDGE, Device("Edge 142", "Windows 10", "")),
        (PHONE, Device("Mobile Safari 18", "iOS 18", "iPhone")),
        ("curl/8.5.0", Device("curl 8", "", "")),
        ("", Device()),
        ("\x00🦆" * 5_000, Device()),
    ],
)
def test_device_is_read_from_what_the_browser_says(header: str, device: Device) -> None:
    assert devices.read(header) == device
