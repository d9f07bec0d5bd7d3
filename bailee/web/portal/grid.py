"""A collection's records as a grid: filtered, sorted, grouped as the address or a view says."""

import uuid
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bailee.people import preferences
from bailee.vault.records import columns, filters, groups, listing, search, views
from bailee.vault.records.columns import Column
from bailee.vault.records.listing import ListingError, Page, Query
from bailee.vault.records.models import Collection, View
from bailee.vault.records.views import Layout
from bailee.web.portal import grid_address, grid_cells, grid_links, grid_panels
from bailee.web.portal.collections import READERS, WRITERS, may_write
from bailee.web.portal.grid_address import State
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@dataclass(frozen=True)
class Seen:
    """A list as this person is to see it: the state of the address, its view and layout."""

    state: State
    view: View | None
    views: list[View]
    layout: Layout


@roles(*READERS)
@require_safe
def show(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """A page of the collection's records."""
    collection = get_object_or_404(Collection, id=collection_id)
    seen = look(request, collection)
    known = columns.of(collection.fields.all())
    wrong, asked = "", seen.state
    try:
        found = _content(request, collection, seen)
    except ListingError as error:
        wrong = str(error)
        seen = replace(seen, state=State(Query(), view=seen.state.view))
        found = _content(request, collection, seen)
    context = {
        "collection": collection,
        **found,
        **_frame(seen, known, asked),
        "wrong": wrong,
        "may_write": may_write(request),
        "may_share": may_write(request),
        "is_writer": request.user.role in WRITERS,
        "fast_search": collection.searched,
        "index_offered": search.offered(),
    }
    return render(request, "portal/collections/show.html", context)


def look(request: PortalRequest, collection: Collection) -> Seen:
    """What the address asks for; where it only names a view, or nothing, what the view says."""
    state = grid_address.read(request.GET)
    seen = views.seen_by(collection, request.user)
    if state.view:
        view = views.find(collection, state.view, request.user)
    else:
        view = None if state.said else views.default(seen, request.user)
    layout = views.layout(view)
    if not state.said and view is not None:
        try:
            saved = Query.from_json(view.query)
        except ListingError:  # written by an older release: the list says what it leaves out
            saved = Query()
        place = state.query
        query = replace(saved, after=place.after, before=place.before, counted=place.counted)
        state = replace(state, query=query, group=layout.group)
    size = max(1, min(preferences.of(request.user).rows or listing.SIZE, listing.MAX_SIZE))
    part = grid_links.by_id(state.query.filter, columns.of(collection.fields.all()))
    query = replace(state.query, filter=part, size=size)
    return Seen(replace(state, query=query, view=str(view.id) if view else ""), view, seen, layout)


def _content(request: PortalRequest, collection: Collection, seen: Seen) -> dict[str, Any]:
    """The records; where they are grouped, the heaps and the records of the one unfolded."""
    state, query = seen.state, seen.state.query
    heaps = groups.of(collection, query, state.group) if state.group else None
    if heaps is not None and state.opened is None:
        page = None
    else:
        opened = (
            next((one for one in heaps.heaps if one.key == state.opened), None) if heaps else None
        )
        if opened is not None:
            part = groups.within(query, opened).filter
            query = replace(query, filter=part)
        page = listing.page(collection, query)
    fields = list(collection.fields.all()) if page is None else page.fields
    shown = seen.layout.shown([str(field.id) for field in fields])
    rows = grid_cells.rendered(collection, fields, page.rows, shown, request.user) if page else ""
    within = {"in": state.opened} if state.opened is not None else {}
    return {
        "page": page,
        "rows": rows,
        "heads": _heads(state, seen.layout, shown, columns.of(fields)),
        "heaps": _heaps(state, heaps),
        "opened": state.opened if heaps else None,
        "fields": fields,
        "shown": shown,
        **_places(state, page, within),
    }


def _places(state: State, page: Page | None, within: dict[str, str]) -> dict[str, str]:
    if page is None:
        return {}
    return {
        "next": state.address(None, after=page.next, **within) if page.next else "",
        "previous": state.address(None, before=page.previous, **within) if page.previous else "",
        "count": "" if page.exact else state.address(None, count="1", **within),
    }


def _frame(seen: Seen, known: dict[str, Column], asked: State) -> dict[str, Any]:
    """The views, and the panels above the grid; a refused filter stays as it was typed."""
    state = seen.state
    order = seen.layout.arranged([key for key, one in known.items() if one.field])
    return {
        "view": seen.view,
        "views": seen.views,
        "own": seen.view is not None and seen.view.person_id is not None,
        "changed": _changed(seen),
        "state": state,
        "here": state.address(),
        "query_string": state.address().removeprefix("?"),
        "search": state.query.search or asked.query.search,
        "fieldsets": grid_panels.builder(asked.query.filter, known),
        "sorts": grid_panels.sorts(state, known),
        "grouping": grid_panels.grouping(state, known),
        "chips": grid_panels.chips(state, known),
        "datalists": grid_panels.datalists(known),
        "words": grid_panels.words(),
        "narrows": state.query.narrows,
        "columns": [
            {
                "key": key,
                "label": known[key].label,
                "shown": key not in seen.layout.hidden,
                "width": seen.layout.widths.get(key, ""),
                "place": place,
            }
            for place, key in enumerate(order, 1)
        ],
        "sorted": [one for one in state.query.sorts if one],
        "filtered": len([*filters.flat(state.query.filter)]),
        "search_offered": bool([one for one in known.values() if one.kind.name in search.SEARCHED]),
    }


def _changed(seen: Seen) -> bool:
    """Whether the list is another than the view keeps."""
    if seen.view is None:
        return False
    kept = (seen.view.query, seen.layout.group)
    return (seen.state.query.whole().to_json(), seen.state.group) != kept


def _heads(
    state: State, layout: Layout, shown: list[str], known: dict[str, Column]
) -> list[dict[str, Any]]:
    """One per column: its sort now, the address that turns it, and the one that adds it."""
    heads = []
    sorts = [one for one in state.query.sorts if one]
    plain = [one.removeprefix("-") for one in sorts]
    for key in shown:
        place = plain.index(key) if key in plain else None
        now = "" if place is None else "descending" if sorts[place][0] == "-" else "ascending"
        turned = {"": key, "ascending": f"-{key}", "descending": ""}[now]
        base = state.query.whole()
        one = replace(base, sorts=(turned,) if turned else ())
        others = tuple(each for each in sorts if each.removeprefix("-") != key)
        added = replace(base, sorts=(*others, turned) if turned else others)
        heads.append(
            {
                "key": key,
                "label": known[key].label,
                "column": known[key],
                "sort": now,
                "rank": place + 1 if place is not None and len(sorts) > 1 else "",
                "address": state.address(one),
                "add": state.address(added),
                "width": layout.widths.get(key, ""),
            }
        )
    return heads


def _heaps(state: State, heaps: groups.Heaps | None) -> dict[str, Any] | None:
    if heaps is None:
        return None
    titles = grid_links.titles(heaps.column, [one.key for one in heaps.heaps])
    return {
        "label": heaps.column.label,
        "left": heaps.left,
        "all": [
            {
                "heap": one,
                "title": titles.get(one.key, one.key),
                "open": one.key == state.opened,
                "address": state.address()
                + ("" if one.key == state.opened else "&" + urlencode({"in": one.key})),
            }
            for one in heaps.heaps
        ],
    }
