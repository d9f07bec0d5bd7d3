"""What became of a record, and the trash."""

import uuid
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Schema
from pydantic import Field as Described

from bailee.foundation import clock
from bailee.vault.records import history, records, trash
from bailee.vault.records.history import Step
from bailee.vault.records.models import Trashed
from bailee.vault.records.records import Record, RecordChangedError, RecordGoneError
from bailee.vault.records.texts import RecordError
from bailee.web.api import preconditions, schemas, scope
from bailee.web.api.answers import answer
from bailee.web.api.gate import TokenRequest
from bailee.web.api.operations import operation
from bailee.web.api.records import ONE, changed, shown
from bailee.web.api.refusal import RefusedError, gone
from bailee.web.api.values import Reader, unkept

TRASH = "/collections/{uuid:collection_id}/trash"


class Turning(Schema):
    """A page of a list that is turned by id."""

    limit: int = Described(50, ge=1, le=200)
    cursor: uuid.UUID | None = Described(None, description="“next” of the page before.")


@operation("GET", ONE + "/history", tag="History", returns=schemas.History, verb="read")
def get_history(
    request: TokenRequest, collection_id: uuid.UUID, record_id: uuid.UUID
) -> HttpResponse:
    """Get the history of a record.

    Every step, newest first: who, when, and which values.
    """
    found = scope.collection(request, collection_id)
    try:
        record = records.find(found, record_id)
    except RecordGoneError:
        raise gone("record") from None
    return answer({"steps": [_step(one, record) for one in history.of(found, record)]})


@operation(
    "POST",
    ONE + "/history/restore",
    tag="History",
    returns=schemas.RecordOut,
    verb="change",
    one_transaction=True,
    also=(412,),
)
def restore_version(
    request: TokenRequest,
    collection_id: uuid.UUID,
    record_id: uuid.UUID,
    body: schemas.Restore,
) -> HttpResponse:
    """Restore an earlier version."""
    found = scope.collection(request, collection_id)
    reader = Reader(list(found.fields.all()))
    try:
        wanted = preconditions.version(request)
        version = records.find(found, record_id).version if wanted is None else wanted
        history.restore(
            found,
            record_id,
            to=body.to,
            version=version,
            by=scope.by(request),
            now=clock.now(),
        )
    except RecordGoneError:
        raise gone("record") from None
    except LookupError:
        raise RefusedError(422, "The history does not reach back to that version.") from None
    except RecordChangedError:
        raise changed(request, found, record_id) from None
    except RecordError as error:
        raise unkept(reader.faults(error.reasons, at="/to")) from None
    return shown(request, found, record_id, by_id=False)


@operation("GET", TRASH, tag="Trash", returns=schemas.TrashPage, verb="read")
def list_trash(
    request: TokenRequest, collection_id: uuid.UUID, asked: Annotated[Turning, Query()]
) -> HttpResponse:
    """List the trash.

    By the ids of the records.
    """
    found = Trashed.objects.filter(collection=scope.collection(request, collection_id))
    if asked.cursor is not None:
        found = found.filter(record_id__gt=asked.cursor)
    rows = list(found.order_by("record_id").defer("row", "links")[: asked.limit + 1])
    page = rows[: asked.limit]
    return answer(
        {
            "trashed": [
                {"id": one.record_id, "trashed_at": one.trashed_at, "by": _by(one)} for one in page
            ],
            "next": page[-1].record_id if len(rows) > asked.limit else None,
        }
    )


@operation(
    "POST",
    TRASH + "/restore",
    tag="Trash",
    returns=schemas.Untrashed,
    verb="add",
    one_transaction=True,
)
def restore_records(
    request: TokenRequest, collection_id: uuid.UUID, body: schemas.Ids
) -> HttpResponse:
    """Restore from the trash.

    Those that cannot come back say why.
    """
    found = scope.collection(request, collection_id)
    done = trash.restore(found, body.ids, by=scope.by(request), now=clock.now())
    refused = [{"id": which, "reasons": why} for which, why in done.refused.items()]
    return answer({"restored": done.done, "refused": refused})


def _step(one: Step, record: Record) -> dict[str, Any]:
    by = {"kind": "user", "id": record.created_by} if one.change is None else _by(one.change)
    return {
        "version": one.version,
        "kind": "added" if one.change is None else one.change.kind,
        "at": one.at,
        "by": by,
        "differences": [
            {
                "field": None if each.field is None else each.field.label,
                "before": each.before,
                "after": each.after,
            }
            for each in one.differences
        ],
    }


def _by(one: Any) -> dict[str, Any]:
    return {"kind": one.by_kind, "id": one.by_id}
