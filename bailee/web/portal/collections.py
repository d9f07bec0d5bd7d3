"""A client's collections: all of them, their names, their ends."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bailee.foundation import clock
from bailee.people.roles import Role
from bailee.vault.records import collections, listing, removal
from bailee.vault.records.collections import LabelError
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Collection, Import
from bailee.web.portal.record_forms import CollectionForm
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

READERS = (Role.OWNER, Role.EDITOR, Role.READER)
WRITERS = (Role.OWNER, Role.EDITOR)


def may_write(request: PortalRequest) -> bool:
    """Whether to offer changes; the database refuses them in any case."""
    return request.user.role in WRITERS and not request.client.frozen


@roles(*READERS)
@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """All collections, and imports that are not finished."""
    open_imports = Import.objects.exclude(state="done").select_related("collection")
    context = {
        "collections": collections.sized(),
        "imports": open_imports if may_write(request) else [],
        "may_write": may_write(request),
    }
    return render(request, "portal/collections/index.html", context)


@roles(*WRITERS)
def edit(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """The collection's name and description, and its fields."""
    collection = get_object_or_404(Collection, id=collection_id)
    before = {"label": collection.label, "description": collection.description}
    form = CollectionForm(request.POST or None, initial=before)
    if form.is_valid():
        try:
            by, now = request.user.actor, clock.now()
            collections.describe(collection, **form.cleaned_data, by=by, now=now)
        except LabelError as error:
            form.add_error("label", str(error))
        else:
            messages.success(request, "Saved.")
            return redirect("portal:collection", collection.id)
    context = {"collection": collection, "name": before["label"], "form": form}
    return render(request, "portal/collections/edit.html", context)


@roles(*WRITERS)
def destroy(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and deletes the collection with every record in it."""
    collection = get_object_or_404(Collection, id=collection_id)
    if request.method == "POST":
        removal.collection(collection, by=request.user.actor, now=clock.now())
        messages.success(request, f"“{collection.label}” and its records have been deleted.")
        return redirect("portal:collections")
    page = listing.page(collection, Query(counted=True))
    context = {
        "confirm_base": "ui/portal.html",
        "title": f"Delete “{collection.label}”?",
        "text": f"The collection is deleted at once with all its records ({page.total:,}) and"
        " cannot be brought back. You may want to download your archive first.",
        "submit": "Delete the collection",
        "back": reverse("portal:collection", args=[collection.id]),
    }
    return render(request, "ui/confirm.html", context)
