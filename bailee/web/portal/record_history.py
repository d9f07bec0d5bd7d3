"""What became of a record: its steps, an earlier version, and the way back to it."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bailee.foundation import clock
from bailee.vault.records import history
from bailee.vault.records.history import Difference
from bailee.vault.records.models import Collection, Field
from bailee.vault.records.records import (
    Record,
    RecordChangedError,
    RecordError,
    RecordGoneError,
)
from bailee.vault.records.tables import BusyError
from bailee.web.portal import record_pages
from bailee.web.portal.collections import READERS, WRITERS, may_write
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*READERS)
@require_safe
def index(request: PortalRequest, collection_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """Every step, newest first."""
    collection, record = record_pages.found(collection_id, record_id)
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    steps = history.of(collection, record, before=before)
    texts = (
        (one.field, text)
        for step in steps
        for one in step.differences
        if one.field
        for text in (one.before, one.after)
    )
    context = {
        "collection": collection,
        "record": record,
        "title": record_pages.title(collection.fields.all(), record.texts),
        "steps": steps,
        "titles": record_pages.titles(texts),
        "older": steps[-1].version if steps and steps[-1].change else None,
        "newest": before is None,
    }
    return render(request, "portal/records/history.html", context)


@roles(read=READERS, write=WRITERS)
def show(
    request: PortalRequest, collection_id: uuid.UUID, record_id: uuid.UUID, version: int
) -> HttpResponseBase:
    """The record as it was at that version. POST: brings it back."""
    collection, record = record_pages.found(collection_id, record_id)
    try:
        then = history.at(collection, record, version)
    except LookupError:
        raise Http404 from None
    wrong, reasons = "", dict[str, str]()
    if request.method == "POST":
        wrong, reasons = _bring_back(request, collection, record, version)
        if not (wrong or reasons):
            messages.success(
                request, _("The record is back at version {version}.").format(version=version)
            )
            return redirect("portal:record", collection.id, record.id)
    fields = list(collection.fields.all())
    rows = _rows(fields, record, then, reasons)
    texts = ((one, text) for one in fields for text in _both(one, record, then))
    context = {
        "collection": collection,
        "record": record,
        "version": version,
        "title": record_pages.title(fields, record.texts),
        "rows": rows,
        "differs": any(row["difference"] for row in rows),
        "titles": record_pages.titles(texts),
        "wrong": wrong,
        "refused": bool(reasons),
        "may_write": may_write(request),
    }
    status = 422 if reasons else 409 if wrong else 200
    return render(request, "portal/records/version.html", context, status=status)


def _bring_back(
    request: PortalRequest, collection: Collection, record: Record, version: int
) -> tuple[str, dict[str, str]]:
    """Tries to, and says why not: a sentence, or reasons by field."""
    given = request.POST.get("version", "")
    looked_at = int(given) if given.isdecimal() and len(given) < 10 else 0
    try:
        history.restore(
            collection,
            record.id,
            to=version,
            version=looked_at,
            by=request.user.actor,
            now=clock.now(),
        )
    except RecordError as error:
        return "", error.reasons
    except RecordChangedError:
        return _("Somebody changed this record meanwhile. Look at what would change now."), {}
    except BusyError as error:
        return str(error), {}
    except RecordGoneError:
        raise Http404 from None
    return "", {}


def _rows(
    fields: list[Field],
    record: Record,
    then: Mapping[str, str | None],
    reasons: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Each field as it was, and what has become of it since."""
    rows = []
    for one in fields:
        before, after = _both(one, record, then)
        difference = Difference(one, before, after) if before != after else None
        wrong = reasons.get(str(one.id), "")
        rows.append({"field": one, "text": before, "difference": difference, "wrong": wrong})
    return rows


def _both(
    one: Field, record: Record, then: Mapping[str, str | None]
) -> tuple[str | None, str | None]:
    """The field's text then and now."""
    now = record.texts[str(one.id)]
    return then.get(str(one.id), now), now
