"""Legal holds on a client's records."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bailee.custody import holds
from bailee.custody.holds import HoldError
from bailee.custody.models import LegalHold
from bailee.foundation import clock
from bailee.office.clients.models import Client
from bailee.people.roles import CUSTODIANS
from bailee.web.office.forms import HoldForm
from bailee.web.ui.permission import roles
from bailee.web.ui.request import StaffRequest


@roles(*CUSTODIANS)
def new(request: StaffRequest, client_id: uuid.UUID) -> HttpResponse:
    """Asks for the order or law, and places the hold: every later step of a hand-back stops."""
    client, form = get_object_or_404(Client, id=client_id), HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            holds.place(client, reason=reason, by=request.user.actor, now=clock.now())
        except HoldError as error:
            form.add_error("reason", str(error))
        else:
            return redirect("office:client", client.id)
    return render(request, "office/holds/new.html", {"form": form, "registered": client})


@roles(*CUSTODIANS)
def destroy(request: StaffRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and lifts the hold: what it stopped can go on."""
    hold = get_object_or_404(LegalHold, id=hold_id)
    back = reverse("office:client", args=[hold.client_id])
    if request.method == "POST":
        try:
            holds.lift(hold, by=request.user.actor, now=clock.now())
        except HoldError as error:
            messages.error(request, str(error))
        return redirect(back)
    context = {
        "confirm_base": "ui/office.html",
        "title": _("Lift the legal hold?"),
        "text": _("The order was: {reason}. Once it is lifted, the hand-back goes on.").format(
            reason=hold.reason
        ),
        "submit": _("Lift the hold"),
        "back": back,
    }
    return render(request, "ui/confirm.html", context)
