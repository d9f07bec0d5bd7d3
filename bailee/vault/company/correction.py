"""What people correct of themselves, and the mails that tell them so (8.1).

The same verbs serve a client's users and the Company's staff.
"""

from datetime import datetime

from django.db import transaction

from bailee.people import email_changes
from bailee.people.models import EmailChange, Invitation, User
from bailee.vault.company.team import UrlOf, portal
from bailee.vault.mail import outbox
from bailee.vault.mail.models import Message

_CHANGED, _CONFIRM = "email_changed", "email_confirm"


def rename(person: User, name: str) -> None:
    """Corrects one's own name."""
    person.name = name.strip()
    person.save(update_fields=["name"])


@transaction.atomic
def ask_email(person: User, email: str, *, now: datetime, url_of: UrlOf) -> None:
    """Posts the link that confirms a new address; whose it is already is told, nobody else.

    Raises `email_changes.ChangeError`.
    """
    withdraw_email(person)
    asked = email_changes.ask(person, email, now=now)
    if asked is None:
        holder = User.objects.active().called(email).first()
        if holder is not None:
            outbox.post("email_taken", to=holder.email, context=_context(holder), now=now)
        return
    change, token = asked
    context = _context(person, link=url_of(token), valid_until=change.expires_at)
    outbox.post(_CONFIRM, to=change.new, context=context, now=now)


@transaction.atomic
def confirm_email(
    token: str, *, now: datetime, url_of: UrlOf, keep: str | None = None
) -> EmailChange:
    """Takes the new address, tells the old one, and gives it the way back.

    Raises `email_changes.ChangeError`.
    """
    change, undo = email_changes.confirm(token, now=now, keep=keep)
    _readdress(change.old, change.new)
    context = _context(
        change.person, new=change.new, link=url_of(undo), valid_until=change.expires_at
    )
    outbox.post(_CHANGED, to=change.old, context=context, now=now)
    return change


@transaction.atomic
def undo_email(token: str, *, now: datetime) -> EmailChange:
    """Brings the old address back. Raises `email_changes.ChangeError`."""
    change = email_changes.undo(token, now=now)
    Message.objects.filter(to=change.old, kind=_CHANGED).delete()
    _readdress(change.new, change.old)
    return change


def withdraw_email(person: User) -> None:
    """Takes back an address that was asked for and not confirmed, and the mail to it."""
    asked = person.email_changes.filter(confirmed_at=None)
    Message.objects.filter(to__in=asked.values("new"), kind=_CONFIRM).delete()
    asked.delete()


@transaction.atomic
def forget_addresses(now: datetime) -> int:
    """Forgets the addresses of changes that are over, also in mails; says of how many changes."""
    over = email_changes.over(now)
    for change in over:
        other = change.new if change.confirmed_at is None else change.old
        Message.objects.filter(to=other, kind__in=[_CHANGED, _CONFIRM]).delete()
        change.delete()
    return len(over)


def _readdress(one: str, other: str) -> None:
    """What was sent to a person's one address is the person's under the other as well."""
    Message.objects.filter(to=one).update(to=other)
    Invitation.objects.filter(email=one).exclude(accepted_at=None).update(email=other)


def _context(person: User, **more: outbox.Said) -> dict[str, outbox.Said]:
    return {"portal": lambda _: portal(), "name": person.name, **more}
