"""Fields of a collection: add, change, remove."""

import uuid
from dataclasses import replace
from typing import Any

from django.http import HttpResponse

from bailee.foundation import clock
from bailee.vault.records import copies, fields, removal
from bailee.web.api import schemas, scope, shape
from bailee.web.api.answers import answer, nothing
from bailee.web.api.gate import TokenRequest
from bailee.web.api.operations import operation
from bailee.web.api.refusal import RefusedError, gone

ALL = "/collections/{uuid:collection_id}/fields"
ONE = ALL + "/{uuid:field_id}"


@operation("POST", ALL, tag="Fields", returns=schemas.FieldOut, verb="schema", ok=201)
def create_field(
    request: TokenRequest, collection_id: uuid.UUID, body: schemas.FieldIn
) -> HttpResponse:
    """Add a field.

    Records that are there get its default.
    """
    found = scope.collection(request, collection_id)
    if body.target is not None and not request.token.reaches(body.target):
        raise gone("collection to link to")
    made = fields.add(found, shape.new(body), by=scope.by(request), now=clock.now())
    return answer(shape.field(made), 201)


@operation("PATCH", ONE, tag="Fields", returns=schemas.FieldOut, verb="schema")
def change_field(
    request: TokenRequest, collection_id: uuid.UUID, field_id: uuid.UUID, body: schemas.FieldChange
) -> HttpResponse:
    """Change a field's name and what is asked of its values.

    Its type is changed in the portal, where a dry run shows what would be lost.
    """
    one = scope.field(scope.collection(request, collection_id), field_id)
    given: dict[str, Any] = body.dict(exclude_unset=True)
    if any(value is None for key, value in given.items() if key != "default"):
        raise RefusedError(422, "Only “default” can be null: leave out what shall stay.")
    if "name" in given:
        given["label"] = given.pop("name")
    fields.change(one, replace(copies.as_asked(one), **given))
    return answer(shape.field(one))


@operation("DELETE", ONE, tag="Fields", returns=None, verb="schema", ok=204)
def remove_field(
    request: TokenRequest, collection_id: uuid.UUID, field_id: uuid.UUID
) -> HttpResponse:
    """Remove a field with its values; it can be brought back in the portal for some days."""
    one = scope.field(scope.collection(request, collection_id), field_id)
    removal.field(one, by=scope.by(request), now=clock.now())
    return nothing()
