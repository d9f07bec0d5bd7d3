"""Which passwords are taken: a table of forty, and one of 128 letters from all over the world."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from bailee.people import entrance, passwords, resets
from tests.cast import Vault
from tests.web.ui.doors import LOGIN, sign_in

SHORT, STOLEN, NAMES, GUESSED = (
    "password_too_short",
    "password_stolen",
    "password_own_names",
    "password_guessed",
)
TABLE = [
    # Too short, whatever they are made of.
    ("Xk7$pQ", SHORT),
    ("Tr0ub4dor&3", SHORT),
    ("静かな港の古い灯台守", SHORT),
    # On the list of stolen passwords, in whatever case.
    ("Mailcreated5240", STOLEN),
    ("mailCREATED5240", STOLEN),
    ("Mailcreated５240", STOLEN),  # a full-width digit
    ("123456789987654321", STOLEN),
    # Made of what programs try first.
    ("Password1234", STOLEN),
    ("password12345", STOLEN),
    ("Passw0rd!2026", GUESSED),
    ("P@ssw0rd12345", GUESSED),
    ("qwertyuiop123", STOLEN),
    ("zxcvbnm,./asdf", GUESSED),
    ("abcdefghijklm", GUESSED),
    ("abcabcabcabc", GUESSED),
    ("aaaaaaaaaaaab", GUESSED),
    ("iloveyou2026!", GUESSED),
    ("Welcome2026!!", GUESSED),
    ("Summer2026!!!", GUESSED),
    ("Monday-November", GUESSED),
    ("Administrator1", GUESSED),
    ("changemenow123", GUESSED),
    ("drowssap54321", GUESSED),
    # The product's, the Company's, the client's and one's own names with a little added.
    ("Bailee-Portal-1", NAMES),
    ("Harbour&Vale 99", NAMES),
    ("AcmeMarine2026!", NAMES),
    ("4cm3-M4r1n3-2026", NAMES),
    ("acme-marine-ada", NAMES),
    ("ada@acme.example", NAMES),
    # Taken: no rule asks for digits, signs or capital letters.
    ("a grey heron stands in cold water", ""),
    ("correct horse sings of tar", ""),
    ("acme ships wool to riga", ""),
    ("kaffee und kuchen", ""),
    ("Größenwahn im Nebel", ""),
    ("тихий дом у реки", ""),
    ("静かな港の古い灯台守は眠らない", ""),
    ("xqzjvkwpfmdb", ""),
    ("7h-2kq-99x-lmm", ""),
    ("  leading and trailing  ", ""),
    ("z" * 3 + "🦀 walks sideways home" + "é" * 40, ""),
]


@pytest.fixture(autouse=True)
def _list(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """A list of our own: the large one need not be there."""
    settings.PASSWORD_LIST = str(tmp_path / "stolen.txt")
    (tmp_path / "stolen.txt").write_text("Mailcreated5240\nshort\n", "utf-8")
    passwords.stolen.cache_clear()
    yield
    passwords.stolen.cache_clear()


def test_table_has_forty_rows() -> None:
    assert len(dict(TABLE)) == 40


def test_passwords_are_refused_for_what_is_wrong_with_them(acme: Vault) -> None:
    found = {}
    with acme.inside():
        for password, _ in TABLE:
            try:
                validate_password(password, acme.ada)
                found[password] = ""
            except ValidationError as error:
                found[password] = str(error.error_list[0].code)
    assert found == dict(TABLE)


def test_client_next_door_may_use_the_name(acme: Vault, cygnus: Vault) -> None:
    with cygnus.inside():
        validate_password("acme-marine-ada", cygnus.cy)


def test_list_that_is_not_there_leaves_the_shorter_ones(settings: LazySettings) -> None:
    settings.PASSWORD_LIST = "/nowhere/at/all.txt"
    passwords.stolen.cache_clear()
    assert "qwertyuiop123" in passwords.stolen()
    assert {len(word) >= passwords.SHORTEST for word in passwords.stolen()} == {True}


def test_128_characters_of_unicode_come_back_unchanged(acme: Vault, now: datetime) -> None:
    long = ("Größe 静かな港 тихий 🦀 " * 9)[:128]
    assert len(long) == 128
    with acme.inside():
        resets.change(acme.ada, password=long)
        others = (long[:-1], long.casefold(), long[:72], long.replace("ö", "o\u0308"))
        found = [
            entrance.identify(email=acme.ada.email, password=one, address="192.0.2.1", now=now)
            for one in (long, *others)
        ]
    assert found == [acme.ada, None, None, None, None]
    assert sign_in(acme.browser(), acme.ada.email, long).status_code == 302


def test_password_beyond_all_measure_is_refused_with_words(acme: Vault) -> None:
    page = acme.browser().post(LOGIN, {"login": "ada@acme.example", "password": "x" * 100_000})
    assert page.status_code == 200
    assert b"at most 200 characters" in page.content
