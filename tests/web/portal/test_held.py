"""What is held of the company: its owners see it, nobody else."""

import re
from datetime import datetime

import pytest

from bailee.vault.activity import sign_ins
from bailee.vault.activity.models import SignIn
from tests.cast import Vault
from tests.furnished import SECRET, Furnished

PAGE = "/held/"


def test_owner_sees_every_kind_and_the_charts(furnished: Furnished) -> None:
    vault = furnished.vault
    seen = vault.browser(vault.ada).get(PAGE).content.decode()
    for wanted in ("Records", "Sign-ins by day", "Pages used by day", "#clause-2.1a", "in 89 days"):
        assert wanted in seen


def test_it_shows_how_much_and_never_a_value(furnished: Furnished) -> None:
    vault = furnished.vault
    assert SECRET not in vault.browser(vault.ada).get(PAGE).content.decode()


@pytest.mark.parametrize("name", ["ben", "bo", "rae"])
def test_nobody_but_owners_may(acme: Vault, name: str) -> None:
    assert acme.browser(acme.people[name]).get(PAGE).status_code == 403


def test_table_beside_the_chart_says_the_same(acme: Vault, now: datetime) -> None:
    with acme.inside():
        for _ in range(7):
            sign_ins.begin(acme.ben, address="::1", header="", referrer="", now=now)
    seen = acme.browser(acme.ada).get(PAGE).content.decode()
    with acme.inside():
        count = SignIn.objects.count()
    told = re.findall(r"<figcaption>(.*?)</figcaption>", seen)
    assert told[0] == f"Sign-ins <strong>{count}</strong>"
    assert re.findall(rf'<td class="number">({count})</td>', seen)[:2] == [str(count)] * 2
