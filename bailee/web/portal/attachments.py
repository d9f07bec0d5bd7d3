"""The files of a record: chosen from those in the vault, or sent anew."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bailee.foundation import clock
from bailee.vault.files import uploads
from bailee.vault.files.models import File
from bailee.vault.files.uploads import FileRefusedError
from bailee.vault.records import attachments
from bailee.vault.records.models import Attachment
from bailee.web.portal import record_pages
from bailee.web.portal.collections import WRITERS
from bailee.web.portal.forms import FileSearch
from bailee.web.ui import incoming
from bailee.web.ui.incoming import IncomingError
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

SHOWN = 50  # files to choose from


@roles(*WRITERS)
def index(
    request: PortalRequest, collection_id: uuid.UUID, record_id: uuid.UUID
) -> HttpResponseBase:
    """The files of the vault to choose from, newest first. POST: attaches those chosen."""
    collection, record = record_pages.found(collection_id, record_id)
    if request.method == "POST":
        chosen = _chosen(request)
        for file in chosen:
            attachments.attach(collection, record.id, file, by=request.user.actor, now=clock.now())
        if chosen:
            messages.success(
                request,
                ngettext("{count} file attached.", "{count} files attached.", len(chosen)).format(
                    count=len(chosen)
                ),
            )
            return redirect("portal:record", collection.id, record.id)
        messages.error(request, _("No file was chosen. Tick one or more, then attach them."))
    search = FileSearch(request.GET)
    q = search.cleaned_data["q"] if search.is_valid() else ""
    there = Attachment.objects.filter(record_id=record.id).values("file")
    found = _whole().filter(name__icontains=q).exclude(id__in=there)
    context = {
        "collection": collection,
        "record": record,
        "title": record_pages.title(collection.fields.all(), record.texts),
        "search": search,
        "q": q,
        "files": found[:SHOWN],
        "more": found.count() > SHOWN,
    }
    return render(request, "portal/records/attachments.html", context)


@roles(*WRITERS)
@require_POST
def create(request: PortalRequest, collection_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """Takes the files of the form into the vault and attaches them as they arrive."""
    collection, record = record_pages.found(collection_id, record_id)
    back = redirect("portal:record", collection.id, record.id)
    if incoming.announced(request) > settings.MAX_UPLOAD_BYTES:
        messages.error(
            request, _("Nothing was stored: these files are too large to be sent at once.")
        )
        return back
    by, stored, broken = request.user.actor, 0, ""
    try:
        for name, source in incoming.files(request):
            file = uploads.store(name=name, source=source, by=by, now=clock.now())
            attachments.attach(collection, record.id, file, by=by, now=clock.now())
            stored += 1
    except (FileRefusedError, IncomingError) as error:
        broken = str(error)
    if stored:
        messages.success(
            request,
            ngettext(
                "{stored} file stored and attached.", "{stored} files stored and attached.", stored
            ).format(stored=stored),
        )
    if broken or not stored:
        messages.error(
            request, broken or _("No file was chosen. Choose one or more, then attach them.")
        )
    return back


@roles(*WRITERS)
@require_POST
def destroy(
    request: PortalRequest,
    collection_id: uuid.UUID,
    record_id: uuid.UUID,
    attachment_id: uuid.UUID,
) -> HttpResponse:
    """The file is no longer attached; it stays among the files."""
    collection, record = record_pages.found(collection_id, record_id)
    one = get_object_or_404(Attachment, id=attachment_id, record_id=record.id)
    name = one.file.name
    attachments.detach(one)
    messages.success(
        request,
        _("“{name}” is no longer attached. It is still among your files.").format(name=name),
    )
    return redirect("portal:record", collection.id, record.id)


def _whole() -> QuerySet[File]:
    """Files that are there whole, and not in the trash."""
    return File.objects.filter(stored_at__isnull=False, trashed_at=None)


def _chosen(request: PortalRequest) -> list[File]:
    ids = []
    for text in request.POST.getlist("file")[:SHOWN]:
        try:
            ids.append(uuid.UUID(text))
        except ValueError:
            continue
    return list(_whole().filter(id__in=ids))
