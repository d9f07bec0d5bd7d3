"""The page that leads off the site: names the destination, opens nothing else, keeps nothing."""

import re
from datetime import datetime

from bailee.foundation.tenancy import vaults
from bailee.office.clients import registry
from bailee.vault.activity.models import Use
from bailee.vault.links import addresses, sealing, trust
from bailee.vault.links.models import TrustedHost
from bailee.web.ui.middleware import face
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


def test_forged_link_opens_nothing(acme: Vault) -> None:
    ada = acme.browser(acme.ada)
    sealed = _path(acme, "https://evil.example/").removeprefix("/leave/").removesuffix("/")
    packed, _, seal = sealed.partition(":")
    for change in ("", "x", ":", "aHR0cHM6Ly9ldmlsLmV4YW1wbGU", "é", "%00", "evil.example"):
        for one in (f"{packed}:{change}", f"{change}:{seal}", f"{packed}x:{seal}", change or "x"):
            answer = ada.get(f"/leave/{one}/")
            assert answer.status_code == 404
            assert "evil.example" not in answer.content.decode()
            assert ada.post(f"/leave/{one}/").status_code == 404


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


def test_following_a_link_is_no_use_that_is_noted(acme: Vault) -> None:
    ada = acme.browser(acme.ada)
    path = _path(acme, "https://quay.example/4")
    for one in ("/company/", path, "/trusted-hosts/"):
        assert ada.get(one).status_code == 200
    assert ada.post(path).status_code == 200
    assert ada.get(path).status_code == 303
    with acme.inside():
        assert set(Use.objects.values_list("page", flat=True)) == {
            "/company/",
            "/trusted-hosts/",
        }


def test_form_is_taken_from_our_own_page_alone(acme: Vault) -> None:
    """The page is `no-referrer`, so browsers say of its form `Origin: null`: that is not enough."""
    ada = acme.browser(acme.ada)
    path = _path(acme, "https://quay.example/4")
    for origin in ("same-site", "cross-site", "none"):
        refused = ada.post(path, headers={"sec-fetch-site": origin, "origin": "null"})
        assert refused.status_code == 403
    taken = ada.post(path, headers={"sec-fetch-site": "same-origin", "origin": "null"})
    assert taken.status_code == 200


def test_frozen_vault_still_shows_where_links_lead(acme: Vault, now: datetime) -> None:
    path = _path(acme, "https://quay.example/4")
    with acme.inside():
        which = trust.trust("trusted.example", person=acme.ada, now=now).id
    registry.freeze(acme.client, now=now)
    vaults.freeze(acme.schema)
    face.forget_hosts()
    ada = acme.browser(acme.ada)
    page = ada.get(path)
    assert page.status_code == 200
    assert "Do not show this page" not in page.content.decode()
    assert ada.get(_path(acme, "https://trusted.example/")).status_code == 303
    for refused in (ada.post(path), ada.post(f"/trusted-hosts/{which}/delete/")):
        assert refused.status_code == 409
        assert "read only" in refused.content.decode().lower()
    with acme.inside():
        assert [one.host for one in TrustedHost.objects.all()] == ["trusted.example"]


def test_page_warns_of_what_may_be_missed(acme: Vault) -> None:
    rae = acme.browser(acme.rae)
    plain = rae.get(_path(acme, "https://a.example/")).content.decode()
    for url, said in (
        ("http://quay.example/", "is not encrypted"),
        ("https://bank.example@evil.example/", "is only a user name"),
    ):
        assert said in rae.get(_path(acme, url)).content.decode()
        assert said not in plain
