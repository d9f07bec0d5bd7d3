"""Bringing in a CSV file: sent, columns chosen, checked, imported."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bailee.foundation import clock
from bailee.vault.records import imports, queue
from bailee.vault.records.collections import LabelError
from bailee.vault.records.imports import ImportRefusedError
from bailee.vault.records.intake.dialect import DELIMITERS, Dialect
from bailee.vault.records.intake.encoding import ENCODINGS
from bailee.vault.records.intake.propose import Column
from bailee.vault.records.models import Collection, Field, Import
from bailee.vault.records.types import TYPES
from bailee.web.portal.collections import READERS, WRITERS, may_write
from bailee.web.ui import incoming
from bailee.web.ui.incoming import IncomingError
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest
from bailee.web.ui.templatetags.ui import size as in_words

LEFT_OUT = "-"


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
    context = {"collection": into, "wrong": wrong, "limit": settings.MAX_UPLOAD_BYTES}
    return render(request, "portal/imports/new.html", context, status=422 if wrong else 200)


def _receive(request: PortalRequest, into: Collection | None) -> Import:
    if incoming.announced(request) > settings.MAX_UPLOAD_BYTES:
        limit = in_words(settings.MAX_UPLOAD_BYTES)
        raise IncomingError(f"The file is larger than {limit}. Send it in parts.")
    for name, source in incoming.files(request):
        by, now = request.user.actor, clock.now()
        return imports.receive(source=source, file_name=name, by=by, now=now, collection=into)
    raise IncomingError("No file was chosen. Choose one, then send it.")


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
def edit(request: PortalRequest, import_id: uuid.UUID) -> HttpResponse:
    """What becomes of each column, and how the file is read."""
    one = get_object_or_404(Import.objects.select_related("collection"), id=import_id)
    if one.state not in imports.OPEN:
        return redirect("portal:import", one.id)
    columns, wrong = imports.columns(one), ""
    if request.method == "POST":
        columns = _columns(request.POST, columns, one)
        try:
            if "reread" in request.POST:
                imports.reread(one, _dialect(request.POST, one))
                return redirect("portal:import-columns", one.id)
            one.label = request.POST.get("label", one.label)
            whole = request.POST.get("take") == "all"
            imports.choose(one, columns=columns, label=one.label, all_or_nothing=whole)
            queue.check(one, now=clock.now())
            return redirect("portal:import", one.id)
        except (ImportRefusedError, LabelError) as error:
            wrong = str(error)
    context = {
        "one": one,
        "columns": columns,
        "wrong": wrong,
        "types": list(TYPES.values()),
        "fields": list(one.collection.fields.all()) if one.collection else [],
        "encodings": ENCODINGS,
        "delimiters": DELIMITERS,
        "left_out": LEFT_OUT,
    }
    return render(request, "portal/imports/edit.html", context, status=422 if wrong else 200)


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
        messages.success(request, f"The import of “{one.file_name}” has been discarded.")
        return redirect("portal:collections")
    context = {
        "confirm_base": "ui/portal.html",
        "title": "Discard this import?",
        "text": f"“{one.file_name}” is deleted from your vault, with its list of refused rows."
        " Records that were imported stay.",
        "submit": "Discard the import",
        "back": reverse("portal:import", args=[one.id]),
    }
    return render(request, "ui/confirm.html", context)


def _dialect(given: QueryDict, one: Import) -> Dialect:
    """Raises `ImportRefusedError` for what is not on the form."""
    before = Dialect.from_json(one.dialect)
    encoding = given.get("encoding", before.encoding)
    delimiter = given.get("delimiter", before.delimiter)
    if encoding not in ENCODINGS or delimiter not in DELIMITERS:
        raise ImportRefusedError("Choose an encoding and a delimiter from the lists.")
    header = given.get("header") == "yes"
    return Dialect(encoding, delimiter, before.quote, before.escape, header=header)


def _columns(given: QueryDict, before: list[Column], one: Import) -> list[Column]:
    fields = (
        {str(field.id): field for field in one.collection.fields.all()} if one.collection else {}
    )
    return [_column(given, place, column, fields) for place, column in enumerate(before)]


def _column(given: QueryDict, place: int, before: Column, fields: dict[str, Field]) -> Column:
    """One column as the form says; what the form does not say stays."""
    target = given.get(f"type-{place}", LEFT_OUT)
    kept: dict[str, Any] = {"header": before.header, "samples": before.samples}
    if fields:
        return before.into(fields[target]) if target in fields else _left_out(before)
    return Column(
        label=given.get(f"label-{place}", before.label),
        type=before.type if target == LEFT_OUT else target,
        required=f"required-{place}" in given,
        indexed=f"indexed-{place}" in given,
        skipped=target == LEFT_OUT,
        **kept,
    )


def _left_out(before: Column) -> Column:
    return Column(before.header, before.label, before.type, skipped=True, samples=before.samples)
