"""3.1e: only registered mail can be sent; none of it is marketing, none tells on its reader."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import get_args
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from bailee.foundation import tenancy
from bailee.policy import clauses
from bailee.policy.proofs.broken import BrokenError, insist
from bailee.policy.proofs.guests import PARTICULARS, Ground
from bailee.vault.mail import delivery, outbox
from bailee.vault.mail.kinds import KINDS, Kind, Recipient
from bailee.vault.mail.models import Message

UNKNOWN = "newsletter"
_LOADS = re.compile(
    r"<(img|script|iframe|link|object|video|audio)\b|\bsrc=|url\(|@import", re.IGNORECASE
)
_HREF = re.compile(r'href="([^"]*)"')
_HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("MIME-Version", "Content-Type"),
}


def only_registered(ground: Ground) -> str:
    """Each kind is written as if for this client, looked through, and thrown away."""
    numbers = {clause.number for clause in clauses.clauses()}
    for kind in KINDS.values():
        insist(kind.clause in numbers, f"the mail “{kind.name}” belongs to no clause")
        insist(kind.event, f"nobody says on what event “{kind.name}” is sent")
        insist(kind.recipient in get_args(Recipient), f"“{kind.name}” may go to {kind.recipient}")
    with tenancy.inside(ground.schema):
        _refuses_unknown(ground.now)
        for kind in KINDS.values():
            _looked_through(kind, ground)
    return (
        f"{len(KINDS)} kinds of mail, each with its clause, event and recipient; all written and"
        " looked through: nothing is loaded from anywhere, every link is the portal's own and"
        " carries no mark; the database refuses any other kind"
    )


def _refuses_unknown(now: datetime) -> None:
    try:
        with transaction.atomic():
            Message.objects.create(
                kind=UNKNOWN, to=PARTICULARS["contact_email"], subject="Buy", posted_at=now
            )
            raise BrokenError("the database takes mail of a kind that is not registered")
    except IntegrityError:
        return


def _looked_through(kind: Kind, ground: Ground) -> None:
    link = f"https://{ground.host}/proof/"
    values = {need: link if need in {"link", "again"} else f"[{need}]" for need in kind.needs}
    with transaction.atomic():
        message = outbox.post(
            kind.name, to=PARTICULARS["contact_email"], context=values, now=ground.now
        )
        for trouble in _troubles(message, link):
            raise BrokenError(f"the mail “{kind.name}” {trouble}")
        transaction.set_rollback(True)


def _troubles(message: Message, link: str) -> Iterator[str]:
    if found := _LOADS.search(message.html):
        yield f"loads something: {found[0]}"
    own = urlsplit(link).netloc
    for href in _HREF.findall(message.html):
        if href != link:
            yield "leads elsewhere" if urlsplit(href).netloc != own else "marks a link"
    more = {name for name, _ in delivery.as_mail(message).items()} - _HEADERS
    if more:
        yield f"has the header {', '.join(sorted(more))}"
