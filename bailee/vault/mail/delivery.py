"""Sending what is in the outbox: recipient checked again, body dropped at the end either way."""

import uuid
from datetime import datetime
from email.message import EmailMessage

from django.conf import settings
from django.db import transaction

from bailee.foundation import tenancy
from bailee.people.models import Invitation, User
from bailee.vault.mail import transport
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
        if message.sent_at or message.given_up_at:
            message.text = message.html = ""
        message.save()
    return message.sent_at is not None or message.given_up_at is not None


def _attempt(message: Message, *, now: datetime) -> None:
    message.attempts += 1
    try:
        transport.send(as_mail(message), place=tenancy.current().schema)
    except transport.DeliveryError as error:
        message.last_error = str(error)
        if error.permanent or message.attempts >= ATTEMPTS:
            message.given_up_at = now
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
    return mail


def _still_entitled(message: Message, *, now: datetime) -> bool:
    recipient = KINDS[message.kind].recipient
    if recipient == "user":
        return User.objects.active().called(message.to).exists()
    if recipient == "former":
        return User.objects.called(message.to).filter(is_active=False).exists()
    if recipient == "invited":
        return Invitation.objects.open(now).filter(email=message.to.lower()).exists()
    return False
