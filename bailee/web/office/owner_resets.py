"""A client's owner has lost a device, and no other owner can vouch: two of our staff do."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bailee.custody import vouching
from bailee.foundation import clock
from bailee.office.clients.models import Client
from bailee.people.protection.resets import ResetError
from bailee.people.roles import CUSTODIANS
from bailee.web.ui.factor_resets import ReasonForm
from bailee.web.ui.permission import roles
from bailee.web.ui.request import StaffRequest
from bailee.web.ui.step_up import fresh


class OwnerForm(ReasonForm):
    email = forms.EmailField(label=gettext_lazy("The owner’s e-mail address"), max_length=254)
    field_order = ("email", "reason")


@fresh
@roles(*CUSTODIANS)
def edit(request: StaffRequest, client_id: uuid.UUID) -> HttpResponse:
    """Asks with address and reason; another member of staff approves on the same page."""
    client = get_object_or_404(Client, id=client_id)
    form = OwnerForm(request.POST if "email" in request.POST else None)
    if request.method == "POST":
        if "decision" in request.POST:
            _decide(request, client)
            return redirect(request.path)
        if form.is_valid() and _asked(request, client, form):
            return redirect(request.path)
    context = {
        "base": "ui/office.html",
        "back": reverse("office:client", args=[client.id]),
        "lead": client.name,
        "waiting": vouching.waiting(client),
        "form": form,
        "text": _(
            "Only for an owner whom no other owner can vouch for. Call back on a number that you "
            "know from before. Two of our staff vouch; then the owner gets a link by mail."
        ),
        "submit": _("Ask for the reset"),
    }
    status = 422 if form.errors else 200
    return render(request, "people/factor_reset.html", context, status=status)


def _asked(request: StaffRequest, client: Client, form: OwnerForm) -> bool:
    try:
        vouching.ask(client, **form.cleaned_data, by=request.user.actor, now=clock.now())
    except ResetError as error:
        form.add_error("email", str(error))
        return False
    messages.success(request, _("Another member of staff must now approve it."))
    return True


def _decide(request: StaffRequest, client: Client) -> None:
    approve = request.POST.get("decision") == "approve"
    try:
        reset_id = uuid.UUID(request.POST.get("reset", ""))
        vouching.decide(client, reset_id, approve=approve, by=request.user.actor, now=clock.now())
    except ValueError:
        messages.error(request, _("This has been decided already."))
    except ResetError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Approved: the link is on its way.") if approve else _("The reset is refused."),
        )
