"""Views of a collection: saved, laid out, named, shared, ordered, deleted.

Everybody who reads may keep views of their own; shared ones are for those who write.
"""

import uuid
from dataclasses import replace

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from bailee.foundation import clock
from bailee.vault.records import search, views
from bailee.vault.records.models import Collection, View
from bailee.vault.records.views import Layout, ViewError
from bailee.web.portal import grid_address
from bailee.web.portal.collections import READERS, WRITERS, may_write
from bailee.web.portal.grid_address import State
from bailee.web.ui.forms import Form
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

OWN = gettext_noop("My columns")  # the view that keeps a layout where none was chosen


class ViewForm(Form):
    """A view's name and who sees it."""

    label = forms.CharField(label=gettext_lazy("Name"), max_length=views.MAX_LABEL)
    shared = forms.BooleanField(
        label=gettext_lazy("Shared with everybody here"),
        required=False,
        help_text=gettext_lazy("Owners and editors may change a shared view."),
    )
    first = forms.BooleanField(
        label=gettext_lazy("Open this view first"),
        required=False,
        help_text=gettext_lazy("For you."),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Place among the views"), min_value=1, max_value=1000
    )

    def __init__(self, *arguments: object, may_share: bool, **named: object) -> None:
        super().__init__(*arguments, **named)
        if not may_share:
            del self.fields["shared"]


@roles(*READERS)
@require_POST
def create(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """Saves the list as a view."""
    collection = get_object_or_404(Collection, id=collection_id)
    state = _state(request)
    shared = request.POST.get("shared") == "1"
    if shared and not may_write(request):
        raise PermissionDenied
    before = views.layout(views.find(collection, state.view, request.user))
    try:
        made = views.add(
            collection,
            label=request.POST.get("label", ""),
            query=state.query,
            layout=replace(before, group=state.group),
            person=None if shared else request.user,
            by=request.user.actor,
            now=clock.now(),
        )
    except ViewError as error:
        messages.error(request, str(error))
        return _to_list(collection, state.address())
    messages.success(request, _("The view “{label}” has been saved.").format(label=made.label))
    return _to_list(collection, f"?view={made.id}")


@roles(*READERS)
@require_POST
def keep(request: PortalRequest, collection_id: uuid.UUID, view_id: uuid.UUID) -> HttpResponse:
    """Lets a view list what is listed now."""
    collection, view = _find(request, collection_id, view_id)
    _refuse(request, view)
    state, by, now = _state(request), request.user.actor, clock.now()
    views.keep(view, query=state.query, by=by, now=now)
    views.lay_out(view, replace(views.layout(view), group=state.group), by=by, now=now)
    messages.success(request, _("The view “{label}” has been saved.").format(label=view.label))
    return _to_list(collection, f"?view={view.id}")


@roles(*READERS)
@require_POST
def layout(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """Keeps order, widths and visibility of columns: in the view, or in one of the person's own."""
    collection = get_object_or_404(Collection, id=collection_id)
    state = _state(request)
    view = views.find(collection, state.view, request.user)
    new = _layout(request.POST, views.layout(view), collection)
    by, now = request.user.actor, clock.now()
    if view is None or not _may_change(request, view):
        view = _own(request, collection, state)
    views.lay_out(view, replace(new, group=views.layout(view).group), by=by, now=now)
    if request.headers.get("X-Requested-With") == "grid":
        return HttpResponse(state_with(state, view).address())
    return _to_list(collection, state_with(state, view).address())


@roles(*READERS)
def edit(request: PortalRequest, collection_id: uuid.UUID, view_id: uuid.UUID) -> HttpResponse:
    """Name, sharing, place, and whether it opens first."""
    collection, view = _find(request, collection_id, view_id)
    may_change = _may_change(request, view)
    like = [one.id for one in views.seen_by(collection, request.user) if one.person == view.person]
    before = {
        "label": view.label,
        "shared": view.person_id is None,
        "first": str(request.user.id) in views.layout(view).default_of,
        "position": like.index(view.id) + 1,
    }
    form = ViewForm(request.POST or None, initial=before, may_share=may_write(request))
    if not may_change:
        for name in set(form.fields) - {"first"}:
            del form.fields[name]
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, view, form.cleaned_data, may_change=may_change)
        except ViewError as error:
            form.add_error("label", str(error))
        else:
            messages.success(request, _("Saved."))
            return _to_list(collection, f"?view={view.id}")
    context = {"collection": collection, "view": view, "form": form, "may_change": may_change}
    return render(request, "portal/collections/view.html", context)


@roles(*READERS)
def destroy(request: PortalRequest, collection_id: uuid.UUID, view_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and deletes the view; the records stay."""
    collection, view = _find(request, collection_id, view_id)
    _refuse(request, view)
    if request.method == "POST":
        views.remove(view)
        messages.success(
            request, _("The view “{label}” has been deleted.").format(label=view.label)
        )
        return _to_list(collection, "?all=1")
    context = {
        "confirm_base": "ui/portal.html",
        "title": _("Delete the view “{label}”?").format(label=view.label),
        "text": _("The records it lists stay as they are."),
        "submit": _("Delete the view"),
        "back": reverse("portal:view", args=[collection.id, view.id]),
    }
    return render(request, "ui/confirm.html", context)


@roles(*WRITERS)
@require_POST
def search_index(request: PortalRequest, collection_id: uuid.UUID) -> HttpResponse:
    """Builds or drops the index for fast search."""
    collection = get_object_or_404(Collection, id=collection_id)
    wanted = request.POST.get("searched") == "1"
    try:
        search.index(collection, searched=wanted)
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Fast search is on.") if wanted else _("Fast search is off."))
    return redirect("portal:collection", collection.id)


def state_with(state: State, view: View) -> State:
    return replace(state, view=str(view.id))


def _state(request: HttpRequest) -> State:
    """The list that a form belongs to, from its hidden input."""
    return grid_address.read(QueryDict(request.POST.get("list", "")[:20_000].removeprefix("?")))


def _to_list(collection: Collection, address: str) -> HttpResponse:
    return redirect(reverse("portal:collection", args=[collection.id]) + address)


def _find(
    request: PortalRequest, collection_id: uuid.UUID, view_id: uuid.UUID
) -> tuple[Collection, View]:
    collection = get_object_or_404(Collection, id=collection_id)
    view = views.find(collection, str(view_id), request.user)
    if view is None:
        raise Http404
    return collection, view


def _may_change(request: PortalRequest, view: View) -> bool:
    if request.client.frozen:
        return False
    return view.person_id == request.user.id or (view.person_id is None and may_write(request))


def _refuse(request: PortalRequest, view: View) -> None:
    if not _may_change(request, view):
        raise PermissionDenied


def _change(
    request: PortalRequest, view: View, given: dict[str, object], *, may_change: bool
) -> None:
    by, now = request.user.actor, clock.now()
    views.choose(view, person=request.user, chosen=bool(given.get("first")))
    view.refresh_from_db()
    if not may_change:
        return
    views.rename(view, label=str(given["label"]), by=by, now=now)
    if "shared" in given:
        person = None if given["shared"] else request.user
        views.share(view, person=person, by=by, now=now)
    views.move(view, position=int(str(given["position"])) - 1, by=by, now=now)


def _own(request: PortalRequest, collection: Collection, state: State) -> View:
    """The person's own view for layouts, which they see first from now on."""
    own = views.seen_by(collection, request.user)
    found = next((one for one in own if one.person_id and one.label in {OWN, _(OWN)}), None)
    if found is None:
        found = views.add(
            collection,
            label=_(OWN),
            query=state.query,
            layout=Layout(),
            person=request.user,
            by=request.user.actor,
            now=clock.now(),
        )
        views.choose(found, person=request.user)
        found.refresh_from_db()
    return found


def _layout(given: QueryDict, before: Layout, collection: Collection) -> Layout:
    """What the form says; numbers that are none leave things as they are."""
    keys = [str(one) for one in collection.fields.values_list("id", flat=True)]
    asked = [key for key in given.getlist("key") if key in set(keys)]
    places, widths = given.getlist("place"), given.getlist("width")
    ranks = {
        key: (_number(place, index), index)
        for index, (key, place) in enumerate(zip(asked, places, strict=False))
    }
    order = sorted(ranks, key=lambda key: ranks[key])
    found = {key: _number(width, 0) for key, width in zip(asked, widths, strict=False)}
    shown = set(given.getlist("shown"))
    return replace(
        before,
        order=tuple(order) or before.order,
        hidden=tuple(key for key in asked if key not in shown),
        widths={
            key: min(max(width, views.NARROWEST), views.WIDEST)
            for key, width in found.items()
            if width
        },
    )


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise
