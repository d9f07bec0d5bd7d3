"""Names of files and folders: what may stand in one, and which is still free."""

import os
import re
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from bailee.vault.files.models import File, Folder

LONGEST = 255  # characters
_ROOM = 12  # characters for a number
_PARTS = re.compile(r"(.+?)(\.[^.]{1,16})?", re.DOTALL)


class NameRefusedError(Exception):
    """The text says what is wrong with the name and how to mend it."""


def cleaned(name: str) -> str:
    """The last part of a path, without control characters, at most 255 characters."""
    last = os.path.basename(name.replace("\\", "/"))  # noqa: PTH119 - browsers' text, not a path of ours
    printable = "".join(character for character in last if character.isprintable()).strip()
    return "file" if printable in {"", ".", ".."} else printable[-LONGEST:]


def checked(name: str) -> str:
    """The name as a person typed it, without spaces around it. Raises `NameRefusedError`."""
    name = name.strip()
    if name in {"", ".", ".."}:
        raise NameRefusedError(_("Give it a name."))
    if "/" in name or "\\" in name:
        raise NameRefusedError(_("A name cannot hold a slash: choose the folder instead."))
    if not name.isprintable():
        raise NameRefusedError(_("This name holds a character that cannot be shown. Remove it."))
    if len(name) > LONGEST:
        raise NameRefusedError(
            _("This name is too long: at most {longest} characters.").format(longest=LONGEST)
        )
    return name


def files_in(folder: Folder | None) -> QuerySet[File]:
    """The files of a folder that are not in the trash, also those still on their way."""
    return File.objects.filter(folder=folder, trashed_at=None)


def folders_in(parent: Folder | None) -> QuerySet[Folder]:
    return Folder.objects.filter(parent=parent, trashed_at=None)


def called(name: str, among: QuerySet[Any]) -> QuerySet[Any]:
    """Those of a name, case aside; the index over the lower-case names serves."""
    found: QuerySet[Any] = among.alias(low=Lower("name")).filter(low=name.lower())
    return found


def free(name: str, among: QuerySet[Any]) -> str:
    """The name, or with the first number that nothing in the folder has: `plan (2).pdf`."""
    stem, ending = parts(name)
    base = stem[: LONGEST - len(ending) - _ROOM]
    alike = among.alias(low=Lower("name")).filter(low__startswith=base.lower())
    taken = {other.lower() for other in alike.values_list("name", flat=True)}
    number, candidate = 1, name
    while candidate.lower() in taken:
        number += 1
        candidate = f"{base} ({number}){ending}"
    return candidate


def parts(name: str) -> tuple[str, str]:
    """Stem and ending with its dot: ("plan.v2", ".pdf")."""
    found = _PARTS.fullmatch(name)
    return (found[1], found[2] or "") if found else (name, "")
