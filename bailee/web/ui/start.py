"""Where a person begins after signing in: the page they chose, or the overview."""

import uuid
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from bailee.people import preferences
from bailee.people.models import User
from bailee.vault.records.models import Collection, View
from bailee.web.ui import permission
from bailee.web.ui.permission import EVERYONE, roles
from bailee.web.ui.request import PersonRequest

PAGES = {
    "portal": {
        "overview": (gettext_noop("Overview"), "portal:overview"),
        "records": (gettext_noop("Records"), "portal:collections"),
        "files": (gettext_noop("Files"), "portal:files"),
        "company": (gettext_noop("Company"), "portal:company"),
    },
    "office": {
        "overview": (gettext_noop("Overview"), "office:overview"),
        "clients": (gettext_noop("Clients"), "office:clients"),
        "handbacks": (gettext_noop("Hand-backs"), "office:handbacks"),
    },
}


@dataclass(frozen=True)
class Start:
    """A page to begin with; `code` is how a form names it."""

    page: str
    which: uuid.UUID | None
    label: str
    address: str

    @property
    def code(self) -> str:
        return f"{self.page}:{self.which}" if self.which else self.page


@roles(*EVERYONE)
@require_safe
def show(request: PersonRequest) -> HttpResponse:
    """Leads to the chosen page; to the overview if that is gone or no longer open to them."""
    chosen = preferences.of(request.user)
    for one in (*pages(request), *lists(request)):
        if (one.page, one.which) == (chosen.start_page, chosen.start_id):
            return redirect(one.address)
    return redirect("/")


def pages(request: HttpRequest) -> list[Start]:
    """The pages of this face that this person may open."""
    known = PAGES.get(getattr(request, "face", ""), {})
    found = (
        Start(page, None, gettext(label), reverse(name)) for page, (label, name) in known.items()
    )
    return [one for one in found if _is_open(one.address, request.user)]


def lists(request: HttpRequest) -> list[Start]:
    """Collections, and views that are the person's own or shared with all."""
    if getattr(request, "face", "") != "portal" or not isinstance(request.user, User):
        return []
    collections = {one.id: one for one in Collection.objects.filter(removed_at=None)}
    found = [
        Start("collection", one.id, one.label, reverse("portal:collection", args=[one.id]))
        for one in collections.values()
    ]
    views = View.objects.filter(Q(person=None) | Q(person=request.user.id))
    for view in views.filter(collection__in=collections):
        address = reverse("portal:collection", args=[view.collection_id])
        label = f"{collections[view.collection_id].label}: {view.label}"
        found.append(Start("view", view.id, label, f"{address}?view={view.id}"))
    return [one for one in found if _is_open(one.address, request.user)]


def _is_open(address: str, user: object) -> bool:
    try:
        wanted = permission.of(resolve(address.partition("?")[0]).func)
    except Resolver404:
        return False
    return isinstance(user, User) and wanted is not None and wanted.allows(user.role, "GET")
