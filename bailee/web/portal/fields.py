"""The fields of a collection: added, changed, put in order, removed, brought back."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bailee.foundation import clock
from bailee.vault.records import fields, removal
from bailee.vault.records.collections import LabelError
from bailee.vault.records.demands import DemandError
from bailee.vault.records.models import Collection, Field
from bailee.vault.records.obstacles import ObstacleError
from bailee.vault.records.removal import RemovalError
from bailee.vault.records.tables import BusyError
from bailee.vault.records.types import TYPES
from bailee.web.portal.collections import WRITERS
from bailee.web.portal.record_forms import FieldForm, filled
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

ICONS = {
    "text": "type",
    "long_text": "text-align-start",
    "integer": "hash",
    "decimal": "decimals-arrow-right",
    "boolean": "square-check",
    "date": "calendar",
    "datetime": "calendar-clock",
    "choice": "list",
    "json": "braces",
    "url": "link",
    "email": "mail",
    "file": "paperclip",
    "relation": "arrow-right-left",
}


@roles(*WRITERS)
def new(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """First the type is chosen, then what is asked of the values."""
    collection = get_object_or_404(Collection, id=collection_id)
    kind = TYPES.get(request.GET.get("type") or request.POST.get("type", ""))
    if kind is None:
        kinds = [(one, ICONS[one.name]) for one in TYPES.values()]
        context = {"collection": collection, "kinds": kinds}
        return render(request, "portal/fields/types.html", context)
    form = FieldForm(request.POST or None, kind=kind, new=True)
    obstacle: ObstacleError | None = None
    if form.is_valid():
        try:
            fields.add(collection, form.asked, by=request.user.actor, now=clock.now())
        except LabelError as error:
            form.add_error("label", str(error))
        except DemandError as error:
            form.refuse(error.reasons)
        except ObstacleError as error:
            obstacle = error
        else:
            messages.success(
                request,
                _("“{label}” has been added.").format(label=form.cleaned_data["label"]),
            )
            return redirect("portal:collection-edit", collection.id)
    context = {"collection": collection, "form": form, "kind": kind, "obstacle": obstacle}
    return render(request, "portal/fields/new.html", context, status=_status(request))


@roles(*WRITERS)
def edit(request: PortalRequest, collection_id: uuid.UUID, field_id: uuid.UUID) -> HttpResponse:
    """The field's name, and what is asked of its values."""
    field = get_object_or_404(Field, id=field_id, collection_id=collection_id)
    label = field.label
    form = FieldForm(request.POST or None, kind=field.kind, new=False, initial=filled(field))
    obstacle: ObstacleError | None = None
    if form.is_valid():
        try:
            fields.change(field, form.asked)
        except LabelError as error:
            form.add_error("label", str(error))
        except DemandError as error:
            form.refuse(error.reasons)
        except ObstacleError as error:
            obstacle = error
        else:
            messages.success(request, _("Saved."))
            return redirect("portal:collection-edit", collection_id)
    context = {
        "collection": field.collection,
        "form": form,
        "kind": field.kind,
        "field": field,
        "label": label,
        "obstacle": obstacle,
    }
    return render(request, "portal/fields/edit.html", context, status=_status(request))


@roles(*WRITERS)
@require_POST
def order(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """Puts the fields in the order given, or moves one up or down."""
    collection = get_object_or_404(Collection, id=collection_id)
    ids = [str(one) for one in collection.fields.values_list("id", flat=True)]
    given = [one for one in request.POST.getlist("field") if one in ids]
    way, _, moved = request.POST.get("move", "").partition(":")
    if moved in ids:
        place = ids.index(moved)
        there = max(place - 1, 0) if way == "up" else place + 1
        ids.insert(there, ids.pop(place))
        given = ids
    fields.order(collection, [uuid.UUID(one) for one in given])
    if request.htmx:
        return HttpResponse(status=204)
    return redirect(f"{reverse('portal:collection-edit', args=[collection_id])}#fields")


@roles(*WRITERS)
def destroy(request: PortalRequest, collection_id: uuid.UUID, field_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and removes the field with its values in every record."""
    field = get_object_or_404(Field, id=field_id, collection_id=collection_id)
    back = reverse("portal:collection-edit", args=[collection_id])
    if request.method == "POST":
        removal.field(field, by=request.user.actor, now=clock.now())
        messages.success(
            request,
            _("“{label}” has been removed. It can be brought back for {days} days.").format(
                label=field.label, days=removal.DAYS
            ),
        )
        return redirect(back)
    context = {
        "confirm_base": "ui/portal.html",
        "title": _("Remove “{label}”?").format(label=field.label),
        "text": _(
            "The field goes from every record at once. For {days} days it can be brought"
            " back with its values; then it is gone for good."
        ).format(days=removal.DAYS),
        "submit": _("Remove the field"),
        "back": back,
    }
    return render(request, "ui/confirm.html", context)


@roles(*WRITERS)
@require_POST
def restore(request: PortalRequest, collection_id: uuid.UUID, field_id: uuid.UUID) -> HttpResponse:
    """Brings a removed field back."""
    removed = Field.everything.filter(collection_id=collection_id, removed_at__isnull=False)
    field = get_object_or_404(removed.select_related("collection", "target"), id=field_id)
    try:
        said = removal.bring_field_back(field, by=request.user.actor, now=clock.now())
    except (RemovalError, BusyError) as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, " ".join([_("“{label}” is back.").format(label=field.label), *said])
        )
    return redirect("portal:collection-edit", collection_id)


def _status(request: PortalRequest) -> int:
    return 422 if request.method == "POST" else 200
