"""The folder of mails that takes the place of an SMTP server while developing."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings

from bailee.foundation.home import home

NEWEST = 200  # mails listed at most
_NAME = re.compile(r"[a-z0-9_-]{1,64}")  # no dot, no slash: nothing outside the folder


@dataclass(frozen=True)
class Letter:
    """One mail; `place` is the schema whose outbox it came from, or `certificates`."""

    place: str
    name: str
    to: str
    subject: str
    sent_at: datetime
    text: str


def in_use() -> bool:
    """Whether mails go to the folder: only while no SMTP server is configured."""
    return not settings.SMTP_URL


def is_exposed() -> bool:
    """Whether the folder is in use on an installation that serves clients.

    Links that let them into their portals then lie where staff can read them.
    """
    return in_use() and not f".{settings.DOMAIN}".endswith(".localhost")


def letters() -> list[Letter]:
    """The newest mails, newest first; none when an SMTP server is configured."""
    found = home().mail.glob("*/*.eml") if in_use() else ()
    newest = sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[:NEWEST]
    return [_read(path) for path in newest]


def letter(place: str, name: str) -> Letter:
    """One mail. Raises `FileNotFoundError`."""
    if not (in_use() and _NAME.fullmatch(place) and _NAME.fullmatch(name)):
        raise FileNotFoundError(name)
    return _read(home().mail / place / f"{name}.eml")


def _read(path: Path) -> Letter:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    return Letter(
        place=path.parent.name,
        name=path.stem,
        to=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        sent_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        text="" if body is None else body.get_content(),
    )
