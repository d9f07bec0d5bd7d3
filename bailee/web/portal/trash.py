"""The trash of a collection: what lies in it, brought back, or deleted for good."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bailee.foundation import clock
from bailee.people import languages
from bailee.people.roles import Role
from bailee.vault.records import changes, trash
from bailee.vault.records.models import Collection, Field, Trashed
from bailee.vault.records.tables import BusyError
from bailee.web.portal import record_pages
from bailee.web.portal.collections import READERS, WRITERS, may_write
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

PAGE = 50  # records


@roles(*READERS)
@require_safe
def index(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """What lies in the trash, newest first, with the days left."""
    collection = get_object_or_404(Collection, id=collection_id)
    return _index(request, collection, {})


@roles(*READERS)
@require_safe
def show(request: PortalRequest, collection_id: uuid.UUID, trashed_id: uuid.UUID) -> HttpResponse:
    """One record that lies in the trash, whole."""
    collection = get_object_or_404(Collection, id=collection_id)
    one = get_object_or_404(Trashed, collection=collection, record_id=trashed_id)
    fields = list(collection.fields.all())
    texts = _texts(one, fields)
    context = {
        "collection": collection,
        "one": one,
        "title": record_pages.title(fields, texts),
        "values": [{"field": field, "value": texts[str(field.id)]} for field in fields],
        "titles": record_pages.titles((field, texts[str(field.id)]) for field in fields),
        "left": _left(one),
        "may_write": may_write(request),
    }
    return render(request, "portal/trash/show.html", context)


@roles(*WRITERS)
@require_POST
def restore(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponseBase:
    """Brings the ticked records back; those that cannot come say why."""
    collection = get_object_or_404(Collection, id=collection_id)
    ticked, by, now = _ticked(request), request.user.actor, clock.now()
    if not ticked and "all" not in request.POST:
        messages.error(request, _("No record was chosen. Tick one or more first."))
        return redirect("portal:trash", collection.id)
    try:
        if "all" in request.POST:
            done = trash.restore_all(collection, by=by, now=now)
        else:
            done = trash.restore(collection, ticked, by=by, now=now)
    except BusyError as error:
        messages.error(request, str(error))
        return redirect("portal:trash", collection.id)
    if done.done:
        count = len(done.done)
        messages.success(
            request,
            ngettext("{count} record brought back.", "{count} records brought back.", count).format(
                count=languages.usual().number(count)
            ),
        )
    if done.refused:
        return _index(request, collection, done.refused, status=409)
    if len(done.done) == 1:
        return redirect("portal:record", collection.id, done.done[0])
    return redirect("portal:trash", collection.id)


@roles(Role.OWNER)
def empty(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponseBase:
    """Asks once more, and deletes for good: the ticked records, or all."""
    collection = get_object_or_404(Collection, id=collection_id)
    ticked, everything = _ticked(request), request.method != "POST" or "all" in request.POST
    if not (ticked or everything):
        messages.error(request, _("No record was chosen. Tick one or more first."))
        return redirect("portal:trash", collection.id)
    if "sure" in request.POST:
        count = trash.empty(collection, None if everything else ticked)
        messages.success(
            request,
            ngettext(
                "{count} record deleted for good.", "{count} records deleted for good.", count
            ).format(count=languages.usual().number(count)),
        )
        return redirect("portal:trash", collection.id)
    lying = Trashed.objects.filter(collection=collection)
    context = {
        "collection": collection,
        "ticked": ticked,
        "count": lying.filter(record_id__in=ticked).count() if ticked else lying.count(),
    }
    return render(request, "portal/trash/empty.html", context)


def _index(
    request: PortalRequest,
    collection: Collection,
    refused: Mapping[uuid.UUID, list[str]],
    *,
    status: int = 200,
) -> HttpResponse:
    fields = list(collection.fields.all())
    page = Paginator(Trashed.objects.filter(collection=collection), PAGE).get_page(
        request.GET.get("page")
    )
    rows = [
        {
            "one": one,
            "title": record_pages.title(fields, _texts(one, fields)),
            "left": _left(one),
            "refused": refused.get(one.record_id, []),
        }
        for one in page
    ]
    context = {
        "collection": collection,
        "page": page,
        "rows": rows,
        "days": trash.DAYS,
        "may_write": may_write(request),
        "may_empty": may_write(request) and request.user.is_owner,
    }
    return render(request, "portal/trash/index.html", context, status=status)


def _texts(one: Trashed, fields: list[Field]) -> dict[str, str | None]:
    """The values kept, as a form shows them."""
    kept: dict[str, Any] = one.row
    return {
        str(field.id): None if text is None else changes.shown(field, text)
        for field in fields
        for text in [kept.get(field.column_name)]
    }


def _left(one: Trashed) -> int:
    """Whole days until it is deleted for good; 0 on the last."""
    left: timedelta = one.trashed_at + trash.KEPT_FOR - clock.now()
    return max(left.days, 0)


def _ticked(request: PortalRequest) -> list[uuid.UUID]:
    ids = []
    for text in request.POST.getlist("record")[:PAGE]:
        try:
            ids.append(uuid.UUID(text))
        except ValueError:
            continue
    return ids
