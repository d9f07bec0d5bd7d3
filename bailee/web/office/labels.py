"""The host label that is proposed while a client's name is typed."""

from django.http import HttpResponse
from django.shortcuts import render

from bailee.web.office.clients import OPENERS
from bailee.web.office.forms import ClientForm, label_from
from bailee.web.ui.permission import roles
from bailee.web.ui.request import StaffRequest


@roles(*OPENERS)
def show(request: StaffRequest) -> HttpResponse:
    """The field with a proposal; what was typed into it stays."""
    typed, name = request.GET.get("label", ""), request.GET.get("name", "")
    form = ClientForm(initial={"label": typed or label_from(name)})
    return render(request, "office/clients/label.html", {"form": form})
