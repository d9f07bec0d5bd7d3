"""Adding what is not there and changing what is, told by the value of one field."""

import uuid
from dataclasses import dataclass
from typing import Annotated

from django.db import transaction
from django.http import HttpResponse
from ninja import Query as Asked

from bailee.vault.records import documents, filters, keyed
from bailee.vault.records.models import Collection, Field
from bailee.web.api import answers, asking, bulk, schemas, scope
from bailee.web.api.gate import TokenRequest
from bailee.web.api.operations import operation
from bailee.web.api.records import ALL
from bailee.web.api.refusal import RefusedError
from bailee.web.api.values import Fault, Reader, Texts, fault, unkept

_NO_KEYS = {"json", "file", "long_text", "boolean"}


@dataclass(frozen=True)
class _At:
    version: int


@operation(
    "POST",
    ALL + "/upsert",
    tag="Many records",
    returns=schemas.Upserted,
    verb="change",
    one_transaction=True,
)
def upsert_records(
    request: TokenRequest,
    collection_id: uuid.UUID,
    body: schemas.Upsert,
    asked: Annotated[asking.Form, Asked()],
) -> HttpResponse:
    """Add or change by a key.

    Records whose key is new are added, those whose key is there are changed, all or none.
    The token needs “add” and “change”.
    """
    if not request.token.may("add"):
        raise RefusedError(403, "This token may not do that: it lacks “add”.")
    found = scope.collection(request, collection_id)
    reader = Reader(list(found.fields.all()))
    key = reader.field(body.key)
    if key is None or key.type in _NO_KEYS:
        raise RefusedError(422, "“key” is no field that can tell records apart.")
    rows = bulk.read(reader, [one.fields for one in body.records], new=False)
    values = _values(key, rows)
    with transaction.atomic():
        keyed.hold(found)
        which, added = _write(request, found, reader, key, rows, values)
    fields = asking.chosen(list(found.fields.all()), request)
    texts = documents.texts(found, which, documents.keys(fields, by_id=asked.by == "id"))
    return answers.text(
        f'{{"records":[{",".join(texts)}],"added":{added},"changed":{len(rows) - added}}}'
    )


def _values(key: Field, rows: list[Texts]) -> list[str]:
    """The key of each row. Raises `RefusedError` for one that is missing, wrong or doubled."""
    values, faults, seen = [], [], set()
    for number, row in enumerate(rows):
        text = row.get(str(key.id))
        why = "is needed to tell the record" if not text else ""
        if text and not why and key.kind.column != "text":
            why = filters.fault(key.kind, text) or ""
        if text and text in seen:
            why = "stands twice in this request"
        seen.add(text)
        values.append(text or "")
        if why:
            faults.append(fault(f"/records/{number}/fields", key.label, why, key.label))
    if faults:
        raise unkept(faults)
    return values


def _write(
    request: TokenRequest,
    collection: Collection,
    reader: Reader,
    key: Field,
    rows: list[Texts],
    values: list[str],
) -> tuple[list[uuid.UUID], int]:
    """The ids in the order of the rows, and how many are new."""
    there = keyed.find(collection, key, values)
    doubled: list[Fault] = [
        fault(f"/records/{place}/fields", key.label, "stands in several records", key.label)
        for place, found in there.items()
        if len(found) > 1
    ]
    if doubled:
        raise unkept(doubled)
    new = [place for place in range(len(rows)) if place not in there]
    old = sorted(there)
    changes = [(there[place][0][0], rows[place]) for place in old]
    versions = [_At(there[place][0][1]) for place in old]
    bulk.edit(request, collection, reader, changes, versions, places=old)
    fresh = [reader.with_defaults(rows[place]) for place in new]
    made = bulk.add(request, collection, reader, fresh, new) if new else []
    ids = dict(zip(new, made, strict=True)) | {place: there[place][0][0] for place in old}
    return [ids[place] for place in range(len(rows))], len(new)
