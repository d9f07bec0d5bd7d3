"""Folders: made, renamed, moved to the trash, fetched as a ZIP."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bailee.foundation import clock
from bailee.vault.files import folders, holders, trash, zips
from bailee.vault.files.folders import FolderError
from bailee.vault.files.models import File, Folder
from bailee.vault.files.names import NameRefusedError
from bailee.vault.files.selection import Selection
from bailee.web.portal import file_places as places
from bailee.web.portal.file_places import READERS, WRITERS
from bailee.web.portal.forms import FolderForm
from bailee.web.ui import outgoing
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """A folder in the one that the address names, or at the top."""
    parent = places.folder_at(request.GET.get("in"))
    form = FolderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = folders.make(
                name=form.cleaned_data["name"],
                parent=parent,
                by=request.user.actor,
                now=clock.now(),
            )
        except (NameRefusedError, FolderError) as error:
            form.add_error("name", str(error))
        else:
            return redirect(places.address(made))
    return _form(request, form, _("New folder"), _("Make the folder"), parent)


@roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def edit(request: PortalRequest, folder_id: uuid.UUID) -> HttpResponse:
    """Another name."""
    folder = get_object_or_404(Folder, pk=folder_id, trashed_at=None)
    form = FolderForm(request.POST or None, initial={"name": folder.name})
    if request.method == "POST" and form.is_valid():
        try:
            folders.rename(folder, form.cleaned_data["name"])
        except NameRefusedError as error:
            form.add_error("name", str(error))
        else:
            return redirect(places.address(folder))
    return _form(request, form, _("Rename the folder"), _("Save the name"), folder)


@roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def destroy(request: PortalRequest, folder_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and moves the folder with all that is in it to the trash."""
    folder = get_object_or_404(Folder, pk=folder_id, trashed_at=None)
    back = places.address(folder.parent)
    if request.method == "POST":
        trash.put([], [folder.pk], by=request.user.actor, now=clock.now())
        messages.success(
            request, _("“{name}” has been moved to the trash.").format(name=folder.name)
        )
        return redirect(back)
    inside = File.objects.filter(folder__in=folders.below(folder), trashed_at=None)
    held = holders.of(inside.values_list("pk", flat=True))
    also = ngettext(
        "{count} of them is attached to a record, and will be missing there.",
        "{count} of them are attached to records, and will be missing there.",
        len(held),
    )
    context = {
        "confirm_base": "ui/portal.html",
        "title": _("Move this folder to the trash?"),
        "text": _(
            "“{name}” goes to the trash with {count} files in it. It can be brought back"
            " for {trash_days} days. {value}"
        ).format(
            name=folder.name,
            count=inside.count(),
            trash_days=settings.TRASH_DAYS,
            value=also if held else "",
        ),
        "submit": _("Move to the trash"),
        "back": places.address(folder),
    }
    return render(request, "ui/confirm.html", context)


@roles(*READERS)
@require_safe
def download(request: PortalRequest, folder_id: uuid.UUID) -> HttpResponseBase:
    """The folder with all that is in it, as a ZIP that is written while it is sent."""
    folder = get_object_or_404(Folder, pk=folder_id, trashed_at=None)
    content = zips.stream(Selection(folders=(folder.pk,)))
    if request.method == "HEAD":
        content = iter([b""])
    return outgoing.streamed(content, name=f"{folder.name}.zip", kind="application/zip")


def _form(
    request: PortalRequest, form: FolderForm, title: str, submit: str, folder: Folder | None
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "crumbs": places.crumbs(folder),
        "back": places.address(folder),
    }
    return render(request, "portal/folders/form.html", context)
