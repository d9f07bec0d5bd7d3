"""The bytes of an export."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from bailee.foundation import clock
from bailee.people import preferences
from bailee.vault.records import exports
from bailee.vault.records.exports import ExportRefusedError
from bailee.vault.records.listing import ListingError, Query
from bailee.vault.records.models import Collection, Field
from bailee.web.portal import grid
from bailee.web.portal.collections import READERS
from bailee.web.ui.outgoing import SANDBOXED
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

_FILES = {  # how the name ends, and what the content is
    "csv": (".csv", "text/csv; charset=utf-8"),
    "safe": (" for spreadsheets.csv", "text/csv; charset=utf-8"),
    "xlsx": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "jsonl": (".jsonl", "application/jsonl; charset=utf-8"),
}


@roles(*READERS)
@require_GET
def show(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponseBase:
    """The file, streamed. Who took it is written down, with what was asked for."""
    collection = get_object_or_404(Collection, id=collection_id)
    form, now = request.GET.get("format", ""), clock.now()
    try:
        query, fields = asked(request, collection)
        content = exports.send(
            collection,
            query,
            format=form,
            fields=fields,
            time_zone=preferences.formats_of(request.user).time_zone,
            by=request.user.actor,
            now=now,
        )
    except (ListingError, ExportRefusedError) as error:
        messages.error(request, str(error))
        return redirect("portal:export-new", collection.id)
    ending, kind = _FILES[form]
    response = StreamingHttpResponse(content, content_type=kind)
    name = _name(collection, now) + ending
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"  # noqa: FBT003 - Django's positional signature
    response["Content-Security-Policy"] = SANDBOXED
    return response


def asked(request: PortalRequest, collection: Collection) -> tuple[Query, list[Field]]:
    """The view that the address names, and its fields in their order. Raises `ListingError`."""
    seen = grid.look(request, collection)
    fields = {str(field.id): field for field in collection.fields.all()}
    return seen.state.query, [fields[key] for key in seen.layout.shown(list(fields))]


def _name(collection: Collection, now: datetime) -> str:
    plain = "".join(
        c if c.isprintable() and c not in '/\\:*?"<>|' else " " for c in collection.label
    )
    return f"{' '.join(plain.split()) or 'Records'} {now:%Y-%m-%d}"
