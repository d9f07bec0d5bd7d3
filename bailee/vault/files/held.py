"""How much the files of this vault take, for its usage and its quota."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from bailee.vault.files.models import File


@dataclass(frozen=True)
class Held:
    """How many files there are, and the bytes of all that is kept of them."""

    count: int
    size: int


def everything() -> Held:
    """Every file that is whole; one pass over the index of files."""
    found = File.objects.filter(stored_at__isnull=False).aggregate(n=Count("id"), size=Sum("size"))
    return Held(found["n"], found["size"] or 0)
