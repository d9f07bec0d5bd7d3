"""What is done with several files and folders at once: moved, tagged, fetched, thrown away."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bailee.foundation import clock
from bailee.vault.files import folders, holders, listing, tags, trash, zips
from bailee.vault.files.folders import FolderError
from bailee.vault.files.models import Tag
from bailee.vault.files.names import NameRefusedError
from bailee.vault.files.selection import Selection
from bailee.web.portal import file_places as places
from bailee.web.portal.file_places import READERS, WRITERS
from bailee.web.ui import outgoing
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

MOST = 1_000  # ticks of one form


@roles(*READERS)
@require_POST
def download(request: PortalRequest) -> HttpResponseBase:
    """The chosen files as a ZIP that is written while it is sent."""
    chosen = _chosen(request.POST)
    if not chosen.file_ids() and not chosen.folder_ids():
        return _nothing(request)
    return outgoing.streamed(zips.stream(chosen), name="files.zip", kind="application/zip")


@roles(*WRITERS)
@require_POST
def update(request: PortalRequest) -> HttpResponse:
    """Does what the button says with what is ticked."""
    chosen = _chosen(request.POST)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None or not (chosen.file_ids() or chosen.folder_ids()):
        return _nothing(request)
    try:
        return act(request, chosen)
    except (FolderError, NameRefusedError) as error:
        messages.error(request, str(error))
        return _back(request)


def _move(request: PortalRequest, chosen: Selection) -> HttpResponse:
    to = places.folder_at(request.POST.get("to"))
    count = folders.move(chosen.file_ids(), chosen.folder_ids(), to=to)
    where = f"“{to.name}”" if to else _("the top")
    messages.success(request, _("{count} moved to {where}.").format(count=count, where=where))
    return _back(request)


def _tag(request: PortalRequest, chosen: Selection) -> HttpResponse:
    files = chosen.all_file_ids()
    tag = tags.give(files, request.POST.get("tag_name", ""), by=request.user.actor, now=clock.now())
    messages.success(
        request,
        ngettext(
            "{count} file now tagged “{name}”.", "{count} files now tagged “{name}”.", len(files)
        ).format(count=len(files), name=tag.name),
    )
    return _back(request)


def _untag(request: PortalRequest, chosen: Selection) -> HttpResponse:
    tag = get_object_or_404(Tag, name__iexact=" ".join(request.POST.get("tag_name", "").split()))
    count = tags.take(chosen.all_file_ids(), tag)
    messages.success(
        request,
        ngettext(
            "“{name}” taken from {count} file.", "“{name}” taken from {count} files.", count
        ).format(name=tag.name, count=count),
    )
    return _back(request)


def _trash(request: PortalRequest, chosen: Selection) -> HttpResponse:
    """Asks once more."""
    files, inside = chosen.file_ids(), chosen.folder_ids()
    if request.POST.get("sure"):
        count = trash.put(files, inside, by=request.user.actor, now=clock.now())
        messages.success(request, _("{count} moved to the trash.").format(count=count))
        return _back(request)
    context = {
        "files": len(chosen.all_file_ids()),
        "held": len(holders.of(chosen.all_file_ids())),
        "days": settings.TRASH_DAYS,
        "given": [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name != "sure"
        ],
        "back": _here(request),
    }
    return render(request, "portal/files/trash_confirm.html", context)


_ACTS: dict[str, Callable[[PortalRequest, Selection], HttpResponse]] = {
    "move": _move,
    "tag": _tag,
    "untag": _untag,
    "trash": _trash,
}


def _chosen(given: QueryDict) -> Selection:
    """The ticked ids, or the whole list that the form was shown for."""
    everything = None
    if given.get("everything"):
        everything = listing.Query(
            folder=places.folder_at(given.get("folder")),
            q=given.get("q", "").replace("\x00", "")[:255],
            tag=Tag.objects.filter(pk=places.as_id(given["tag"])).first()
            if given.get("tag")
            else None,
        )
    return Selection(
        files=tuple(places.as_id(key) for key in given.getlist("file")[:MOST]),
        folders=tuple(places.as_id(key) for key in given.getlist("in")[:MOST]),
        everything=everything,
    )


def _nothing(request: PortalRequest) -> HttpResponse:
    messages.error(request, _("Nothing was chosen. Tick one or more files first."))
    return _back(request)


def _back(request: PortalRequest) -> HttpResponse:
    return redirect(_here(request))


def _here(request: PortalRequest) -> str:
    return places.address(places.folder_at(request.POST.get("folder")))
