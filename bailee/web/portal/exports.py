"""Taking the records of a view out as a file."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bailee.vault.records import exports, listing
from bailee.vault.records.listing import ListingError, Query
from bailee.vault.records.models import Collection
from bailee.vault.records.outtake import workbook
from bailee.web.portal import export_contents
from bailee.web.portal.collections import READERS
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*READERS)
@require_safe
def new(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """Which format, for the records that the address asks for."""
    collection = get_object_or_404(Collection, id=collection_id)
    wrong = ""
    try:
        query, fields = export_contents.asked(request, collection)
        total = listing.page(collection, query.whole())
    except ListingError as error:
        wrong, query = str(error), Query()
        fields, total = list(collection.fields.all()), listing.page(collection, query)
    context = {
        "collection": collection,
        "formats": exports.FORMATS,
        "wrong": wrong,
        "narrowed": query.narrows,
        "fields": fields,
        "total": total.total,
        "exact": total.exact,
        "most": workbook.MAX_ROWS,
        "query_string": "" if wrong else request.GET.urlencode(),
    }
    return render(request, "portal/exports/new.html", context, status=422 if wrong else 200)
