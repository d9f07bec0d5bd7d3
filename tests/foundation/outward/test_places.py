"""Where we may go: to the public internet by https, nowhere else."""

import socket
from typing import Any

import pytest

from bailee.foundation.outward import places
from bailee.foundation.outward.places import PlaceError

PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "192.88.99.1",  # noqa: S104 - listed to be refused
    "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001::1", "2001:db8::1", "fec0::1",
    "fe80::1%eth0", "nonsense",
]  # fmt: skip


def _resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    asked: list[str] = []

    def look_up(host: str, port: object, *_: object, **how: Any) -> list[Any]:
        if how.get("flags"):
            raise OSError("not a literal")
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@pytest.mark.parametrize("address", PRIVATE)
def test_address_that_is_not_public_is_known_for_it(address: str) -> None:
    assert not places.is_public(address)


@pytest.mark.parametrize(
    "address", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9", "64:ff9b::909:909"]
)
def test_public_address_is_public(address: str) -> None:
    assert places.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://", "https:///x", "https://a b/",
        "https://user@example.org/", "https://:pw@example.org/", "https://example.org/#x",
        "https://example.org:22/", "https://example.org:99999/", "https://exämple.org/",
        "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f.1/",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest",
        "https://exa\nmple.org/", "https://example.org/" + "x" * 2000, "javascript:alert(1)",
        "https://[fe80::1%25lo]/", "//example.org/", "https://[", "",
    ],
)  # fmt: skip
def test_address_that_may_not_be_kept_is_refused(url: str) -> None:
    with pytest.raises(PlaceError):
        places.check(url)


def test_name_is_looked_up_once_and_its_address_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _resolve_to(monkeypatch, "9.9.9.9", "9.9.9.10")
    place = places.find("https://example.org/hook?a=1")
    assert (place.address, place.host, place.port) == ("9.9.9.9", "example.org", 443)
    assert (place.target, asked) == ("/hook?a=1", ["example.org"])


@pytest.mark.parametrize("hidden", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"])
def test_name_with_any_private_address_is_refused(
    hidden: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _resolve_to(monkeypatch, "9.9.9.9", hidden)
    with pytest.raises(PlaceError, match="public internet"):
        places.find("https://example.org/")


def test_operator_may_allow_an_origin_of_the_house() -> None:
    house = frozenset({"http://127.0.0.1:9000"})
    place = places.find("http://127.0.0.1:9000/hook", house=house)
    assert (place.secure, place.address, place.port) == (False, "127.0.0.1", 9000)
    for other in ("http://127.0.0.1:9001/", "https://127.0.0.1:9000/", "http://localhost:9000/"):
        with pytest.raises(PlaceError):
            places.find(other, house=house)
