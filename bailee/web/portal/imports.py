"""Bringing in a file: sent, columns chosen (`import_columns`), checked, imported."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bailee.foundation import clock
from bailee.vault.records import imports, queue
from bailee.vault.records.imports import ImportRefusedError
from bailee.vault.records.intake.workbooks import MAX_SIZE
from bailee.vault.records.models import Collection, Import
from bailee.web.portal.collections import READERS, WRITERS, may_write
from bailee.web.ui import incoming
from bailee.web.ui.incoming import IncomingError
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest
from bailee.web.ui.templatetags.ui import size as in_words


@roles(*WRITERS)
def new(request: PortalRequest, collection_id: uuid.UUID | None = None) -> HttpResponse:
    """Takes a file, for a new collection or into an old one."""
    into = get_object_or_404(Collection, id=collection_id) if collection_id else None
    wrong = ""
    if request.method == "POST":
        try:
            one = _receive(request, into)
        except (IncomingError, ImportRefusedError) as error:
            wrong = str(error)
        else:
            return redirect("portal:import-columns", one.id)
    context = {
        "collection": into,
        "wrong": wrong,
        "limit": settings.MAX_UPLOAD_BYTES,
        "book": MAX_SIZE,
    }
    return render(request, "portal/imports/new.html", context, status=422 if wrong else 200)


def _receive(request: PortalRequest, into: Collection | None) -> Import:
    if incoming.announced(request) > settings.MAX_UPLOAD_BYTES:
        limit = in_words(settings.MAX_UPLOAD_BYTES)
        raise IncomingError(
            _("The file is larger than {limit}. Send it in parts.").format(limit=limit)
        )
    for name, source in incoming.files(request):
        by, now = request.user.actor, clock.now()
        return imports.receive(source=source, file_name=name, by=by, now=now, collection=into)
    raise IncomingError(_("No file was chosen. Choose one, then send it."))


@roles(*READERS)
@require_safe
def show(request: PortalRequest, import_id: uuid.UUID) -> HttpResponse:
    """Where the import stands; asks again by itself while it is under way."""
    one = get_object_or_404(Import.objects.select_related("collection"), id=import_id)
    if one.state in {"received", "planned"} and may_write(request):
        return redirect("portal:import-columns", one.id)
    context = {
        "one": one,
        "under_way": one.state in imports.UNDER_WAY,
        "can_change": one.state in imports.OPEN and may_write(request),
        "may_write": may_write(request),
    }
    part = "portal/imports/state.html" if request.htmx else "portal/imports/show.html"
    return render(request, part, context)


@roles(*WRITERS)
@require_POST
def update(request: PortalRequest, import_id: uuid.UUID) -> HttpResponse:
    """Imports what was checked."""
    one = get_object_or_404(Import, id=import_id)
    try:
        queue.run(one, now=clock.now())
    except ImportRefusedError as error:
        messages.error(request, str(error))
    return redirect("portal:import", one.id)


@roles(*WRITERS)
def destroy(request: PortalRequest, import_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and forgets the import and its file."""
    one = get_object_or_404(Import, id=import_id)
    if request.method == "POST":
        try:
            imports.discard(one)
        except ImportRefusedError as error:
            messages.error(request, str(error))
            return redirect("portal:import", one.id)
        messages.success(
            request,
            _("The import of “{file_name}” has been discarded.").format(file_name=one.file_name),
        )
        return redirect("portal:collections")
    context = {
        "confirm_base": "ui/portal.html",
        "title": _("Discard this import?"),
        "text": _(
            "“{file_name}” is deleted from your vault, with its list of refused rows."
            " Records that were imported stay."
        ).format(file_name=one.file_name),
        "submit": _("Discard the import"),
        "back": reverse("portal:import", args=[one.id]),
    }
    return render(request, "ui/confirm.html", context)
