"""Single records: list, get, add, change, move to the trash."""

import uuid
from typing import Annotated

from django.http import HttpResponse
from ninja import Query

from bailee.foundation import clock
from bailee.vault.records import documents, records
from bailee.vault.records.models import Collection
from bailee.vault.records.records import RecordChangedError, RecordGoneError
from bailee.vault.records.texts import RecordError
from bailee.web.api import answers, asking, preconditions, schemas, scope
from bailee.web.api.gate import TokenRequest
from bailee.web.api.operations import operation
from bailee.web.api.refusal import RefusedError, gone
from bailee.web.api.values import Reader, unkept

ALL = "/collections/{uuid:collection_id}/records"
ONE = ALL + "/{uuid:record_id}"
_TRIES = 3  # at a record that others change too, when no version is asked for


@operation("GET", ALL, tag="Records", returns=schemas.RecordPage, verb="read")
def list_records(
    request: TokenRequest, collection_id: uuid.UUID, asked: Annotated[asking.Listing, Query()]
) -> HttpResponse:
    """List records.

    Besides `filter` as JSON, conditions can stand alone: `filter[Status]=paid`, or with an
    operator `filter[Amount][min]=100`. Follow `next` with `cursor` until it is null.
    """
    found = scope.collection(request, collection_id)
    fields = list(found.fields.all())
    query = asking.query(request, found, fields, asked)
    named = documents.keys(asking.chosen(fields, request), by_id=asked.by == "id")
    page = documents.page(found, fields, query, named)
    total = str(page.total) if asked.count else "null"
    following = f'"{page.next}"' if page.next else "null"
    return answers.text(
        f'{{"records":[{",".join(page.texts)}],"next":{following},"total":{total}}}'
    )


@operation("GET", ONE, tag="Records", returns=schemas.RecordOut, verb="read", also=(304,))
def get_record(
    request: TokenRequest,
    collection_id: uuid.UUID,
    record_id: uuid.UUID,
    asked: Annotated[asking.Form, Query()],
) -> HttpResponse:
    """Get a record.

    Its ETag is good for If-None-Match here, and for If-Match when it is changed.
    """
    found = scope.collection(request, collection_id)
    response = shown(request, found, record_id, by_id=asked.by == "id")
    if preconditions.is_known(request, response["ETag"]):
        bare = HttpResponse(status=304, headers={"ETag": response["ETag"]})
        del bare["Content-Type"]
        return bare
    return response


@operation(
    "POST",
    ALL,
    tag="Records",
    returns=schemas.RecordOut,
    verb="add",
    ok=201,
    one_transaction=True,
)
def create_record(
    request: TokenRequest,
    collection_id: uuid.UUID,
    body: schemas.RecordIn,
    asked: Annotated[asking.Form, Query()],
) -> HttpResponse:
    """Add a record."""
    found = scope.collection(request, collection_id)
    reader = Reader(list(found.fields.all()))
    texts = reader.texts(body.fields, at="/fields", new=True)
    try:
        made = records.add(found, texts, by=scope.by(request), now=clock.now(), exact=True)
    except RecordError as error:
        raise unkept(reader.faults(error.reasons, at="/fields")) from None
    response = shown(request, found, made, by_id=asked.by == "id", status=201)
    response["Location"] = f"/api/v1/collections/{found.id}/records/{made}"
    return response


@operation(
    "PATCH",
    ONE,
    tag="Records",
    returns=schemas.RecordOut,
    verb="change",
    one_transaction=True,
    also=(412,),
)
def change_record(
    request: TokenRequest,
    collection_id: uuid.UUID,
    record_id: uuid.UUID,
    body: schemas.RecordIn,
    asked: Annotated[asking.Form, Query()],
) -> HttpResponse:
    """Change a record.

    Values that are not named stay. With If-Match, only if the record is still as it was read:
    otherwise 412 shows what it is now.
    """
    found = scope.collection(request, collection_id)
    reader = Reader(list(found.fields.all()))
    texts = reader.texts(body.fields, at="/fields", new=False)
    wanted = preconditions.version(request)
    try:
        for left in reversed(range(_TRIES)):
            version = records.find(found, record_id).version if wanted is None else wanted
            try:
                records.edit(
                    found,
                    record_id,
                    texts,
                    version=version,
                    by=scope.by(request),
                    now=clock.now(),
                    exact=True,
                )
                break
            except RecordChangedError:
                if wanted is not None or not left:
                    raise changed(request, found, record_id) from None
    except RecordError as error:
        raise unkept(reader.faults(error.reasons, at="/fields")) from None
    except RecordGoneError:
        raise gone("record") from None
    return shown(request, found, record_id, by_id=asked.by == "id")


@operation(
    "DELETE",
    ONE,
    tag="Records",
    returns=None,
    verb="delete",
    ok=204,
    one_transaction=True,
    also=(412,),
)
def remove_record(
    request: TokenRequest, collection_id: uuid.UUID, record_id: uuid.UUID
) -> HttpResponse:
    """Delete a record.

    It moves to the trash, from where it can be brought back for 30 days.
    """
    found = scope.collection(request, collection_id)
    wanted = preconditions.version(request)
    try:
        if wanted is not None and records.find(found, record_id).version != wanted:
            raise changed(request, found, record_id)
        records.trash(found, record_id, by=scope.by(request), now=clock.now())
    except RecordGoneError:
        raise gone("record") from None
    return answers.nothing()


def shown(
    request: TokenRequest,
    collection: Collection,
    which: uuid.UUID,
    *,
    by_id: bool,
    status: int = 200,
) -> HttpResponse:
    """The record as JSON with its ETag. Raises `RefusedError` 404."""
    fields = asking.chosen(list(collection.fields.all()), request)
    found = documents.one(collection, which, documents.keys(fields, by_id=by_id))
    if found is None:
        raise gone("record")
    document, version = found
    return answers.text(document, status, ETag=answers.tag(document, version))


def changed(request: TokenRequest, collection: Collection, which: uuid.UUID) -> RefusedError:
    """412 with the record as it is now."""
    response = shown(request, collection, which, by_id=request.GET.get("by") == "id")
    present = answers.parsed(response)
    return RefusedError(
        412,
        "Somebody changed the record meanwhile. Look at “present”, and send your change anew.",
        present=present,
    )
