"""What people and programs say about a record."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from bailee.foundation import clock
from bailee.vault.records import comments, records
from bailee.vault.records.comments import CommentError
from bailee.vault.records.models import Comment
from bailee.vault.records.records import RecordGoneError
from bailee.web.api import schemas, scope
from bailee.web.api.answers import answer
from bailee.web.api.gate import TokenRequest
from bailee.web.api.operations import operation
from bailee.web.api.records import ONE
from bailee.web.api.refusal import RefusedError, gone
from bailee.web.ui.links import absolute

ALL = ONE + "/comments"


@operation("GET", ALL, tag="Comments", returns=schemas.CommentList, verb="read")
def list_comments(
    request: TokenRequest, collection_id: uuid.UUID, record_id: uuid.UUID
) -> HttpResponse:
    """List a record’s comments.

    The oldest first.
    """
    found = scope.collection(request, collection_id)
    try:
        records.find(found, record_id)
    except RecordGoneError:
        raise gone("record") from None
    said = Comment.objects.filter(collection=found, record_id=record_id)
    return answer({"comments": [_shown(one) for one in said]})


@operation(
    "POST",
    ALL,
    tag="Comments",
    returns=schemas.CommentOut,
    verb="add",
    ok=201,
    one_transaction=True,
)
def create_comment(
    request: TokenRequest,
    collection_id: uuid.UUID,
    record_id: uuid.UUID,
    body: schemas.CommentIn,
) -> HttpResponse:
    """Comment on a record.

    Who is mentioned in it hears of it by mail.
    """
    found = scope.collection(request, collection_id)
    try:
        made = comments.say(
            found,
            record_id,
            text=body.text,
            link=absolute(request, reverse("portal:record", args=[found.id, record_id])),
            by=scope.by(request),
            now=clock.now(),
        )
    except RecordGoneError:
        raise gone("record") from None
    except CommentError as error:
        raise RefusedError(422, str(error)) from None
    return answer(_shown(made), 201)


def _shown(one: Comment) -> dict[str, Any]:
    return {
        "id": one.id,
        "text": one.text,
        "at": one.at,
        "edited_at": one.edited_at,
        "by": {"kind": one.by_kind, "id": one.by_id},
    }
