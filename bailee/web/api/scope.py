"""What a token reaches: beyond it everything is unknown."""

import uuid

from bailee.foundation.actors import Actor
from bailee.vault.integrations import tokens
from bailee.vault.records.models import Collection, Field
from bailee.web.api.gate import TokenRequest
from bailee.web.api.refusal import gone


def by(request: TokenRequest) -> Actor:
    """Who acts."""
    return tokens.actor(request.token)


def collections(request: TokenRequest) -> list[Collection]:
    """Those within reach."""
    return [one for one in Collection.objects.all() if request.token.reaches(one.id)]


def collection(request: TokenRequest, which: uuid.UUID) -> Collection:
    """Raises `RefusedError` 404."""
    if request.token.reaches(which):
        found = Collection.objects.filter(id=which).first()
        if found is not None:
            return found
    raise gone("collection")


def field(inside: Collection, which: uuid.UUID) -> Field:
    """Raises `RefusedError` 404."""
    found = inside.fields.filter(id=which).first()
    if found is None:
        raise gone("field")
    return found


def whole(request: TokenRequest) -> bool:
    """Whether it reaches all collections, also those that are made later."""
    return request.token.collections is None
