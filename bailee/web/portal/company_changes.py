"""The history of the company's information, and taking back what waits."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.people import preferences
from bailee.people.roles import Role
from bailee.vault.company import changes, wording
from bailee.vault.company.changes import ChangeError
from bailee.vault.company.models import Change, Question
from bailee.web.portal.company import BILLERS, while_open
from bailee.web.ui import company as shown
from bailee.web.ui.permission import ALL_USERS, roles
from bailee.web.ui.request import PortalRequest

ASKED = 20  # of the questions, the newest


@roles(*ALL_USERS)
def index(request: PortalRequest) -> HttpResponse:
    """Every change, the newest first: who, when, old and new; and what was asked and answered."""
    rows = preferences.of(request.user).rows
    page = Paginator(Change.objects.all(), rows).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [
            (one, wording.subject(one.subject), shown.lines(one.before, one.after))
            for one in page.object_list
        ],
        "asked": [(one, wording.reason(one.reason)) for one in Question.objects.all()[:ASKED]],
    }
    return render(request, "portal/company/history.html", context)


@roles(write=BILLERS)
@while_open
def destroy(request: PortalRequest, change_id: uuid.UUID) -> HttpResponse:
    """Withdraws a change that waits; billing only what it could ask for."""
    one = get_object_or_404(Change, id=change_id)
    if request.user.role != Role.OWNER and one.subject == "contract":
        raise PermissionDenied
    try:
        changes.withdraw(one.pk, by=request.user.actor, now=clock.now())
    except ChangeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Withdrawn. What was there before still holds."))
    return redirect("portal:company")
