"""Single records: shown, added, changed, deleted."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bailee.foundation import clock
from bailee.vault.allowance import OverQuotaError
from bailee.vault.records import records
from bailee.vault.records.models import Collection
from bailee.vault.records.records import (
    Record,
    RecordChangedError,
    RecordError,
    RecordGoneError,
)
from bailee.web.portal.collections import READERS, WRITERS, may_write
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*READERS)
@require_safe
def show(request: PortalRequest, collection_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """One record whole."""
    collection, record = _find(collection_id, record_id)
    context = {
        "collection": collection,
        "record": record,
        "values": _controls(collection, record.texts, {}),
        "may_write": may_write(request),
    }
    return render(request, "portal/records/show.html", context)


@roles(*WRITERS)
def new(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """An empty form, or what was typed with the reasons why it is refused."""
    collection = get_object_or_404(Collection, id=collection_id)
    reasons: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = records.add(collection, _texts(request), by=request.user.actor, now=clock.now())
        except RecordError as error:
            reasons = error.reasons
        except OverQuotaError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The record has been added.")
            return redirect("portal:record", collection.id, made)
    context = {
        "collection": collection,
        "title": "New record",
        "controls": _controls(collection, request.POST, reasons),
        "back": reverse("portal:collection", args=[collection.id]),
    }
    return render(request, "portal/records/form.html", context, status=422 if reasons else 200)


@roles(*WRITERS)
def edit(request: PortalRequest, collection_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """The record as a form; refused if somebody else saved it meanwhile."""
    collection, record = _find(collection_id, record_id)
    reasons: dict[str, str] = {}
    changed = False
    if request.method == "POST":
        try:
            records.edit(
                collection,
                record_id,
                _texts(request),
                version=_version(request),
                by=request.user.actor,
                now=clock.now(),
            )
        except RecordError as error:
            reasons = error.reasons
        except RecordChangedError:
            changed = True
        else:
            messages.success(request, "Saved.")
            return redirect("portal:record", collection.id, record_id)
    texts = request.POST if request.method == "POST" else record.texts
    here = reverse("portal:record", args=[collection.id, record_id])
    context = {
        "collection": collection,
        "title": "Change the record",
        "controls": _controls(collection, texts, reasons),
        "version": record.version if not changed else _version(request),
        "changed": changed,
        "back": here,
    }
    refused = 409 if changed else 422 if reasons else 200
    return render(request, "portal/records/form.html", context, status=refused)


@roles(*WRITERS)
def destroy(request: PortalRequest, collection_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and deletes."""
    collection, record = _find(collection_id, record_id)
    if request.method == "POST":
        records.trash(collection, record.id, by=request.user.actor, now=clock.now())
        messages.success(request, "The record has been moved to the trash.")
        return redirect("portal:collection", collection.id)
    context = {
        "confirm_base": "ui/portal.html",
        "title": "Delete this record?",
        "text": f"The record is removed from “{collection.label}” at once and cannot be brought"
        " back.",
        "submit": "Delete the record",
        "back": reverse("portal:record", args=[collection.id, record.id]),
    }
    return render(request, "ui/confirm.html", context)


def _find(collection_id: uuid.UUID, record_id: uuid.UUID) -> tuple[Collection, Record]:
    collection = get_object_or_404(Collection, id=collection_id)
    try:
        return collection, records.find(collection, record_id)
    except RecordGoneError:
        raise Http404 from None


def _texts(request: PortalRequest) -> dict[str, str]:
    return {key: str(text) for key, text in request.POST.items()}


def _version(request: PortalRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def _controls(
    collection: Collection, texts: Mapping[str, Any], reasons: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Each field with its text and, if it was refused, why."""
    return [
        {
            "field": field,
            "text": texts.get(str(field.id)),
            "wrong": reasons.get(str(field.id), ""),
        }
        for field in collection.fields.all()
    ]
