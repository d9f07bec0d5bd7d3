"""The trash: what was deleted lies there for some days, and can be brought back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from bailee.foundation import storage, tenancy
from bailee.foundation.actors import Actor
from bailee.vault.files import folders, names
from bailee.vault.files.models import File, Folder, Version

_AT_ONCE = 200  # files of one transaction


def put(files: Iterable[UUID], inside: Iterable[UUID] = (), *, by: Actor, now: datetime) -> int:
    """Moves files and folders with all that is in them to the trash; says how many of these."""
    mark = {"trashed_at": now, "trashed_by": by.id}
    live = Q(trashed_at=None)
    with transaction.atomic():
        count = File.objects.filter(live, pk__in=list(files), stored_at__isnull=False).update(
            **mark
        )
        for folder in Folder.objects.filter(live, pk__in=list(inside)):
            below = folders.below(folder)
            # An upload into one of them locks it too: no file is left behind, unseen.
            list(Folder.objects.select_for_update().filter(pk__in=below).order_by("pk"))
            File.objects.filter(live, folder__in=below).update(**mark, trashed_with=folder)
            Folder.objects.filter(live, pk__in=below).exclude(pk=folder.pk).update(
                **mark, trashed_with=folder
            )
            count += Folder.objects.filter(live, pk=folder.pk).update(**mark)
    return count


def files() -> QuerySet[File]:
    """What was moved here by itself, not with its folder; newest first."""
    return File.objects.filter(trashed_at__isnull=False, trashed_with=None).order_by(
        "-trashed_at", "id"
    )


def trashed_folders() -> QuerySet[Folder]:
    return Folder.objects.filter(trashed_at__isnull=False, trashed_with=None).order_by(
        "-trashed_at", "id"
    )


def kept_until(trashed_at: datetime) -> datetime:
    return trashed_at + timedelta(days=settings.TRASH_DAYS)


def restore_file(file: File) -> File:
    """Back to its folder, or to the top where that is gone; a taken name gets a number."""
    with transaction.atomic():
        folder = file.folder if file.folder and file.folder.trashed_at is None else None
        name = names.free(file.name, names.files_in(folder))
        File.objects.filter(pk=file.pk, trashed_at__isnull=False).update(
            folder=folder, name=name, trashed_at=None, trashed_by=None, trashed_with=None
        )
    return File.objects.get(pk=file.pk)


def restore_folder(folder: Folder) -> Folder:
    """Back with all that went with it."""
    back = {"trashed_at": None, "trashed_by": None, "trashed_with": None}
    with transaction.atomic():
        parent = folder.parent if folder.parent and folder.parent.trashed_at is None else None
        name = names.free(folder.name, names.folders_in(parent))
        Folder.objects.filter(pk=folder.pk).update(parent=parent, name=name, **back)
        Folder.objects.filter(trashed_with=folder).update(**back)
        File.objects.filter(trashed_with=folder).update(**back)
    return Folder.objects.get(pk=folder.pk)


def destroy(which: Iterable[UUID]) -> int:
    """Deletes files for good, rows and bytes of all versions; says how many.

    If the bytes cannot be deleted the rows stay, so that bytes without a row cannot exist.
    Raises `FrozenError` before anything is gone.
    """
    vault, count = tenancy.current().schema, 0
    asked = list(which)
    for first in range(0, len(asked), _AT_ONCE):
        some = asked[first : first + _AT_ONCE]
        with transaction.atomic():
            objects = [one.object_name for one in Version.objects.filter(file__in=some)]
            there = File.objects.filter(pk__in=some)
            count += len(there)
            there.delete()
            for name in objects:
                storage.delete(vault, name)
    return count


def destroy_folder(folder: Folder) -> int:
    """Deletes a trashed folder for good with all that is in it; says how many files.

    A file that was moved out of it meanwhile stays.
    """
    within = Q(folder__in=folders.below(folder)) | Q(trashed_with=folder)
    gone = File.objects.filter(within, trashed_at__isnull=False)
    count = destroy(gone.values_list("pk", flat=True))
    with transaction.atomic():
        Folder.objects.filter(pk=folder.pk, trashed_at__isnull=False).delete()
    return count


def empty(*, until: datetime | None = None) -> int:
    """Deletes for good what lies in the trash, or what was put there before `until`."""
    old = Q() if until is None else Q(trashed_at__lt=until)
    count = destroy(files().filter(old).values_list("pk", flat=True))
    for folder in trashed_folders().filter(old):
        count += destroy_folder(folder)
    return count


def expire(*, now: datetime) -> int:
    """Deletes for good what has lain in the trash for the stated days. Safe to repeat."""
    return empty(until=now - timedelta(days=settings.TRASH_DAYS))
