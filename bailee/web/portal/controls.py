"""The controls of a record's form: each field with its text, its error, and what a link names."""

import uuid
from collections.abc import Mapping
from typing import Any

from bailee.vault.records import relations
from bailee.vault.records.models import Collection, Field
from bailee.web.ui.request import PortalRequest


def texts(request: PortalRequest) -> dict[str, str]:
    """What was typed, by the field's id; a link that was chosen, not typed over, by its id."""
    given = request.POST
    found = {key: str(text) for key, text in given.items() if ":" not in key}
    for key, text in found.items():
        if f"{key}:id" in given and text and text == given.get(f"{key}:title"):
            found[key] = str(given[f"{key}:id"])
    return found


def controls(
    collection: Collection, given: Mapping[str, Any] | None, reasons: Mapping[str, str]
) -> list[dict[str, Any]]:
    """One for each field. `given`: a form's texts or a record's; None begins with the defaults."""
    return [
        _control(field, given, reasons.get(str(field.id), "")) for field in collection.fields.all()
    ]


def _control(field: Field, given: Mapping[str, Any] | None, wrong: str) -> dict[str, Any]:
    key = str(field.id)
    text = field.default if given is None else given.get(key)
    control = {"field": field, "text": text, "wrong": wrong, "chosen": "", "title": ""}
    if field.type not in relations.LINKS or not text:
        return control
    chosen = (given or {}).get(f"{key}:id") or text
    title = _title(field, str(chosen))
    if title and text in {chosen, title}:
        control |= {"text": title, "chosen": chosen, "title": title}
    return control


def _title(field: Field, chosen: str) -> str:
    try:
        which = uuid.UUID(chosen)
    except ValueError:
        return ""
    return relations.titles(field, [which]).get(which, "")
