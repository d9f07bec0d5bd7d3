"""Giving notice on a client's contract."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bailee.custody import handback as handbacks
from bailee.custody.handback import HandBackError
from bailee.foundation import clock
from bailee.office.clients import contracts
from bailee.office.clients.contracts import NoticeError
from bailee.office.clients.models import Client
from bailee.people.roles import Role
from bailee.web.office.forms import NoticeForm
from bailee.web.ui.permission import ALL_STAFF, roles
from bailee.web.ui.request import StaffRequest
from bailee.web.ui.step_up import fresh


@roles(*ALL_STAFF)
@fresh
def new(request: StaffRequest, client_id: uuid.UUID) -> HttpResponse:
    """Asks for the day, and gives notice; the client's owners are told by mail."""
    client, now = get_object_or_404(Client, id=client_id), clock.now()
    contract = client.contracts.filter(notice_at=None).first()
    if contract is None:
        messages.info(request, _("Notice has been given already."))
        return redirect("office:client", client.id)
    earliest = contracts.earliest_end(contract, now=now)
    form = NoticeForm(request.POST or None, initial={"ends_on": earliest})
    if request.user.role != Role.STAFF_OWNER:
        del form.fields["waive"]
    if request.method == "POST" and form.is_valid():
        try:
            handback = handbacks.begin(
                client,
                ends_on=form.cleaned_data["ends_on"],
                waive=form.cleaned_data.get("waive", False),
                by=request.user.actor,
                now=now,
            )
        except (NoticeError, HandBackError) as error:
            form.add_error("ends_on", str(error))
        else:
            return redirect("office:handback", handback.id)
    context = {"form": form, "registered": client, "contract": contract, "earliest": earliest}
    return render(request, "office/notices/new.html", context)
