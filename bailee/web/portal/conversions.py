"""Another type for a field: chosen, tried out, carried out, undone."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bailee.foundation import clock
from bailee.people import languages
from bailee.vault.records import conversion
from bailee.vault.records.collections import LabelError, NewField
from bailee.vault.records.demands import DemandError
from bailee.vault.records.models import Collection, Field
from bailee.vault.records.obstacles import ObstacleError
from bailee.vault.records.types import TYPES
from bailee.web.portal.collections import WRITERS
from bailee.web.portal.fields import ICONS
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*WRITERS)
def edit(request: PortalRequest, collection_id: uuid.UUID, field_id: uuid.UUID) -> HttpResponse:
    """The types to choose from; then what the chosen one would lose; then it is done."""
    field = get_object_or_404(Field, id=field_id, collection_id=collection_id)
    given = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = {"collection": field.collection, "field": field}
    kind = TYPES.get(given.get("type", ""))
    if kind is None or kind.name == field.type:
        kinds = [(one, ICONS[one.name]) for one in TYPES.values() if one.name != field.type]
        return render(request, "portal/fields/types.html", context | {"kinds": kinds})
    context |= {"kind": kind, "given": given, "targets": Collection.objects.all(), "wrong": {}}
    try:
        asked = _asked(field, kind.name, given.get("target", ""))
        if request.method == "POST":
            return _converted(request, field, asked, leave_empty="agreed" in given)
        context["dry"] = conversion.try_out(field, asked, after=_page(given.get("after", "")))
    except DemandError as error:
        context["wrong"] = error.reasons if kind.name != "relation" or given.get("target") else {}
    except (ObstacleError, LabelError) as error:
        context |= {"refused": str(error), "dry": conversion.try_out(field, asked)}
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/fields/convert.html", context, status=status)


@roles(*WRITERS)
@require_POST
def destroy(request: PortalRequest, collection_id: uuid.UUID, field_id: uuid.UUID) -> HttpResponse:
    """Undoes a conversion: the values from before it are the field's again."""
    copies = Field.everything.filter(
        collection_id=collection_id, removed_at__isnull=False, instead__removed_at=None
    )
    copy = get_object_or_404(copies.exclude(instead=None), id=field_id)
    lost = conversion.undo(copy, by=request.user.actor, now=clock.now())
    words = _("“{label}” is of its earlier type again.").format(label=copy.label)
    if lost:
        words += " " + _(
            "{lost} values written since do not fit it; they are kept under Removed."
        ).format(lost=languages.usual().number(lost))
    messages.success(request, words)
    return redirect("portal:collection-edit", collection_id)


def _asked(field: Field, kind: str, target: str) -> NewField:
    chosen = Collection.objects.filter(id=target).first() if _is_id(target) else None
    choices = conversion.choices_of(field) if kind == "choice" else ()
    return NewField(
        label=field.label,
        type=kind,
        required=field.required,
        unique=field.unique,
        indexed=field.indexed,
        description=field.description,
        choices=choices,
        target=chosen.id if chosen else None,
    )


def _converted(
    request: PortalRequest, field: Field, asked: NewField, *, leave_empty: bool
) -> HttpResponse:
    by, now = request.user.actor, clock.now()
    lost = conversion.convert(field, asked, leave_empty=leave_empty, by=by, now=now)
    words = _("“{label}” is now of the type {type}.").format(
        label=field.label, type=field.kind.label
    )
    if lost:
        words += " " + _("{lost} values did not fit; they are kept under Removed.").format(
            lost=languages.usual().number(lost)
        )
    messages.success(request, words)
    return redirect("portal:collection-edit", field.collection_id)


def _page(after: str) -> str:
    return after if _is_id(after) else ""


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
