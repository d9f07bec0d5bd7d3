"""Collections: list, get, make, describe, remove."""

import uuid

from django.http import HttpResponse

from bailee.foundation import clock
from bailee.vault.records import collections, removal
from bailee.web.api import schemas, scope, shape
from bailee.web.api.answers import answer, nothing
from bailee.web.api.gate import TokenRequest
from bailee.web.api.operations import operation
from bailee.web.api.refusal import RefusedError

ALL, ONE = "/collections", "/collections/{uuid:collection_id}"


@operation("GET", ALL, tag="Collections", returns=schemas.CollectionList, verb="read")
def list_collections(request: TokenRequest) -> HttpResponse:
    """List collections.

    Those that this token reaches, with their fields.
    """
    found = [shape.collection(one) for one in scope.collections(request)]
    return answer({"collections": found})


@operation("GET", ONE, tag="Collections", returns=schemas.CollectionOut, verb="read")
def get_collection(request: TokenRequest, collection_id: uuid.UUID) -> HttpResponse:
    """Get a collection.

    With its fields in order.
    """
    return answer(shape.collection(scope.collection(request, collection_id)))


@operation("POST", ALL, tag="Collections", returns=schemas.CollectionOut, verb="schema", ok=201)
def create_collection(request: TokenRequest, body: schemas.CollectionIn) -> HttpResponse:
    """Make a collection.

    Only a token for all collections can: it would not reach what it made otherwise.
    """
    if not scope.whole(request):
        raise RefusedError(403, "Only a token for all collections can make another one.")
    made = collections.create(
        label=body.name,
        description=body.description,
        fields=[shape.new(one) for one in body.fields],
        by=scope.by(request),
        now=clock.now(),
    )
    return answer(shape.collection(made), 201, Location=f"/api/v1/collections/{made.id}")


@operation("PATCH", ONE, tag="Collections", returns=schemas.CollectionOut, verb="schema")
def change_collection(
    request: TokenRequest, collection_id: uuid.UUID, body: schemas.CollectionChange
) -> HttpResponse:
    """Change a collection.

    Its name or its description.
    """
    found = scope.collection(request, collection_id)
    collections.describe(
        found,
        label=found.label if body.name is None else body.name,
        description=found.description if body.description is None else body.description,
        by=scope.by(request),
        now=clock.now(),
    )
    return answer(shape.collection(found))


@operation("DELETE", ONE, tag="Collections", returns=None, verb="schema", ok=204)
def remove_collection(request: TokenRequest, collection_id: uuid.UUID) -> HttpResponse:
    """Remove a collection.

    With its records; it can be brought back in the portal for some days.
    """
    found = scope.collection(request, collection_id)
    removal.collection(found, by=scope.by(request), now=clock.now())
    return nothing()
