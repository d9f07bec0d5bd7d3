"""3.1e: only registered mail can be sent; none of it is marketing, none tells on its reader."""

import re
from datetime import datetime
from typing import get_args

from django.db import IntegrityError, transaction

from bailee.foundation import tenancy
from bailee.policy import clauses
from bailee.policy.proofs.broken import BrokenError, insist
from bailee.policy.proofs.guests import PARTICULARS, Ground
from bailee.policy.proofs.reading import anchors_in
from bailee.vault.mail import delivery, outbox
from bailee.vault.mail.kinds import ADDRESSES, KINDS, Kind, Recipient
from bailee.vault.mail.models import Message

UNKNOWN = "newsletter"
_LOADS = re.compile(
    r"<(img|script|iframe|link|object|video|audio)\b|\bsrc=|url\(|@import", re.IGNORECASE
)
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
    values = {need: link if need in ADDRESSES else f"[{need}]" for need in kind.needs}
    with transaction.atomic():
        message = outbox.post(
            kind.name, to=PARTICULARS["contact_email"], context=values, now=ground.now
        )
        _tells_nobody(message, link, ground)
        transaction.set_rollback(True)


def _tells_nobody(message: Message, link: str, ground: Ground) -> None:
    mail = f"the mail “{message.kind}”"
    if found := _LOADS.search(message.html):
        raise BrokenError(f"{mail} loads something: {found[0]}")
    for anchor in anchors_in(message.html):
        insist(not anchor.leads_off(ground.host), f"{mail} leads elsewhere")
        insist(anchor.href == link, f"{mail} marks a link")
    more = set(delivery.as_mail(message).keys()) - _HEADERS
    insist(not more, f"{mail} has the header {', '.join(sorted(more))}")
