"""The fields of a collection: added, named, indexed, removed."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from bailee.foundation import clock
from bailee.vault.records import fields, removal
from bailee.vault.records.collections import LabelError, NewField
from bailee.vault.records.models import Collection, Field
from bailee.web.portal.collections import WRITERS
from bailee.web.portal.record_forms import FieldForm, NewFieldForm
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*WRITERS)
def new(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """A new field of any type."""
    collection = get_object_or_404(Collection, id=collection_id)
    form = NewFieldForm(request.POST or None)
    if form.is_valid():
        try:
            made = NewField(**form.cleaned_data)
            fields.add(collection, made, by=request.user.actor, now=clock.now())
        except LabelError as error:
            form.add_error("label", str(error))
        else:
            messages.success(request, f"“{form.cleaned_data['label']}” has been added.")
            return redirect("portal:collection-edit", collection.id)
    context = {"collection": collection, "form": form, "title": "New field"}
    return render(request, "portal/fields/new.html", context)


@roles(*WRITERS)
def edit(request: PortalRequest, collection_id: uuid.UUID, field_id: uuid.UUID) -> HttpResponse:
    """The field's name, and whether it is indexed."""
    field = get_object_or_404(Field, id=field_id, collection_id=collection_id)
    before = {"label": field.label, "indexed": field.indexed}
    form = FieldForm(request.POST or None, initial=before, indexable=field.kind.indexable)
    if form.is_valid():
        try:
            fields.rename(field, label=form.cleaned_data["label"])
        except LabelError as error:
            form.add_error("label", str(error))
        else:
            fields.index(field, indexed=form.cleaned_data.get("indexed", False))
            messages.success(request, "Saved.")
            return redirect("portal:collection-edit", collection_id)
    context = {
        "collection": field.collection,
        "form": form,
        "title": before["label"],
        "field": field,
    }
    return render(request, "portal/fields/new.html", context)


@roles(*WRITERS)
def destroy(request: PortalRequest, collection_id: uuid.UUID, field_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and removes the field with its values in every record."""
    field = get_object_or_404(Field, id=field_id, collection_id=collection_id)
    back = reverse("portal:collection-edit", args=[collection_id])
    if request.method == "POST":
        removal.field(field, by=request.user.actor, now=clock.now())
        messages.success(request, f"“{field.label}” has been removed.")
        return redirect(back)
    context = {
        "confirm_base": "ui/portal.html",
        "title": f"Remove “{field.label}”?",
        "text": "The field is removed with its value in every record. This cannot be undone.",
        "submit": "Remove the field",
        "back": back,
    }
    return render(request, "ui/confirm.html", context)
