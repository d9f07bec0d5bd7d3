"""The host label that is proposed while a client's name is typed."""

from django.http import HttpResponse
from django.shortcuts import render

from bailee.web.office.clients import OPENERS
from bailee.web.office.forms import label_from
from bailee.web.ui.permission import roles
from bailee.web.ui.request import StaffRequest


@roles(*OPENERS)
def show(request: StaffRequest) -> HttpResponse:
    """What the label becomes if its field is left empty. The field itself is the person's."""
    proposed = label_from(request.GET.get("name", ""))
    return render(request, "office/clients/label.html", {"proposed": proposed})
