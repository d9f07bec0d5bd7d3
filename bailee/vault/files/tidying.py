"""What a job does for each vault: the trash, old uploads, what killed processes left."""

from datetime import datetime, timedelta

from bailee.vault.files import keeping, resumable, trash
from bailee.vault.files.models import Version

_STALE = timedelta(days=1)  # no upload takes so long


def tidy(*, now: datetime) -> None:
    """Empties the trash of what is due and forgets uploads whose days are over. Safe to repeat."""
    trash.expire(now=now)
    resumable.join_forgotten(now=now)
    resumable.expire(now=now)
    for version in Version.objects.filter(stored_at=None, uploaded_at__lt=now - _STALE):
        keeping.withdraw(version)
