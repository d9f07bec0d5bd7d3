"""The folder of mails that takes the place of an SMTP server while developing."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

from bailee.foundation.home import home

NEWEST = 200  # mails listed at most
_PLACE = re.compile(r"public|v_[a-z0-9]{8,40}")


@dataclass(frozen=True)
class Letter:
    """One mail in the folder; `place` is the schema whose outbox it came from."""

    place: str
    id: uuid.UUID
    to: str
    subject: str
    sent_at: datetime
    text: str


def in_use() -> bool:
    """Whether mails go to the folder: only while no SMTP server is configured."""
    return not settings.SMTP_URL


def letters() -> list[Letter]:
    """The newest mails, newest first; none when an SMTP server is configured."""
    found = home().mail.glob("*/*.eml") if in_use() else ()
    newest = sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[:NEWEST]
    return [_read(path) for path in newest]


def letter(place: str, message_id: uuid.UUID) -> Letter:
    """One mail. Raises `FileNotFoundError`."""
    if not in_use() or not _PLACE.fullmatch(place):
        raise FileNotFoundError(place)
    return _read(home().mail / place / f"{message_id}.eml")


def _read(path: Path) -> Letter:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    return Letter(
        place=path.parent.name,
        id=uuid.UUID(path.stem),
        to=mail["To"],
        subject=mail["Subject"],
        sent_at=parsedate_to_datetime(mail["Date"]),
        text="" if body is None else body.get_content(),
    )
