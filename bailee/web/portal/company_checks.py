"""“Is it still right?”: the page that the yearly mail leads to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.company import questions, wording
from bailee.web.portal.company import BILLERS, all_of_it, while_open
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*BILLERS)
@while_open
def show(request: PortalRequest) -> HttpResponse:
    """All of it on one page, with “still right” and “change”."""
    if request.method == "POST":
        questions.confirm(by=request.user.actor, now=clock.now())
        messages.success(request, _("Thank you. We have noted that all of it is still right."))
        return redirect("portal:company")
    seen = all_of_it()
    context = {
        **seen,
        "why": [(one, wording.reason(one.reason)) for one in seen["questions"]],
        "people": User.objects.active(),
        "is_owner": request.user.role == Role.OWNER,
    }
    return render(request, "portal/company/check.html", context)
