"""Single records: shown, added, changed, moved to the trash."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from psycopg import sql

from bailee.foundation import clock
from bailee.vault.allowance import OverQuotaError
from bailee.vault.records import records, trash
from bailee.vault.records.models import Collection, Trashed
from bailee.vault.records.records import LinkedError, Record, RecordError, RecordGoneError
from bailee.vault.records.tables import BusyError
from bailee.web.portal import record_pages
from bailee.web.portal.collections import READERS, WRITERS
from bailee.web.portal.controls import controls, texts
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*READERS)
@require_safe
def show(request: PortalRequest, collection_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """One record whole, with its files and comments; where it lies in the trash, that."""
    if Trashed.objects.filter(collection=collection_id, record_id=record_id).exists():
        return redirect("portal:trashed", collection_id, record_id)
    collection, record = record_pages.found(collection_id, record_id)
    return record_pages.show(request, collection, record)


@roles(*WRITERS)
def new(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponseBase:
    """An empty form or a copy of a record; or what was typed with the reasons against it."""
    collection = get_object_or_404(Collection, id=collection_id)
    reasons: dict[str, str] = {}
    wrong = ""
    if request.method == "POST":
        try:
            made = records.add(collection, texts(request), by=request.user.actor, now=clock.now())
        except RecordError as error:
            reasons = error.reasons
        except (BusyError, OverQuotaError) as error:
            wrong = str(error)
        else:
            messages.success(request, _("The record has been added."))
            return redirect("portal:record", collection.id, made)
    original = _original(request, collection)
    start = request.POST if request.method == "POST" else _start(collection, original)
    context = {
        "collection": collection,
        "title": _("Copy of a record") if original else _("New record"),
        "copied": original is not None,
        "wrong": wrong,
        "controls": controls(collection, start, reasons),
        "back": reverse("portal:collection", args=[collection.id]),
    }
    refused = 422 if reasons else 409 if wrong else 200
    return render(request, "portal/records/form.html", context, status=refused)


@roles(*WRITERS)
def destroy(
    request: PortalRequest, collection_id: uuid.UUID, record_id: uuid.UUID
) -> HttpResponseBase:
    """Says what points at the record, asks once more, and moves it to the trash."""
    collection, record = record_pages.found(collection_id, record_id)
    wrong = ""
    if request.method == "POST":
        try:
            records.trash(collection, record.id, by=request.user.actor, now=clock.now())
        except (LinkedError, BusyError) as error:
            wrong = str(error)
        else:
            messages.success(
                request,
                _("The record is in the trash. It can be brought back for {days} days.").format(
                    days=trash.DAYS
                ),
            )
            return redirect("portal:collection", collection.id)
    condition = sql.SQL("id = {}").format(sql.Literal(record.id))
    context = {
        "collection": collection,
        "record": record,
        "title": record_pages.title(collection.fields.all(), record.texts),
        "pointing": trash.pointing_at(collection, condition),
        "days": trash.DAYS,
        "wrong": wrong,
    }
    status = 409 if wrong else 200
    return render(request, "portal/records/destroy.html", context, status=status)


def _original(request: PortalRequest, collection: Collection) -> Record | None:
    """The record of which a copy is asked for, if there is one."""
    try:
        return records.find(collection, uuid.UUID(request.GET.get("copy", "")))
    except (ValueError, RecordGoneError):
        return None


def _start(collection: Collection, original: Record | None) -> dict[str, str | None]:
    """What the form begins with: the fields' defaults, or the other record but for what may
    stand only once.
    """
    fields = collection.fields.all()
    if original is None:
        return {str(one.id): one.default for one in fields}
    return {str(one.id): None if one.unique else original.texts[str(one.id)] for one in fields}
