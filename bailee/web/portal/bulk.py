"""Something done with many records of a list at once: a field changed, or all to the trash."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bailee.foundation import clock
from bailee.people import languages
from bailee.vault.records import bulk
from bailee.vault.records.bulk import LinkedError, RecordError
from bailee.vault.records.listing import ListingError
from bailee.vault.records.models import Collection
from bailee.vault.records.selection import Selection
from bailee.web.portal import grid_address
from bailee.web.portal.collections import WRITERS
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

_CARRIED = ("list", "id", "all", "out")


@roles(*WRITERS)
@require_POST
def update(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """Says how many records it is about and what will happen; does it when that is confirmed."""
    collection = get_object_or_404(Collection, id=collection_id)
    given = request.POST
    state = grid_address.read(QueryDict(given.get("list", "")[:20_000].removeprefix("?")))
    back = reverse("portal:collection", args=[collection.id]) + state.address()
    chosen = _selection(given, state)
    context: dict[str, Any] = {
        "collection": collection,
        "back": back,
        "given": [
            (key, text) for key in ("list", "id", "all", "out") for text in given.getlist(key)
        ],
        "do": "trash" if given.get("do") == "trash" else "edit",
        "fields": list(collection.fields.all()),
        "field_id": given.get("field", ""),
    }
    try:
        context["count"] = chosen.count(collection)
        if given.get("sure") == "1" and context["count"]:
            done = _do(request, collection, chosen, context["do"])
            messages.success(request, done)
            return redirect(back)
    except (ListingError, LinkedError) as error:
        context["wrong"] = str(error)
    except RecordError as error:
        context["wrong"] = next(iter(error.reasons.values()), _("This cannot be kept."))
    context["control"] = _control(context, given)
    status = 422 if context.get("wrong") else 200
    return render(request, "portal/collections/bulk.html", context, status=status)


def _selection(given: QueryDict, state: grid_address.State) -> Selection:
    """What was picked: records by their boxes, or all that fit but a few."""
    picked = tuple(filter(None, map(_id, given.getlist("id"))))
    if given.get("all") == "1":
        return Selection(
            query=state.query, without=tuple(filter(None, map(_id, given.getlist("out"))))
        )
    return Selection(ids=picked)


def _do(request: PortalRequest, collection: Collection, chosen: Selection, what: str) -> str:
    by, now = request.user.actor, clock.now()
    if what == "trash":
        count = bulk.trash(collection, chosen, by=by, now=now)
        return ngettext(
            "{count} record moved to the trash.", "{count} records moved to the trash.", count
        ).format(count=languages.usual().number(count))
    field = request.POST.get("field", "")
    known = {str(one.id) for one in collection.fields.all()}
    if field not in known:
        raise ListingError(_("Choose the field that is to change."))
    values = {field: request.POST.get(field, "")}
    count = bulk.edit(collection, chosen, values, by=by, now=now)
    return ngettext("{count} record changed.", "{count} records changed.", count).format(
        count=languages.usual().number(count)
    )


def _control(context: dict[str, Any], given: QueryDict) -> dict[str, Any] | None:
    """The input of the field that was chosen."""
    for one in context["fields"]:
        if str(one.id) == context["field_id"]:
            text = given.get(context["field_id"], "")
            return {"field": one, "text": text, "wrong": context.get("wrong", "")}
    return None


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
