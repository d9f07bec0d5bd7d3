"""Taking a whole import back, or breaking it off."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bailee.foundation import clock
from bailee.vault.records import imports, queue, undoing
from bailee.vault.records.imports import ImportRefusedError
from bailee.vault.records.models import Import
from bailee.vault.records.undoing import UndoError
from bailee.web.portal.collections import WRITERS
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*WRITERS)
def new(request: PortalRequest, import_id: uuid.UUID) -> HttpResponse:
    """Shows what an undo would do, asks about what people changed since, and begins it."""
    one = get_object_or_404(Import.objects.select_related("collection"), id=import_id)
    if one.state != "done":
        return redirect("portal:import", one.id)
    if request.method == "POST":
        try:
            queue.undo(
                one,
                changed=request.POST.get("changed", undoing.KEEP),
                collection="collection" in request.POST,
                by=request.user.actor,
                now=clock.now(),
            )
        except ImportRefusedError as error:
            messages.error(request, str(error))
        return redirect("portal:import", one.id)
    try:
        preview = undoing.preview(one)
    except UndoError as error:
        messages.error(request, str(error))
        return redirect("portal:import", one.id)
    context = {"one": one, "preview": preview, "keep": undoing.KEEP, "trash": undoing.TRASH}
    return render(request, "portal/imports/undo.html", context)


@roles(write=WRITERS)
@require_POST
def cancel(request: PortalRequest, import_id: uuid.UUID) -> HttpResponse:
    """Breaks off an import that is under way."""
    one = get_object_or_404(Import, id=import_id)
    try:
        imports.cancel(one, now=clock.now())
    except ImportRefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The import is being cancelled."))
    return redirect("portal:import", one.id)
