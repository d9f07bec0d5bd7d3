"""Collections and fields as JSON, and the fields that a body asks for."""

from typing import Any

from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Collection, Field
from bailee.web.api import schemas


def collection(one: Collection) -> dict[str, Any]:
    """With its fields in order."""
    return {
        "id": one.id,
        "name": one.label,
        "description": one.description,
        "created_at": one.created_at,
        "changed_at": one.changed_at,
        "fields": [field(each) for each in one.fields.all()],
    }


def field(one: Field) -> dict[str, Any]:
    """All that is said of a field."""
    return {
        "id": one.id,
        "name": one.label,
        "type": one.type,
        "description": one.description,
        "required": one.required,
        "unique": one.unique,
        "indexed": one.indexed,
        "default": one.default,
        "choices": one.choices,
        "rules": one.rules,
        "target": one.target_id,
    }


def new(asked: schemas.FieldIn) -> NewField:
    """The field that a body asks for."""
    return NewField(
        label=asked.name,
        type=asked.type,
        required=asked.required,
        indexed=asked.indexed,
        choices=tuple(asked.choices),
        unique=asked.unique,
        description=asked.description,
        default=asked.default,
        rules=asked.rules,
        target=asked.target,
    )
