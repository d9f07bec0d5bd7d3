"""The bank account: always asked for, by an owner or billing, and confirmed by somebody else."""

from datetime import datetime

from bailee.foundation.actors import Actor
from bailee.vault.company import numbers
from bailee.vault.company.changes import change
from bailee.vault.company.models import BankAccount, Change


def current() -> BankAccount | None:
    """The account that is in use now."""
    return BankAccount.objects.first()


def ask(*, holder: str, iban: str, bic: str, by: Actor, now: datetime) -> Change | None:
    """Asks for another account; all three empty: for none. None if it is this one already.

    Raises `numbers.NumberError`, and `ChangeError` while another request waits.
    """
    number = numbers.account(iban) if iban else ""
    values = {
        "bank_holder": holder.strip() if number else "",
        "bank_iban": number,
        "bank_bic": numbers.bank(bic, number) if bic and number else "",
    }
    return change("bank", values, by=by, now=now)
