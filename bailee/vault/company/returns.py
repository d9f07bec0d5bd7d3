"""Hears of mail that came back: the contact is marked and the owners are asked at once."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from bailee.foundation import tenancy
from bailee.vault.company import questions
from bailee.vault.company.models import Contact
from bailee.vault.mail import events
from bailee.vault.mail.models import Message

CONTACT = "contact"  # recipients of this kind are the company's contacts


def begin() -> None:
    """From now on, in this process."""
    events.returned.connect(_heard, dispatch_uid="bailee.vault.company")
    events.entitle(CONTACT, lambda to: Contact.objects.filter(email__iexact=to).exists())


def _heard(*, message: Message, now: datetime, **_: Any) -> None:
    if not tenancy.current().in_vault:
        return
    # What is frozen is handed back as it is.
    with suppress(tenancy.FrozenError), transaction.atomic():
        questions.note_return(message.to, now=now)
