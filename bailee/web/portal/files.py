"""The client's files: lists of folders, one file's page, the form without scripts."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bailee.foundation import clock
from bailee.people import languages, preferences
from bailee.vault.files import (
    folders,
    holders,
    listing,
    previews,
    resumable,
    scanning,
    tags,
    trash,
    uploads,
)
from bailee.vault.files.folders import FolderError
from bailee.vault.files.limits import FileRefusedError
from bailee.vault.files.models import File, Folder
from bailee.vault.files.names import NameRefusedError
from bailee.web.portal import file_places as places
from bailee.web.portal.file_places import READERS, WRITERS
from bailee.web.portal.forms import FileForm
from bailee.web.ui import incoming
from bailee.web.ui.incoming import IncomingError
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*READERS)
@require_safe
def index(request: PortalRequest, folder_id: uuid.UUID | None = None) -> HttpResponse:
    """One folder, or what a search finds in it and below."""
    folder = places.folder_at(folder_id)
    query = places.asked(request, folder)
    page = listing.page(query, preferences.of(request.user).rows)
    may_write = places.may_write(request)
    given = listing.with_tags(page.files)
    paths = listing.paths(page.files) if query.searches else {}
    context = {
        "folder": folder,
        "crumbs": places.crumbs(folder),
        "here": places.address(folder),
        "query": query,
        "page": page,
        "rows": [
            {
                "file": file,
                "tags": given.get(file.pk, []),
                "path": paths.get(file.pk),
                **places.facts(file, file.name),
            }
            for file in page.files
        ],
        "all_tags": tags.counted(),
        "may_write": may_write,
        "tree": folders.tree() if may_write else [],
        "unfinished": resumable.unfinished(request.user.actor) if may_write else [],
        "limit": settings.MAX_UPLOAD_BYTES,
        "scanned": scanning.scanner() is not None,
        "trash_days": settings.TRASH_DAYS,
    }
    return render(request, "portal/files/index.html", context)


@roles(*WRITERS)
@require_POST
def create(request: PortalRequest) -> HttpResponse:
    """Takes the files of the form into the vault, one after the other as they arrive."""
    if incoming.announced(request) > settings.MAX_UPLOAD_BYTES:
        limit = languages.usual().size(settings.MAX_UPLOAD_BYTES)
        messages.error(
            request,
            _("Nothing was stored: more than {limit} cannot be sent at once.").format(limit=limit),
        )
        return redirect("portal:files")
    stored, refused, folder = 0, 0, None
    given: dict[str, str] = {}
    try:
        for name, source in incoming.files(request, given):
            folder = places.folder_at(given.get("folder"))
            taken = "version" if given.get("taken") == "version" else "both"
            try:
                uploads.store(
                    name=name,
                    source=source,
                    by=request.user.actor,
                    now=clock.now(),
                    folder=folder,
                    taken=taken,
                )
                stored += 1
            except FileRefusedError as error:
                refused += 1
                messages.error(request, str(error))
    except IncomingError as error:
        messages.error(request, str(error))
    if stored:
        messages.success(request, _stored(stored))
    elif not refused and not messages.get_messages(request):
        messages.error(request, _("No file was chosen. Choose one or more, then upload them."))
    return redirect(places.address(folder))


def _stored(count: int) -> str:
    words = ngettext(
        "{count} file stored and encrypted.", "{count} files stored and encrypted.", count
    )
    return words.format(count=count)


@roles(*READERS)
@require_safe
def show(request: PortalRequest, file_id: uuid.UUID) -> HttpResponse:
    """What is known of a file, a look into it, its versions."""
    file = places.whole_file(file_id)
    newest = file.newest
    kind = previews.kind(file)
    shown, whole = previews.text(newest) if kind == "text" else ("", True)
    context = {
        "file": file,
        "newest": newest,
        "versions": file.versions.filter(stored_at__isnull=False),
        "crumbs": places.crumbs(file.folder),
        "tags": [tagging.tag for tagging in file.taggings.select_related("tag")],
        "held": holders.of([file.pk]).get(file.pk, []),
        "kind": kind,
        "table": previews.table(file.name, shown),
        "text": previews.tidied(file.name, shown, whole=whole),
        "whole": whole,
        "may_write": places.may_write(request) and file.trashed_at is None,
        "may_delete": request.user.role == "owner" and not request.client.frozen,
        **places.facts(file, file.name),
    }
    return render(request, "portal/files/show.html", context)


@roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def edit(request: PortalRequest, file_id: uuid.UUID) -> HttpResponse:
    """Name, folder and tags."""
    file = get_object_or_404(File, pk=file_id, trashed_at=None, stored_at__isnull=False)
    given = [tagging.tag.name for tagging in file.taggings.select_related("tag")]
    choices = [(str(folder.pk), path) for folder, path in folders.tree()]
    initial = {"name": file.name, "folder": file.folder_id or "", "tags": ", ".join(given)}
    form = FileForm(request.POST or None, folders=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        folder = places.folder_at(wanted["folder"])
        try:
            _change(request, file, wanted["name"], folder, wanted["tags"].split(","))
        except NameRefusedError as error:
            form.add_error("tags" if "tag" in str(error).lower() else "name", str(error))
        except FolderError as error:
            form.add_error("folder", str(error))
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("portal:file-page", file.pk)
    context = {"form": form, "file": file, "all_tags": tags.counted()}
    return render(request, "portal/files/edit.html", context)


def _change(
    request: PortalRequest, file: File, name: str, folder: Folder | None, given: list[str]
) -> None:
    now = clock.now()
    if folder != file.folder:
        folders.move([file.pk], [], to=folder)
    if name.strip() != file.name:
        folders.rename_file(file, name)
    tags.choose(file, given, by=request.user.actor, now=now)


@roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def destroy(request: PortalRequest, file_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and moves the file to the trash."""
    file = get_object_or_404(File, pk=file_id, trashed_at=None, stored_at__isnull=False)
    back = places.address(file.folder)
    if request.method == "POST":
        trash.put([file.pk], by=request.user.actor, now=clock.now())
        messages.success(request, _("“{name}” has been moved to the trash.").format(name=file.name))
        return redirect(back)
    held = holders.of([file.pk]).get(file.pk, [])
    also = (
        " " + _("It is {held}, and will be missing there.").format(held=", ".join(held))
        if held
        else ""
    )
    context = {
        "confirm_base": "ui/portal.html",
        "title": _("Move this file to the trash?"),
        "text": _(
            "“{name}” can be brought back for {trash_days} days. Then it is deleted for"
            " good, with all its versions.{also}"
        ).format(name=file.name, trash_days=settings.TRASH_DAYS, also=also),
        "submit": _("Move to the trash"),
        "back": back,
    }
    return render(request, "ui/confirm.html", context)
