"""Conditions on the records of a list, made of text that a person gave.

A filter is one condition or a group of them; groups may hold groups. Nothing in it is trusted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from psycopg import sql

from bailee.vault.records import conditions
from bailee.vault.records.columns import Column, fetch, text
from bailee.vault.records.conditions import OPERATORS, Filter, ListingError, fault

__all__ = [
    "OPERATORS",
    "Filter",
    "Group",
    "ListingError",
    "Part",
    "fault",
    "fetch",
    "text",
    "where",
]

MAX_FILTERS = 20
MAX_DEPTH = 3  # groups in groups in groups


@dataclass(frozen=True)
class Group:
    """Conditions of which every one must hold, or at least one. An empty group asks nothing."""

    every: bool = True
    parts: tuple["Filter | Group", ...] = ()


type Part = Filter | Group


def where(part: Part | None, columns: Mapping[str, Column]) -> sql.Composable:
    """The whole as one condition in SQL. Raises `ListingError`."""
    if part is None:
        return sql.SQL("true")
    if len(list(flat(part))) > MAX_FILTERS:
        raise ListingError(
            _("A list takes up to {max_filters} filters.").format(max_filters=MAX_FILTERS)
        )
    return _where(part, columns, MAX_DEPTH)


def flat(part: Part | None) -> Iterator[Filter]:
    """Every condition in it, in order."""
    if isinstance(part, Filter):
        yield part
    elif part is not None:
        for one in part.parts:
            yield from flat(one)


def to_json(part: Part) -> dict[str, Any]:
    """As JSON has it; what is empty is left out."""
    if isinstance(part, Group):
        return {"every": part.every, "parts": [to_json(one) for one in part.parts]}
    found: dict[str, Any] = {"field": part.field, "operator": part.operator}
    found |= {"value": part.value} if part.value else {}
    found |= {"upper": part.upper} if part.upper else {}
    return found | ({"values": list(part.values)} if part.values else {})


def from_json(found: object, depth: int = MAX_DEPTH) -> Part:
    """Reads what `to_json` gives, from anybody. Raises `ListingError`."""
    if not isinstance(found, dict):
        raise ListingError(_("A filter must be an object with “field” and “operator”, or a group."))
    if "parts" in found:
        return _group(found, depth)
    known = {"field", "operator", "value", "upper", "values"}
    if not {"field", "operator"} <= set(found) <= known:
        raise ListingError(
            _("A filter has “field” and “operator”, and “value” where one is asked.")
        )
    values = found.get("values", [])
    field, operator = found["field"], found["operator"]
    value, upper = found.get("value", ""), found.get("upper", "")
    texts = [field, operator, value, upper]
    if not isinstance(values, list) or not all(isinstance(one, str) for one in [*texts, *values]):
        raise ListingError(_("The values of a filter must be texts."))
    return Filter(field, operator, value, upper, tuple(values))


def _group(found: dict[str, Any], depth: int) -> Group:
    every, parts = found.get("every", True), found["parts"]
    if (
        not isinstance(parts, list)
        or not isinstance(every, bool)
        or set(found) - {"every", "parts"}
    ):
        raise ListingError(_("A group has “every” (true or false) and a list of “parts”."))
    if depth == 0:
        raise ListingError(
            _("Groups of filters go up to {max_depth} deep.").format(max_depth=MAX_DEPTH)
        )
    if len(parts) > MAX_FILTERS:
        raise ListingError(
            _("A list takes up to {max_filters} filters.").format(max_filters=MAX_FILTERS)
        )
    return Group(every, tuple(from_json(one, depth - 1) for one in parts))


def _where(part: Part, columns: Mapping[str, Column], depth: int) -> sql.Composable:
    if isinstance(part, Filter):
        if part.field not in columns:
            raise ListingError(_("A filter names a field that does not exist (any more)."))
        return conditions.compose(part, columns[part.field])
    if depth == 0:
        raise ListingError(
            _("Groups of filters go up to {max_depth} deep.").format(max_depth=MAX_DEPTH)
        )
    inner = [_where(one, columns, depth - 1) for one in part.parts]
    # A group within that is empty says nothing, so it must not make an "or" true.
    said = [one for one, of in zip(inner, part.parts, strict=True) if any(flat(of))]
    if not said:
        return sql.SQL("true")
    return sql.SQL("({})").format(sql.SQL(" AND " if part.every else " OR ").join(said))
