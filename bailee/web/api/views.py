"""Saved views, and a view's records as a file."""

import uuid
from typing import Annotated, Any, cast

from django.http import HttpResponse, StreamingHttpResponse
from ninja import Query

from bailee.foundation import clock
from bailee.vault.records import exports
from bailee.vault.records.exports import ExportRefusedError
from bailee.web.api import asking, schemas, scope
from bailee.web.api.answers import answer
from bailee.web.api.gate import TokenRequest
from bailee.web.api.operations import operation
from bailee.web.api.records import ALL
from bailee.web.api.refusal import RefusedError, gone
from bailee.web.ui import outgoing
from bailee.web.ui.request import PortalRequest

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
}


@operation(
    "GET",
    "/collections/{uuid:collection_id}/views",
    tag="Views",
    returns=schemas.ViewList,
    verb="read",
)
def list_views(request: TokenRequest, collection_id: uuid.UUID) -> HttpResponse:
    """List views.

    Those that all share; a list of records can begin from one.
    """
    found = scope.collection(request, collection_id).views.filter(person=None)
    shown = [{"id": one.id, "name": one.label, "query": one.query} for one in found]
    return answer({"views": shown})


@operation("GET", ALL + ".{str:form}", tag="Views", returns=None, verb="read")
def export_records(
    request: TokenRequest,
    collection_id: uuid.UUID,
    form: str,
    asked: Annotated[asking.Listing, Query()],
) -> StreamingHttpResponse:
    """Export records as a file.

    All that a list would show: records.csv, records.jsonl, records.xlsx. Filters, search, sort,
    view and fields are those of the list; a limit is not asked for.
    """
    if form not in KINDS:
        raise gone("format")
    found = scope.collection(request, collection_id)
    fields = list(found.fields.all())
    query = asking.query(request, found, fields, asked).whole()
    chosen = asking.chosen(fields, request)
    how: dict[str, Any] = {"format": form, "fields": chosen, "time_zone": "UTC"}
    try:
        if cast("PortalRequest", request).client.frozen:  # a use of the token is noted in any case
            content = exports.stream(found, query, **how)
        else:
            content = exports.send(found, query, **how, by=scope.by(request), now=clock.now())
    except ExportRefusedError as error:
        raise RefusedError(422, str(error)) from None
    response = StreamingHttpResponse(content, content_type=KINDS[form])
    response["Content-Disposition"] = f'attachment; filename="records.{form}"'
    response["Content-Security-Policy"] = outgoing.SANDBOXED
    return response
