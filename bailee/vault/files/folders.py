"""Folders: made, named, moved; where one lies."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bailee.foundation.actors import Actor
from bailee.vault.files import names
from bailee.vault.files.models import File, Folder
from bailee.vault.files.names import NameRefusedError

DEEPEST = 20  # folders in folders


class FolderError(Exception):
    """The folder cannot be put there. The text says why."""


def make(*, name: str, by: Actor, now: datetime, parent: Folder | None = None) -> Folder:
    """A new folder. Raises `NameRefusedError` and `FolderError`."""
    name = names.checked(name)
    if len(path(parent)) >= DEEPEST:
        raise FolderError(
            _("Folders can lie in folders at most {deepest} deep.").format(deepest=DEEPEST)
        )
    try:
        with transaction.atomic():
            return Folder.objects.create(
                name=name, parent=parent, created_at=now, by_kind=by.kind, by_id=by.id
            )
    except IntegrityError:
        raise NameRefusedError(
            _("There is a folder named “{name}” here already.").format(name=name)
        ) from None


def rename(folder: Folder, name: str) -> None:
    """Raises `NameRefusedError`."""
    name = names.checked(name)
    try:
        with transaction.atomic():
            Folder.objects.filter(pk=folder.pk).update(name=name)
    except IntegrityError:
        raise NameRefusedError(
            _("There is a folder named “{name}” here already.").format(name=name)
        ) from None


def rename_file(file: File, name: str) -> None:
    """Raises `NameRefusedError`."""
    name = names.checked(name)
    try:
        with transaction.atomic():
            File.objects.filter(pk=file.pk).update(name=name)
    except IntegrityError:
        raise NameRefusedError(
            _("There is a file named “{name}” here already.").format(name=name)
        ) from None


def move(files: list[UUID], inside: list[UUID], *, to: Folder | None) -> int:
    """Puts files and folders into another folder; taken names get a number. Says how many.

    Raises `FolderError` for a folder that would lie in itself, and for one too deep.
    """
    above = {folder.pk for folder in path(to)}
    if above & set(inside):
        raise FolderError(_("A folder cannot be moved into itself."))
    count = 0
    with transaction.atomic():
        # One after the other: two moves at once could put each folder into the other.
        list(Folder.objects.select_for_update().filter(pk__in=[*inside, *above]).order_by("pk"))
        for file in File.objects.filter(pk__in=files, trashed_at=None).exclude(folder=to):
            name = names.free(file.name, names.files_in(to))
            count += File.objects.filter(pk=file.pk).update(folder=to, name=name)
        for folder in Folder.objects.filter(pk__in=inside, trashed_at=None).exclude(parent=to):
            if len(above) + _height(folder) > DEEPEST:
                raise FolderError(
                    _("Folders can lie in folders at most {deepest} deep.").format(deepest=DEEPEST)
                )
            name = names.free(folder.name, names.folders_in(to))
            count += Folder.objects.filter(pk=folder.pk).update(parent=to, name=name)
    return count


def path(folder: Folder | None) -> list[Folder]:
    """From the top down to the folder itself."""
    found: list[Folder] = []
    while folder is not None and len(found) <= DEEPEST:
        found.insert(0, folder)
        folder = folder.parent
    return found


def below(folder: Folder) -> list[UUID]:
    """The folder and all folders in it, those in the trash too."""
    found, level = [folder.pk], [folder.pk]
    while level:
        level = list(Folder.objects.filter(parent__in=level).values_list("pk", flat=True))
        found += level
    return found


def tree() -> list[tuple[Folder, str]]:
    """All folders that are not in the trash with their path, sorted by it."""
    known = {folder.pk: folder for folder in Folder.objects.filter(trashed_at=None)}
    paths: dict[UUID, str] = {}

    def place(folder: Folder) -> str:
        if folder.pk not in paths:
            parent = known.get(folder.parent_id) if folder.parent_id else None
            paths[folder.pk] = f"{place(parent)} / {folder.name}" if parent else folder.name
        return paths[folder.pk]

    return sorted(((one, place(one)) for one in known.values()), key=lambda pair: pair[1].lower())


def _height(folder: Folder) -> int:
    height, level = 0, [folder.pk]
    while level:
        height += 1
        level = list(Folder.objects.filter(parent__in=level).values_list("pk", flat=True))
    return height
