"""How much the files of this vault take, for its usage and its quota."""

from dataclasses import dataclass

from django.db.models import Sum

from bailee.vault.files.models import File, Version


@dataclass(frozen=True)
class Held:
    """How many files there are, those in the trash too, and the bytes of every version."""

    count: int
    size: int


def everything() -> Held:
    """What is whole; one pass over the index of files. What is still on its way does not count."""
    whole = {"stored_at__isnull": False}
    size = Version.objects.filter(**whole).aggregate(n=Sum("size"))["n"]
    return Held(File.objects.filter(**whole).count(), size or 0)
