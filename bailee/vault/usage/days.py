"""One note a day of what the vault keeps, for as long as is stated and no longer."""

from datetime import datetime, timedelta

from django.db import transaction

from bailee.vault.usage.measuring import Measured, measure
from bailee.vault.usage.models import UsageDay

KEPT = timedelta(days=90)


@transaction.atomic
def note(*, now: datetime) -> Measured:
    """Measures, writes today's row (again, if there is one) and forgets what is too old.

    Raises `FrozenError`: a frozen vault does not change any more.
    """
    found = measure(now=now)
    UsageDay.objects.update_or_create(
        day=now.date(),
        defaults={
            "records": found.records,
            "records_exact": found.exact,
            "trashed": found.trashed,
            "file_count": found.file_count,
            "file_bytes": found.file_bytes,
            "table_bytes": found.table_bytes,
            "users": found.users,
            "measured_at": now,
        },
    )
    UsageDay.objects.filter(day__lte=(now - KEPT).date()).delete()
    return found


def since(now: datetime) -> list[UsageDay]:
    """The days that are kept, the oldest first."""
    return list(UsageDay.objects.filter(day__gt=(now - KEPT).date()).order_by("day"))
