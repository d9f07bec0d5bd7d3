"""Filters on links: a person names records and files by their titles, a list asks by their ids."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bailee.vault.records import conditions, relations
from bailee.vault.records.columns import Column
from bailee.vault.records.filters import Filter, Group, Part

_SEVERAL = {"is": "any", "isnot": "none"}


def by_id(part: Part | None, columns: Mapping[str, Column]) -> Part | None:
    """The same conditions with ids for titles; what no record is called stays, and is refused."""
    if isinstance(part, Group):
        inner = (by_id(one, columns) for one in part.parts)
        return replace(part, parts=tuple(one for one in inner if one is not None))
    column = columns.get(part.field) if part else None
    if part is None or column is None or not _is_link(column):
        return part
    values = part.values or ((part.value,) if part.value else ())
    found = tuple(which for one in values for which in _ids(column, one))
    if part.operator in _SEVERAL and len(found) > 1:
        return Filter(part.field, _SEVERAL[part.operator], values=found)
    return replace(part, values=found) if part.values else replace(part, value="".join(found))


def titles(column: Column, keys: Iterable[str]) -> dict[str, str]:
    """The titles of linked records and files by their ids as text; of other columns none."""
    if column.field is None or not _is_link(column):
        return {}
    ids = [uuid.UUID(key) for key in keys if relations.is_id(key)]
    return {str(one): text for one, text in relations.titles(column.field, ids).items()}


def _is_link(column: Column) -> bool:
    return column.field is not None and column.kind.name in relations.LINKS


def _ids(column: Column, text: str) -> list[str]:
    """All that bear the title; the text itself where it is an id, or none bears it."""
    if column.field is None or relations.is_id(text) or not conditions.encodes(text):
        return [text]
    return [str(one) for one in relations.called(column.field, text)] or [text]
