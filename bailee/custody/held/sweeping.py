"""What is over goes: addresses of changes that cannot be undone any more, links that ran out."""

from datetime import datetime, timedelta

from bailee.people.models import PasswordReset
from bailee.vault.company import correction

RESETS = timedelta(days=1)  # after they have run out


def sweep(now: datetime) -> int:
    """On the present seat; says how many rows. A frozen vault too. Safe to repeat."""
    resets, _ = PasswordReset.objects.filter(expires_at__lt=now - RESETS).delete()
    return resets + correction.forget_addresses(now)
