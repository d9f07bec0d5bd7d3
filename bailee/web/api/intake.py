"""Imports: send a file, see what it would do, do it."""

import uuid
from typing import Annotated, Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from ninja import Query

from bailee.foundation import clock
from bailee.vault.records import imports, queue
from bailee.vault.records.imports import ImportRefusedError
from bailee.vault.records.models import Collection, Import
from bailee.web.api import schemas, scope
from bailee.web.api.answers import answer
from bailee.web.api.gate import TokenRequest
from bailee.web.api.operations import operation
from bailee.web.api.refusal import RefusedError, gone
from bailee.web.api.streams import RAW, received

ALL = "/collections/{uuid:collection_id}/imports"
ONE = ALL + "/{uuid:import_id}"


@operation(
    "POST",
    ALL,
    tag="Imports",
    returns=schemas.ImportOut,
    verb="add",
    ok=201,
    streamed=True,
    body=RAW,
)
def send_import(
    request: TokenRequest,
    collection_id: uuid.UUID,
    name: Annotated[str | None, Query(max_length=255)] = None,
    partial: Annotated[bool, Query(description="Take the good rows, refuse the others.")] = False,  # noqa: FBT002 - a parameter of the query
) -> HttpResponse:
    """Send a file to import.

    It is checked, and nothing is imported yet. Each column goes to the field of its name. Get the
    import until its state is “checked”, then run it.
    """
    found = scope.collection(request, collection_id)
    by, now = scope.by(request), clock.now()
    given, source = received(request, name)
    try:
        one = imports.receive(source=source, file_name=given, by=by, now=now, collection=found)
        try:
            imports.choose(one, columns=imports.columns(one), all_or_nothing=not partial)
            queue.check(one, now=now)
        except ImportRefusedError:
            imports.discard(one)
            raise
    except ImportRefusedError as error:
        raise RefusedError(422, str(error)) from None
    one.refresh_from_db()
    where = f"/api/v1/collections/{found.id}/imports/{one.id}"
    return answer(_shown(one), 201, Location=where)


@operation("GET", ONE, tag="Imports", returns=schemas.ImportOut, verb="read")
def get_import(
    request: TokenRequest, collection_id: uuid.UUID, import_id: uuid.UUID
) -> HttpResponse:
    """Get an import.

    Where it stands, with counts and the first rows that were refused.
    """
    return answer(_shown(_find(scope.collection(request, collection_id), import_id)))


@operation("POST", ONE + "/run", tag="Imports", returns=schemas.ImportOut, verb="add", ok=202)
def run_import(
    request: TokenRequest, collection_id: uuid.UUID, import_id: uuid.UUID
) -> HttpResponse:
    """Run an import.

    It takes what was checked.
    """
    one = _find(scope.collection(request, collection_id), import_id)
    if one.state != "checked":
        raise RefusedError(409, f"This import cannot be run now: {one.state_label.lower()}.")
    try:
        queue.run(one, now=clock.now())
    except ImportRefusedError as error:
        raise RefusedError(409, str(error)) from None
    one.refresh_from_db()
    return answer(_shown(one), 202)


@operation("GET", ONE + "/refused", tag="Imports", returns=None, verb="read")
def get_refused(
    request: TokenRequest, collection_id: uuid.UUID, import_id: uuid.UUID
) -> HttpResponseBase:
    """Download the refused rows.

    As CSV, to be mended and sent again.
    """
    one = _find(scope.collection(request, collection_id), import_id)
    try:
        content = imports.error_file(one)
    except FileNotFoundError:
        raise gone("error file") from None
    return StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")


def _find(collection: Collection, which: uuid.UUID) -> Import:
    found = collection.imports.filter(id=which).first()
    if found is None:
        raise gone("import")
    return found


def _shown(one: Import) -> dict[str, Any]:
    return {
        "id": one.id,
        "collection": one.collection_id,
        "file_name": one.file_name,
        "state": one.state,
        "progress": one.progress,
        "accepted": one.accepted,
        "refused": one.refused,
        "error": one.error,
        "created_at": one.created_at,
        "finished_at": one.finished_at,
        "columns": [
            {
                "header": each.header,
                "field": each.label,
                "type": each.type,
                "skipped": each.skipped,
            }
            for each in imports.columns(one)
        ],
        "faults": one.faults,
    }
