"""The folder of mails: newest first, nothing outside of it, closed when there is a mail server."""

import os
from pathlib import Path

import pytest
from django.conf import LazySettings

from bailee.vault.mail import folder

PLACE = "v_folder2test"
MAIL = b"To: tim@acme.example\r\nSubject: Your invitation\r\n\r\nhttps://acme.example/x\r\n"


@pytest.fixture
def place(home: Path) -> Path:
    made = home / "mail" / PLACE
    made.mkdir(parents=True, exist_ok=True)
    for name, at in (("older", 1_000), ("newer", 2_000)):
        (made / f"{name}.eml").write_bytes(MAIL)
        os.utime(made / f"{name}.eml", (at, at))
    return made


def test_letters_are_newest_first(place: Path) -> None:
    names = [letter.name for letter in folder.letters() if letter.place == PLACE]
    assert names == ["newer", "older"]


def test_letter_is_read_with_its_text(place: Path) -> None:
    letter = folder.letter(PLACE, "older")
    assert (letter.to, letter.subject, letter.text.strip()) == (
        "tim@acme.example",
        "Your invitation",
        "https://acme.example/x",
    )
    assert letter.sent_at.timestamp() == 1_000


@pytest.mark.parametrize(
    ("where", "name"), [("..", "secret"), (PLACE, "../../secret"), (PLACE, "none"), ("/etc", "x")]
)
def test_nothing_outside_the_folder_is_read(place: Path, home: Path, where: str, name: str) -> None:
    (home / "secret.eml").write_bytes(MAIL)
    with pytest.raises(FileNotFoundError):
        folder.letter(where, name)


def test_folder_is_closed_when_there_is_a_mail_server(place: Path, settings: LazySettings) -> None:
    settings.SMTP_URL = "smtps://mail.harbour-vale.example"
    assert folder.letters() == []
    with pytest.raises(FileNotFoundError):
        folder.letter(PLACE, "older")


@pytest.mark.parametrize(
    ("domain", "server", "exposed"),
    [
        ("portal.example", "", True),
        ("notlocalhost", "", True),
        ("portal.example", "smtps://mail.harbour-vale.example", False),
        ("bailee.localhost", "", False),
        ("localhost", "", False),
    ],
)
def test_folder_is_exposed_without_a_mail_server_beyond_development(
    settings: LazySettings, domain: str, server: str, *, exposed: bool
) -> None:
    settings.DOMAIN, settings.SMTP_URL = domain, server
    assert folder.is_exposed() is exposed
