"""A collection's records as a list, sorted and filtered as the address says."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bailee.vault.records import columns, filters, listing
from bailee.vault.records.filters import OPERATORS
from bailee.vault.records.listing import Filter, Group, ListingError, Page, Query
from bailee.vault.records.models import Collection
from bailee.web.portal.collections import READERS, may_write
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*READERS)
@require_safe
def show(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """A page of the collection's records, sorted and filtered as the address says."""
    collection = get_object_or_404(Collection, id=collection_id)
    query, wrong = _query(request.GET), ""
    try:
        page = listing.page(collection, query)
    except ListingError as error:
        wrong, query = str(error), Query()
        page = listing.page(collection, query)
    context = {
        "collection": collection,
        "page": page,
        "heads": _heads(page, query),
        "rows": [(row.id, list(zip(page.fields, row.values, strict=True))) for row in page.rows],
        "wrong": wrong,
        "filters": _shown_filters(page, query),
        "operators": OPERATORS,
        "sort": query.sorts[0] if query.sorts else "",
        "typed": _typed(request.GET) if wrong else {},
        "next": _address(query, after=page.next) if page.next else "",
        "previous": _address(query, before=page.previous) if page.previous else "",
        "count": "" if page.exact else _address(query, count="1"),
        "may_write": may_write(request),
    }
    return render(request, "portal/collections/show.html", context)


def _query(asked: QueryDict) -> Query:
    """What the address asks for. Rows of the filter form without a field are left out."""
    values, uppers = asked.getlist("v"), asked.getlist("u")
    found = [
        Filter(field, operator, values[place], uppers[place])
        for place, (field, operator) in enumerate(
            zip(asked.getlist("f"), asked.getlist("o"), strict=False)
        )
        if field and place < min(len(values), len(uppers))
    ]
    return Query(
        Group(parts=tuple(found)) if found else None,
        sorts=tuple(asked.getlist("sort")),
        after=asked.get("after", ""),
        before=asked.get("before", ""),
        counted="count" in asked,
    )


def _address(query: Query, sort: str | None = None, **place: str) -> str:
    """The address of this list in another order or at another place."""
    sorts = query.sorts if sort is None else (sort,)
    parts = [("sort", one) for one in sorts if one]
    for one in filters.flat(query.filter):
        parts += [("f", one.field), ("o", one.operator), ("v", one.value), ("u", one.upper)]
    return "?" + urlencode([*parts, *place.items()])


def _heads(page: Page, query: Query) -> list[dict[str, Any]]:
    """One per field: its sort now, and the address that turns it."""
    heads = []
    for field in page.fields:
        name = str(field.id)
        now = {name: "ascending", f"-{name}": "descending"}.get(
            query.sorts[0] if query.sorts else "", ""
        )
        turned = {"": name, "ascending": f"-{name}", "descending": ""}[now]
        heads.append({"field": field, "sort": now, "address": _address(query, sort=turned)})
    return heads


def _shown_filters(page: Page, query: Query) -> list[dict[str, Any]]:
    """Each filter in words, with the address of the list without it."""
    labels = {key: column.label for key, column in columns.of(page.fields).items()}
    asked, shown = list(filters.flat(query.filter)), []
    for one in asked:
        rest = Group(parts=tuple(other for other in asked if other is not one))
        words = f"{labels[one.field]} {OPERATORS[one.operator]} {one.value}"
        if one.operator == "between":
            words += f" and {one.upper}"
        without = _address(Query(rest, query.sorts))
        shown.append({"words": words.strip(), "one": one, "without": without})
    return shown


def _typed(asked: QueryDict) -> dict[str, str]:
    """The last filter of a refused query, to be mended."""
    keys = {"f": "field", "o": "operator", "v": "value", "u": "upper"}
    return {long: (asked.getlist(short) or [""])[-1] for short, long in keys.items()}
