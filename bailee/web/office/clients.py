"""The registry of clients: list, open, look at."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from bailee.custody import handback as handbacks
from bailee.custody import holds, lifecycle
from bailee.foundation import clock
from bailee.office.clients import cards
from bailee.office.clients.models import ChangeRequest, Client
from bailee.office.clients.registry import LabelError
from bailee.people import preferences
from bailee.people.roles import Role
from bailee.vault.company import wording
from bailee.vault.mail import folder
from bailee.web.office import client_quotas, standing
from bailee.web.office.forms import ClientForm, Search
from bailee.web.ui import company
from bailee.web.ui.permission import ALL_STAFF, roles
from bailee.web.ui.request import StaffRequest
from bailee.web.ui.stages import timeline

OPENERS = (Role.STAFF_OWNER, Role.OPERATOR)


@roles(*ALL_STAFF)
def index(request: StaffRequest) -> HttpResponse:
    """All clients by name, or those whose name holds what was searched for."""
    search = Search(request.GET)
    asked = search.cleaned_data if search.is_valid() else {}
    q, order = asked.get("q", ""), asked.get("order") or "name"
    found = Client.objects.filter(name__icontains=q).order_by(order, "id")
    rows = preferences.of(request.user).rows
    page = Paginator(found, rows).get_page(request.GET.get("page"))
    context = {
        "search": search,
        "q": q,
        "order": order,
        "page": page,
        "rows": standing.of_all(page.object_list),
        "may_open": request.user.role in OPENERS,
        "by_name": "-name" if order == "name" else "name",
        "by_opened": "opened_at" if order == "-opened_at" else "-opened_at",
    }
    return render(request, "office/clients/index.html", context)


@roles(*OPENERS)
def new(request: StaffRequest) -> HttpResponse:
    """The form for a new client, and opening it."""
    now = clock.now()
    form = ClientForm(request.POST or None, initial={"starts_on": now.date()})
    if request.method == "POST" and form.is_valid():
        try:
            client = lifecycle.open_client(
                name=form.cleaned_data["name"],
                label=form.cleaned_data["label"],
                particulars=form.particulars(),
                terms=form.terms(),
                by=request.user.actor,
                now=now,
            )
        except LabelError as error:  # another client took it since the form was checked
            form.add_error("label", str(error))
        else:
            return redirect(reverse("office:client", args=[client.id]) + "?opened")
    return render(request, "office/clients/new.html", {"form": form})


@roles(*ALL_STAFF)
def show(request: StaffRequest, client_id: uuid.UUID) -> HttpResponse:
    """What the office knows of a client: its company's card, its contracts, its hand-back."""
    client = get_object_or_404(Client, id=client_id)
    handback = handbacks.standing(client.id)
    contracts = list(client.contracts.order_by("-starts_on"))
    context = {
        "registered": client,
        "opened": "opened" in request.GET,
        "folder_in_use": folder.in_use(),
        "portal_url": lifecycle.portal_url(client),
        "contracts": contracts,
        "running": any(contract.notice_at is None for contract in contracts),
        "standing": standing.of(client),
        "hold": holds.standing(client.id),
        "usage": client_quotas.standings(client),
        "measured": client_quotas.measured(client),
        "line": timeline(handback) if handback else None,
        **_company(client),
        "may_act": request.user.role in OPENERS,
    }
    return render(request, "office/clients/show.html", context)


def _company(client: Client) -> dict[str, Any]:
    """The card that the client's vault has published, and what waits of it."""
    values = cards.read(client)
    asked = ChangeRequest.objects.waiting().filter(client=client)
    return {
        "sheet": company.sheet(values) if values else None,
        "asked": [(one, wording.subject(one.subject)) for one in asked],
    }
