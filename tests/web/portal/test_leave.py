"""The page that leads off the site: names the destination, opens nothing else, keeps nothing."""

import re

import pytest

from bailee.vault.links import addresses, sealing, trust
from bailee.vault.links.models import TrustedHost
from tests.cast import Vault


def _path(vault: Vault, url: str) -> str:
    address = addresses.read(url)
    assert address is not None
    with vault.inside():
        return f"/leave/{sealing.seal(address)}/"


def test_page_names_destination_and_what_we_do_not_control(acme: Vault) -> None:
    answer = acme.browser(acme.rae).get(_path(acme, "https://münchen.example/hafen?x=1"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<bdi>münchen.example</bdi>" in text
    assert "<code>xn--mnchen-3ya.example</code>" in text
    assert "https://xn--mnchen-3ya.example/hafen?x=1</code>" in text
    assert "We have no control over this website. Its policies and its security may differ" in text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    onward = re.search(r'<a class="button primary leaves"[^>]*>', text)
    assert onward is not None
    assert onward[0] == (
        '<a class="button primary leaves" href="https://xn--mnchen-3ya.example/hafen?x=1"'
        ' rel="noopener noreferrer nofollow ugc" referrerpolicy="no-referrer">'
    )


@pytest.mark.parametrize("change", ["", "x", ":", "aHR0cHM6Ly9ldmlsLmV4YW1wbGU", "é", "%00"])
def test_forged_link_opens_nothing(change: str, acme: Vault) -> None:
    sealed = _path(acme, "https://evil.example/").removeprefix("/leave/").removesuffix("/")
    packed, _, seal = sealed.partition(":")
    forged = [f"{packed}:{change}", f"{change}:{seal}", f"{packed}x:{seal}", change or "x"]
    for one in forged:
        answer = acme.browser(acme.ada).get(f"/leave/{one}/")
        assert answer.status_code == 404
        assert "evil.example" not in answer.content.decode()


def test_link_of_another_vault_opens_nothing(acme: Vault, cygnus: Vault) -> None:
    path = _path(cygnus, "https://evil.example/")
    assert cygnus.browser(cygnus.cy).get(path).status_code == 200
    answer = acme.browser(acme.ada).get(path)
    assert answer.status_code == 404
    assert "evil.example" not in answer.content.decode()


def test_visitor_is_sent_to_sign_in_and_nowhere_else(acme: Vault) -> None:
    with acme.inside():
        trust.trust("evil.example", person=acme.ada, now=acme.ada.created_at)
    answer = acme.browser().get(_path(acme, "https://evil.example/"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=%2Fleave%2F")


def test_trusted_host_opens_at_once_for_that_person_alone(acme: Vault) -> None:
    ada, rae = acme.browser(acme.ada), acme.browser(acme.rae)
    path = _path(acme, "https://quay.example/4")
    said = ada.post(path)
    assert said.status_code == 200
    assert "From now on your links to quay.example open at once" in said.content.decode()
    straight = ada.get(_path(acme, "https://quay.example/other?page=2"))
    assert (straight.status_code, straight["Location"]) == (
        303,
        "https://quay.example/other?page=2",
    )
    assert straight.headers["Referrer-Policy"] == "no-referrer"
    assert straight.content == b""
    assert rae.get(path).status_code == 200
    assert ada.get(_path(acme, "https://sub.quay.example/")).status_code == 200


def test_trust_is_listed_and_withdrawn(acme: Vault) -> None:
    ada, rae = acme.browser(acme.ada), acme.browser(acme.rae)
    ada.post(_path(acme, "https://quay.example/4"))
    with acme.inside():
        which = TrustedHost.objects.get().id
    assert "quay.example" in ada.get("/trusted-hosts/").content.decode()
    assert "quay.example" not in rae.get("/trusted-hosts/").content.decode()
    assert rae.post(f"/trusted-hosts/{which}/delete/").status_code == 404
    assert ada.post(f"/trusted-hosts/{which}/delete/").status_code == 302
    assert ada.get(_path(acme, "https://quay.example/4")).status_code == 200
