"""Editing in the grid: one cell read whole, a block of cells changed, titles for a link.

Asked by `grid.js`, answered in JSON. Without the script, records are changed on their own page.
"""

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from bailee.foundation import clock
from bailee.vault.allowance import OverQuotaError
from bailee.vault.records import listing, pasting, records, relations
from bailee.vault.records.models import Collection
from bailee.vault.records.pasting import PasteError, Target
from bailee.vault.records.records import RecordGoneError
from bailee.web.portal import grid_cells
from bailee.web.portal.collections import READERS, WRITERS
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

_UNREAD = gettext_lazy("This could not be read. Load the page again.")


@roles(read=READERS, write=WRITERS)
def cells(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """GET: one record's texts as they are now. POST: a block of texts, all or nothing."""
    collection = get_object_or_404(Collection, id=collection_id)
    if request.method == "POST":
        return _change(request, collection)
    try:
        record = records.find(collection, uuid.UUID(request.GET.get("id", "")))
    except (ValueError, RecordGoneError):
        return JsonResponse({"wrong": _("This record is there no more.")}, status=404)
    return JsonResponse({"version": record.version, "texts": record.texts})


@roles(*READERS)
@require_safe
def titles(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """Records or files that a link field may name and whose titles hold what was typed."""
    collection = get_object_or_404(Collection, id=collection_id)
    wanted = request.GET.get("field", "")
    field = next((one for one in collection.fields.all() if str(one.id) == wanted), None)
    words = request.GET.get("q", "").replace("\x00", "")
    if field is None or field.type not in relations.LINKS or not words.isprintable():
        return JsonResponse({"titles": []})
    return JsonResponse({"titles": [one.text for one in relations.search(field, words)]})


def _change(request: PortalRequest, collection: Collection) -> HttpResponse:
    try:
        targets, added, shown = _block(request, collection)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return JsonResponse({"wrong": _UNREAD}, status=400)
    by, now = request.user.actor, clock.now()
    try:
        changed = pasting.paste(collection, targets, added, by=by, now=now)
    except PasteError as error:
        reasons = [
            {"row": row, "field": field, "reason": reason}
            for row, found in sorted(error.reasons.items())
            for field, reason in found.items()
        ]
        present = _present(collection, [one.id for one in targets]) if len(targets) == 1 else None
        return JsonResponse({"reasons": reasons, "present": present}, status=422)
    except OverQuotaError as error:
        return JsonResponse({"wrong": str(error)}, status=409)
    rows = listing.rows(collection, changed)
    fields = list(collection.fields.all())
    html = {
        str(row.id): grid_cells.rendered(collection, fields, [row], shown, request.user)
        for row in rows
    }
    return JsonResponse({"rows": [html[str(one)] for one in changed if str(one) in html]})


def _block(
    request: HttpRequest, collection: Collection
) -> tuple[list[Target], list[dict[str, str]], list[str]]:
    """Raises one of several errors for anything but what the script sends."""
    found = json.loads(request.body)
    known = {str(one.id) for one in collection.fields.all()}
    targets = [
        Target(uuid.UUID(one["id"]), int(one["version"]), _texts(one["texts"], known))
        for one in found["rows"]
    ]
    added = [_texts(one, known) for one in found.get("added", [])]
    shown = [str(key) for key in found.get("shown", [])]
    return targets, added, [key for key in shown if key in known]


def _texts(found: Any, known: set[str]) -> dict[str, str]:
    if not all(isinstance(text, str) for text in found.values()):
        raise TypeError("a value is no text")
    return {key: text for key, text in found.items() if key in known}


def _present(collection: Collection, which: list[uuid.UUID]) -> dict[str, Any] | None:
    """The record as it is now, for a person whose change came too late."""
    try:
        record = records.find(collection, which[0])
    except RecordGoneError:
        return None
    return {"version": record.version, "texts": record.texts}
