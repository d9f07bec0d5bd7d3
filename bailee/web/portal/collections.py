"""A client's collections: all of them, their names, their ends."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bailee.foundation import clock
from bailee.people import languages
from bailee.people.roles import Role
from bailee.vault.records import collections, listing, removal
from bailee.vault.records.collections import LabelError
from bailee.vault.records.demands import DemandError, NewField
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Collection, Field, Import
from bailee.vault.records.removal import RemovalError
from bailee.vault.records.types import TYPES
from bailee.web.portal.record_forms import CollectionForm
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

READERS = (Role.OWNER, Role.EDITOR, Role.READER)
WRITERS = (Role.OWNER, Role.EDITOR)
_LINES = 8  # fields that a new collection can begin with


def may_write(request: PortalRequest) -> bool:
    """Whether to offer changes; the database refuses them in any case."""
    return request.user.role in WRITERS and not request.client.frozen


@roles(*READERS)
@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """All collections, those that can be brought back, and imports that are not finished."""
    writes, now = may_write(request), clock.now()
    open_imports = Import.objects.exclude(state__in=["done", "undone"])
    removed = Collection.everything.exclude(removed_at=None).order_by("-removed_at")
    context = {
        "collections": collections.sized(),
        "imports": open_imports.select_related("collection") if writes else [],
        "removed": [(one, removal.days_left(one, now)) for one in removed] if writes else [],
        "may_write": writes,
    }
    return render(request, "portal/collections/index.html", context)


@roles(*WRITERS)
def new(request: PortalRequest) -> HttpResponse:
    """A collection made by hand: its name and its first fields."""
    form = CollectionForm(request.POST or None)
    rows = _rows(request.POST)
    wrong = ""
    if form.is_valid():
        asked = [NewField(label, kind) for label, kind in rows if label.strip()]
        try:
            if not asked:
                words = _("Name at least one field. The first is the title of each record.")
                raise LabelError(words)  # noqa: TRY301 - said where all the others are
            by, now = request.user.actor, clock.now()
            made = collections.create(**form.cleaned_data, fields=asked, by=by, now=now)
        except (LabelError, DemandError) as error:
            wrong = str(error)
        else:
            messages.success(
                request,
                _("“{label}” has been made. Give its fields rules here.").format(label=made.label),
            )
            return redirect("portal:collection-edit", made.id)
    kinds = [one for one in TYPES.values() if one.name not in {"relation", "choice"}]
    context = {"form": form, "rows": rows, "kinds": kinds, "wrong": wrong}
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/collections/new.html", context, status=status)


@roles(*WRITERS)
def edit(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """The collection's fields, its name and description, and what was removed from it."""
    collection, now = get_object_or_404(Collection, id=collection_id), clock.now()
    before = {"label": collection.label, "description": collection.description}
    form = CollectionForm(request.POST or None, initial=before)
    if form.is_valid():
        try:
            collections.describe(collection, **form.cleaned_data, by=request.user.actor, now=now)
        except LabelError as error:
            form.add_error("label", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("portal:collection", collection.id)
    removed = Field.everything.filter(collection=collection).exclude(removed_at=None)
    context = {
        "collection": collection,
        "name": before["label"],
        "form": form,
        "fields": collection.fields.select_related("target"),
        "removed": [
            (one, removal.days_left(one, now))
            for one in removed.select_related("instead").order_by("-removed_at")
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "portal/collections/edit.html", context, status=status)


@roles(*WRITERS)
def destroy(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and removes the collection with every record in it."""
    collection = get_object_or_404(Collection, id=collection_id)
    if request.method == "POST":
        try:
            removal.collection(collection, by=request.user.actor, now=clock.now())
        except RemovalError as error:
            messages.error(request, str(error))
            return redirect("portal:collection-edit", collection.id)
        words = _("“{label}” has been removed. It can be brought back for {days} days.")
        messages.success(request, words.format(label=collection.label, days=removal.DAYS))
        return redirect("portal:collections")
    page = listing.page(collection, Query(counted=True))
    context = {
        "confirm_base": "ui/portal.html",
        "title": _("Remove “{label}”?").format(label=collection.label),
        "text": _(
            "The collection goes with all its records ({total}). For {days} days it can be"
            " brought back whole; then it is gone for good."
        ).format(total=languages.usual().number(page.total), days=removal.DAYS),
        "submit": _("Remove the collection"),
        "back": reverse("portal:collection", args=[collection.id]),
    }
    return render(request, "ui/confirm.html", context)


@roles(*WRITERS)
@require_POST
def restore(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """Brings a removed collection back."""
    removed = Collection.everything.exclude(removed_at=None)
    collection = get_object_or_404(removed, id=collection_id)
    try:
        by, now = request.user.actor, clock.now()
        said = removal.bring_collection_back(collection, by=by, now=now)
    except RemovalError as error:
        messages.error(request, str(error))
        return redirect("portal:collections")
    messages.success(
        request, " ".join([_("“{label}” is back.").format(label=collection.label), *said])
    )
    return redirect("portal:collection", collection.id)


def _rows(given: QueryDict) -> list[tuple[str, str]]:
    """Name and type of each line of the form."""
    typed = zip(given.getlist("field")[:_LINES], given.getlist("type"), strict=False)
    rows = [(label, kind if kind in TYPES else "text") for label, kind in typed]
    return rows + [("", "text")] * (_LINES - len(rows))
