"""Taking a notice back, when both sides agree to go on."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bailee.custody import handback as handbacks
from bailee.custody.handback import HandBackError
from bailee.custody.models import HandBack
from bailee.foundation import clock
from bailee.people.roles import CUSTODIANS
from bailee.web.ui.permission import roles
from bailee.web.ui.request import StaffRequest


@roles(*CUSTODIANS)
def new(request: StaffRequest, handback_id: uuid.UUID) -> HttpResponse:
    """Asks once more; then the contract goes on and the portal can be written to again."""
    handback = get_object_or_404(HandBack, id=handback_id)
    back = reverse("office:handback", args=[handback.id])
    if request.method == "POST":
        try:
            handbacks.withdraw(handback, by=request.user.actor, now=clock.now())
        except HandBackError as error:
            messages.error(request, str(error))
        return redirect(back)
    context = {
        "confirm_base": "ui/office.html",
        "title": _("Withdraw the notice?"),
        "text": _(
            "Both sides have agreed to go on: the contract runs as if no notice had been"
            " given and the portal can be written to."
        ),
        "submit": _("Withdraw the notice"),
        "back": back,
    }
    return render(request, "ui/confirm.html", context)
