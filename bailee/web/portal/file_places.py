"""What the pages of files have in common: who may come, and where in the folders one is."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from bailee.people.roles import Role
from bailee.vault.files import folders, kinds, listing, previews
from bailee.vault.files.models import File, Folder, Tag, Version
from bailee.web.ui.request import PortalRequest

READERS = (Role.OWNER, Role.EDITOR, Role.READER)
WRITERS = (Role.OWNER, Role.EDITOR)
_ICONS = {
    "image": "image",
    "pdf": "file-text",
    "text": "file-text",
    "archive": "file-archive",
    "table": "file-spreadsheet",
    "video": "film",
    "audio": "music",
}


def may_write(request: PortalRequest) -> bool:
    return request.user.role in WRITERS and not request.client.frozen


def folder_at(key: object) -> Folder | None:
    """The folder of that id; None for the top. Raises `Http404` for one that is not there."""
    if not key:
        return None
    return get_object_or_404(Folder, pk=as_id(key), trashed_at=None)


def as_id(text: object) -> uuid.UUID:
    """Raises `Http404` for what is no id."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise Http404 from None


def whole_file(key: uuid.UUID) -> File:
    """The file, also from the trash, with its type. Raises `Http404`."""
    file = get_object_or_404(File, pk=key, stored_at__isnull=False)
    if not file.true_type:  # stored before types were recognised
        file.true_type = previews.recognise_again(file.newest)
    return file


def address(folder: Folder | None) -> str:
    """The list of a folder's files."""
    return reverse("portal:folder", args=[folder.pk]) if folder else reverse("portal:files")


def asked(request: HttpRequest, folder: Folder | None) -> listing.Query:
    """The list that the address asks for; what it does not understand is left out."""
    given = request.GET
    q = given.get("q", "").replace("\x00", "").strip()[:255]
    sort = given.get("sort", "")
    tag = _id(given.get("tag"))
    return listing.Query(
        folder=folder,
        q=q,
        tag=Tag.objects.filter(pk=tag).first() if tag else None,
        sort=sort if sort in listing.SORTS else "name",
        after=_id(given.get("after")),
        before=_id(given.get("before")),
    )


def crumbs(folder: Folder | None) -> list[Folder]:
    return folders.path(folder)


def facts(one: File | Version, name: str) -> dict[str, Any]:
    """What is told about a file beside its name."""
    return {
        "icon": icon(one),
        "dangerous": kinds.is_dangerous(name, one.content_type, one.true_type),
        "disagrees": kinds.disagree(one.content_type, one.true_type),
    }


def icon(one: File | Version) -> str:
    kind = previews.kind(one) or one.content_type.partition("/")[0]
    if "zip" in one.true_type and "openxml" not in one.content_type:
        kind = "archive"
    if "spreadsheet" in one.content_type or one.content_type == "text/csv":
        kind = "table"
    return _ICONS.get(kind, "file")


def _id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
