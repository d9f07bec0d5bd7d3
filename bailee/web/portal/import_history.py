"""What came in and what went out: who, when, which file, how many."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bailee.vault.records import imports
from bailee.vault.records.models import Collection, Export, Import
from bailee.web.portal.collections import READERS, may_write
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

_SIZE = 30  # imports on a page
_EXPORTS = 30  # the latest


@roles(*READERS)
@require_safe
def index(request: PortalRequest, collection_id: uuid.UUID | None = None) -> HttpResponse:
    """Imports and exports, newest first: of one collection, or all."""
    collection = get_object_or_404(Collection, id=collection_id) if collection_id else None
    found = Import.objects.select_related("collection")
    taken = Export.objects.select_related("collection")
    if collection is not None:
        found, taken = found.filter(collection=collection), taken.filter(collection=collection)
    context = {
        "collection": collection,
        "page": Paginator(found, _SIZE).get_page(request.GET.get("page")),
        "exports": taken[:_EXPORTS],
        "under_way": imports.UNDER_WAY,
        "may_write": may_write(request),
    }
    return render(request, "portal/imports/index.html", context)
