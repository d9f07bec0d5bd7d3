"""Sending what is in the outbox: recipient checked again, body dropped at the end either way."""

import uuid
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from bailee.foundation import tenancy
from bailee.people.models import EmailChange, Invitation, User
from bailee.vault.mail import events, transport
from bailee.vault.mail.kinds import KINDS
from bailee.vault.mail.models import Message

ATTEMPTS = 12  # with the growing pauses of the job: about two days


def deliver(message_id: uuid.UUID, *, now: datetime) -> bool:
    """Sends one mail of the current seat. True if it is out, or needs to go no more.

    A failed attempt is noted and gives False; nothing is ever sent twice by two workers.
    """
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(pk=message_id, sent_at=None, given_up_at=None)
            .first()
        )
        if message is None:
            return True
        if not _still_entitled(message, now=now):
            message.given_up_at, message.last_error = now, "recipient no longer entitled"
        else:
            _attempt(message, now=now)
        over = message.sent_at is not None or message.given_up_at is not None
        if over and KINDS[message.kind].recipient == "removed":
            message.delete()  # nothing is left of the person, not even that we wrote
            return True
        if over:
            message.text, message.html, message.enclosed = "", "", None
        message.save()
    return over


def _attempt(message: Message, *, now: datetime) -> None:
    message.attempts += 1
    try:
        transport.send(as_mail(message), place=tenancy.current().schema)
    except transport.DeliveryError as error:
        message.last_error = str(error)
        if error.permanent or message.attempts >= ATTEMPTS:
            message.given_up_at = now
            events.returned.send(Message, message=message, now=now)
    else:
        message.sent_at, message.last_error = now, ""


def as_mail(message: Message) -> EmailMessage:
    """The mail as it leaves; its Message-ID is the same at every attempt (RFC 5322, 3.6.4)."""
    mail = EmailMessage()
    mail["From"] = settings.MAIL_FROM
    mail["To"] = message.to
    mail["Subject"] = message.subject
    mail["Date"] = message.posted_at
    mail["Message-ID"] = f"<{message.pk}@{settings.DOMAIN}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    if message.enclosed is not None:
        mail.add_attachment(
            bytes(message.enclosed), maintype="application", subtype="zip", filename="about-you.zip"
        )
    return mail


def _still_entitled(message: Message, *, now: datetime) -> bool:
    recipient = KINDS[message.kind].recipient
    if recipient in _ENTITLED:
        return _ENTITLED[recipient](message.to, now).exists()
    return recipient == "removed" or events.is_entitled(recipient, message.to)


# Who must still be there for a mail to go; for a `removed` person that is nobody.
_ENTITLED: dict[str, Callable[[str, datetime], QuerySet[Any]]] = {
    "user": lambda to, _: User.objects.active().called(to),
    "former": lambda to, _: User.objects.called(to).filter(is_active=False),
    "invited": lambda to, now: Invitation.objects.open(now).filter(email=to.lower()),
    "changing": lambda to, _: EmailChange.objects.filter(new=to, confirmed_at=None),
    "changed": lambda to, now: EmailChange.objects.filter(
        old=to, confirmed_at__isnull=False, expires_at__gt=now
    ),
}
