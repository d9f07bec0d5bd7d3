"""What a list is asked for: filters, sorts, search, sparse fields, a cursor."""

import re
from collections.abc import Sequence
from typing import Any, Literal

from ninja import Schema
from pydantic import Field as Described

from bailee.vault.records import columns, filters
from bailee.vault.records.listing import MAX_SIZE, Filter, Group, Query
from bailee.vault.records.models import Collection, Field
from bailee.web.api import body
from bailee.web.api.gate import TokenRequest
from bailee.web.api.refusal import RefusedError, gone

_SIMPLE = re.compile(r"filter\[([^\[\]]{1,100})\](?:\[([a-z]{1,10})\])?")


class Form(Schema):
    """How records are shown."""

    by: Literal["name", "id"] = Described("name", description="What the keys of “fields” are.")
    fields: str | None = Described(
        None, description="Only these fields: names or ids with commas between; may be repeated."
    )


class Listing(Form):
    """Which records, in which order."""

    filter: str | None = Described(
        None, description="A condition or a group of them, as JSON.", max_length=10_000
    )
    search: str = Described("", description="Words that must all stand somewhere.", max_length=500)
    sort: str | None = Described(
        None, description="Up to four fields with commas between; “-” before one turns it."
    )
    view: str | None = Described(None, description="The id of a saved view to begin from.")
    limit: int = Described(50, ge=1, le=MAX_SIZE, description="Records on a page.")
    cursor: str = Described("", description="“next” of the page before.", max_length=40_000)
    count: bool = Described(default=False, description="Whether the total is wanted.")


def query(
    request: TokenRequest, collection: Collection, fields: Sequence[Field], asked: Listing
) -> Query:
    """Raises `RefusedError`, `ListingError`."""
    keys = _keys(fields)
    base = _view(collection, asked.view) if asked.view else Query()
    given = [one for one in (base.filter, _tree(asked.filter, keys)) if one is not None]
    parts = (*given, *_simple(request, keys))
    return Query(
        filter=parts[0] if len(parts) == 1 else Group(every=True, parts=parts) if parts else None,
        sorts=base.sorts if asked.sort is None else _sorts(asked.sort, keys),
        search=f"{base.search} {asked.search}".strip(),
        after=asked.cursor,
        counted=asked.count,
        size=asked.limit,
    )


def chosen(fields: Sequence[Field], request: TokenRequest) -> list[Field]:
    """The fields that are wanted, all if none is named. Raises `RefusedError`."""
    given = request.GET.getlist("fields")
    if not given:
        return list(fields)
    known = {one.label: one for one in fields} | {str(one.id): one for one in fields}
    found: dict[Field, None] = {}
    for text in given:
        for name in [text] if text in known else text.split(","):
            if name.strip() not in known:
                raise RefusedError(422, f"There is no field “{name.strip()[:100]}” here.")
            found[known[name.strip()]] = None
    return list(found)


def tree(found: Any, fields: Sequence[Field]) -> filters.Part:
    """A filter of a body. Raises `ListingError`, `RefusedError`."""
    return filters.from_json(_by_key(found, _keys(fields)))


def _keys(fields: Sequence[Field]) -> dict[str, str]:
    """Names and ids of columns → the keys by which lists know them."""
    known = columns.of(fields)
    return {one.label: key for key, one in known.items() if one.field} | {key: key for key in known}


def _tree(text: str | None, keys: dict[str, str]) -> filters.Part | None:
    if not text:
        return None
    return filters.from_json(_by_key(body.read(text.encode()), keys))


def _by_key(found: Any, keys: dict[str, str], depth: int = 8) -> Any:
    """With the names of fields made keys, wherever one stands."""
    if not isinstance(found, dict) or not depth:
        return found
    made = dict(found)
    if isinstance(made.get("field"), str):
        made["field"] = keys.get(made["field"], made["field"])
    if isinstance(made.get("parts"), list):
        made["parts"] = [_by_key(one, keys, depth - 1) for one in made["parts"]]
    return made


def _simple(request: TokenRequest, keys: dict[str, str]) -> list[Filter]:
    made = []
    for name, values in request.GET.lists():
        if not (found := _SIMPLE.fullmatch(name)):
            if name.startswith("filter["):
                raise RefusedError(422, f"“{name[:100]}” is no filter such as filter[Status].")
            continue
        key = keys.get(found[1], found[1])
        made += [_condition(key, found[2] or "is", value) for value in values]
    return made


def _condition(key: str, operator: str, value: str) -> Filter:
    if operator == "between":
        lower, _, upper = value.partition(",")
        return Filter(key, operator, lower, upper)
    if operator in {"any", "none"}:
        return Filter(key, operator, values=tuple(value.split(",")))
    return Filter(key, operator, "" if operator in {"empty", "filled"} else value)


def _sorts(text: str, keys: dict[str, str]) -> tuple[str, ...]:
    found = []
    for one in [text] if text.removeprefix("-") in keys else text.split(","):
        name = one.strip().removeprefix("-")
        turned = "-" if one.strip().startswith("-") else ""
        if name or turned:
            found.append(turned + keys.get(name, name))
    return tuple(found)


def _view(collection: Collection, which: str) -> Query:
    """A view that all share; a person's own is nobody else's."""
    shared = {str(one.id): one for one in collection.views.filter(person=None)}
    if which not in shared:
        raise gone("view")
    return Query.from_json(shared[which].query)
