"""What became of a record: its steps, an earlier version, and the way back to it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bailee.foundation import clock
from bailee.vault.records import history
from bailee.vault.records.history import Difference
from bailee.vault.records.records import RecordChangedError, RecordError, RecordGoneError
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
    reasons: dict[str, str] = {}
    wrong = ""
    try:
        then = history.at(collection, record, version)
        if request.method == "POST":
            history.restore(
                collection,
                record.id,
                to=version,
                version=_looked_at(request),
                by=request.user.actor,
                now=clock.now(),
            )
            messages.success(request, f"The record is back at version {version}.")
            return redirect("portal:record", collection.id, record.id)
    except RecordError as error:
        reasons = error.reasons
    except RecordChangedError:
        wrong = "Somebody changed this record meanwhile. Look at what would change now."
    except BusyError as error:
        wrong = str(error)
    except (LookupError, RecordGoneError):
        raise Http404 from None
    fields = list(collection.fields.all())
    rows = [
        {
            "field": one,
            "text": then.get(key, record.texts[key]),
            "difference": Difference(one, then[key], record.texts[key])
            if key in then and then[key] != record.texts[key]
            else None,
            "wrong": reasons.get(key, ""),
        }
        for one in fields
        for key in [str(one.id)]
    ]
    context = {
        "collection": collection,
        "record": record,
        "version": version,
        "title": record_pages.title(fields, record.texts),
        "rows": rows,
        "differs": any(row["difference"] for row in rows),
        "titles": record_pages.titles(
            (one, text)
            for one in fields
            for text in (then.get(str(one.id)), record.texts[str(one.id)])
        ),
        "wrong": wrong,
        "refused": bool(reasons),
        "may_write": may_write(request),
    }
    status = 422 if reasons else 409 if wrong else 200
    return render(request, "portal/records/version.html", context, status=status)


def _looked_at(request: PortalRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0
