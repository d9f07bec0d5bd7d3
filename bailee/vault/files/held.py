"""How much the files of this vault take, for its usage and its quota."""

from dataclasses import dataclass

from django.db.models import Sum

from bailee.vault.files.models import File, Upload, Version


@dataclass(frozen=True)
class Held:
    """How many files there are, and the bytes of all that is kept of them."""

    count: int
    size: int


def everything() -> Held:
    """Whole files outside of the trash; the bytes of all versions, those in the trash too."""
    count = File.objects.filter(stored_at__isnull=False, trashed_at=None).count()
    return Held(count, Version.objects.aggregate(size=Sum("size"))["size"] or 0)


def announced() -> int:
    """The bytes that unfinished uploads have announced."""
    waiting = Upload.objects.filter(finished_at=None)
    return waiting.aggregate(size=Sum("size"))["size"] or 0
