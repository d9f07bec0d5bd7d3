"""Many records of one request: all are kept, or none, with the reasons for each."""

import uuid
from collections.abc import Sequence
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpResponse
from ninja import Query as Asked

from bailee.foundation import clock
from bailee.vault.records import bulk, documents, records
from bailee.vault.records.bulk import BulkError
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Collection, Field
from bailee.vault.records.records import RecordChangedError, RecordGoneError
from bailee.vault.records.selection import Selection
from bailee.vault.records.texts import RecordError
from bailee.web.api import answers, asking, schemas, scope
from bailee.web.api.answers import answer
from bailee.web.api.gate import TokenRequest
from bailee.web.api.operations import operation
from bailee.web.api.records import ALL
from bailee.web.api.refusal import RefusedError
from bailee.web.api.values import Fault, Reader, Texts, unkept


@operation(
    "POST",
    ALL + "/bulk",
    tag="Many records",
    returns=schemas.RecordList,
    verb="add",
    ok=201,
    one_transaction=True,
)
def create_records(
    request: TokenRequest,
    collection_id: uuid.UUID,
    body: schemas.RecordsIn,
    asked: Annotated[asking.Form, Asked()],
) -> HttpResponse:
    """Add many records.

    Up to 1,000, all or none.
    """
    found = scope.collection(request, collection_id)
    reader = Reader(list(found.fields.all()))
    rows = read(reader, [one.fields for one in body.records], new=True)
    made = add(request, found, reader, rows, list(range(len(rows))))
    return shown(request, found, made, asked, status=201)


@operation(
    "PATCH",
    ALL + "/bulk",
    tag="Many records",
    returns=schemas.RecordList,
    verb="change",
    one_transaction=True,
    also=(412,),
)
def change_records(
    request: TokenRequest,
    collection_id: uuid.UUID,
    body: schemas.RecordsAt,
    asked: Annotated[asking.Form, Asked()],
) -> HttpResponse:
    """Change many records.

    Up to 1,000, each in its own way, all or none. Where a version is given, only if the record
    is still at it.
    """
    found = scope.collection(request, collection_id)
    reader = Reader(list(found.fields.all()))
    rows = read(reader, [one.fields for one in body.records], new=False)
    which = [one.id for one in body.records]
    if len(set(which)) < len(which):
        raise RefusedError(422, "A record is named twice.")
    with transaction.atomic():
        edit(request, found, reader, list(zip(which, rows, strict=True)), body.records)
    return shown(request, found, which, asked)


@operation(
    "POST",
    ALL + "/change",
    tag="Many records",
    returns=schemas.Count,
    verb="change",
    one_transaction=True,
)
def change_selection(
    request: TokenRequest, collection_id: uuid.UUID, body: schemas.SelectionChange
) -> HttpResponse:
    """Change a selection.

    Sets the same values in all records selected. Says how many differed before.
    """
    found = scope.collection(request, collection_id)
    fields = list(found.fields.all())
    reader = Reader(fields)
    texts = reader.texts(body.fields, at="/fields", new=False)
    try:
        count = bulk.edit(
            found, selected(body, fields), texts, by=scope.by(request), now=clock.now()
        )
    except RecordError as error:
        raise unkept(reader.faults(error.reasons, at="/fields")) from None
    return answer({"count": count})


@operation(
    "POST",
    ALL + "/delete",
    tag="Many records",
    returns=schemas.Count,
    verb="delete",
    one_transaction=True,
)
def remove_selection(
    request: TokenRequest, collection_id: uuid.UUID, body: schemas.Selection
) -> HttpResponse:
    """Delete a selection.

    All records selected move to the trash, or none.
    """
    found = scope.collection(request, collection_id)
    chosen = selected(body, list(found.fields.all()))
    count = bulk.trash(found, chosen, by=scope.by(request), now=clock.now())
    return answer({"count": count})


def selected(body: schemas.Selection, fields: list[Field]) -> Selection:
    """Raises `RefusedError` where neither ids nor a condition are given: nobody means all by it."""
    if body.ids is not None:
        if body.filter is not None or body.search:
            raise RefusedError(422, "Give either “ids”, or “filter” and “search”.")
        return Selection(ids=tuple(body.ids))
    if body.filter is None and not body.search.strip():
        raise RefusedError(422, "Say which records: by “ids”, or by “filter” and “search”.")
    part = None if body.filter is None else asking.tree(body.filter, fields)
    return Selection(query=Query(filter=part, search=body.search), without=tuple(body.without))


def add(
    request: TokenRequest,
    collection: Collection,
    reader: Reader,
    rows: list[Texts],
    places: list[int],
) -> list[uuid.UUID]:
    """Adds the rows, whose places in the body are given. Raises `RefusedError`."""
    try:
        return bulk.add(collection, rows, by=scope.by(request), now=clock.now(), exact=True)
    except BulkError as error:
        faults: list[Fault] = []
        for number, reasons in sorted(error.reasons.items()):
            faults += reader.faults(reasons, at=f"/records/{places[number]}/fields")
        raise unkept(faults[:1000]) from None


def edit(
    request: TokenRequest,
    collection: Collection,
    reader: Reader,
    changes: list[tuple[uuid.UUID, Texts]],
    asked: Sequence[Any],
    places: Sequence[int] | None = None,
) -> None:
    """Changes each; within a transaction. Raises `RefusedError` with all that stands against it.

    `asked`: for each change something with a `version`; `places`: where each stands in the body.
    """
    faults: list[Fault] = []
    by, now = scope.by(request), clock.now()
    where = range(len(changes)) if places is None else places
    for number, (which, texts), one in zip(where, changes, asked, strict=True):
        at = f"/records/{number}"
        try:
            version = getattr(one, "version", None)
            if version is None:
                version = records.find(collection, which).version
            with transaction.atomic():
                records.edit(collection, which, texts, version=version, by=by, now=now, exact=True)
        except RecordError as error:
            faults += reader.faults(error.reasons, at=f"{at}/fields")
        except RecordGoneError:
            faults.append({"detail": "There is no such record (any more).", "pointer": at})
        except RecordChangedError as error:
            said = f"Somebody changed it meanwhile: it is at version {error.present.version}."
            faults.append({"detail": said, "pointer": at})
    if faults:
        raise unkept(faults)


def read(reader: Reader, given: list[dict[str, Any]], *, new: bool) -> list[Texts]:
    """Raises `RefusedError` with the faults of every row."""
    rows: list[Texts] = []
    faults: list[Fault] = []
    for number, values in enumerate(given):
        try:
            rows.append(reader.texts(values, at=f"/records/{number}/fields", new=new))
        except RefusedError as error:
            faults += error.more["errors"]
    if faults:
        raise unkept(faults[:1000])
    return rows


def shown(
    request: TokenRequest,
    collection: Collection,
    which: list[uuid.UUID],
    asked: asking.Form,
    status: int = 200,
) -> HttpResponse:
    fields = asking.chosen(list(collection.fields.all()), request)
    texts = documents.texts(collection, which, documents.keys(fields, by_id=asked.by == "id"))
    return answers.text(f'{{"records":[{",".join(texts)}]}}', status)
