"""What of clients' companies waits for the office: changes, unanswered questions, returned mail."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.office.clients import cards, requests
from bailee.office.clients.models import ChangeRequest
from bailee.office.clients.requests import RequestError
from bailee.vault.company import tasks, wording
from bailee.vault.company.announcing import DECIDERS
from bailee.web.office.company_forms import DecisionForm
from bailee.web.ui import company as shown
from bailee.web.ui.permission import ALL_STAFF, roles
from bailee.web.ui.request import StaffRequest
from bailee.web.ui.step_up import fresh

LATEST = 20  # decisions


@roles(*ALL_STAFF)
def index(request: StaffRequest) -> HttpResponse:
    """The queue, each with what to do, and what was decided last."""
    asked = ChangeRequest.objects.waiting().select_related("client").order_by("asked_at", "id")
    decided = ChangeRequest.objects.exclude(decided_at=None).select_related("client")
    context = {
        "waiting": [(one, wording.subject(one.subject)) for one in asked],
        "unanswered": cards.unanswered(now=clock.now()),
        "returned": cards.returned(),
        "decided": [
            (one, wording.subject(one.subject)) for one in decided.order_by("-decided_at")[:LATEST]
        ],
        "overdue_after": cards.OVERDUE.days,
        "may_decide": request.user.role in DECIDERS,
    }
    return render(request, "office/confirmations/index.html", context)


@roles(*DECIDERS)
@fresh
def show(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Old and new in full; confirming or refusing, only with a factor proven just now."""
    asked = get_object_or_404(ChangeRequest.objects.select_related("client"), id=request_id)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            requests.decide(
                asked,
                confirmed=form.cleaned_data["decision"] == "confirm",
                reason=form.cleaned_data["reason"],
                by=request.user.actor,
                email=request.user.email,
                now=clock.now(),
            )
        except RequestError as error:
            form.add_error(None, str(error))
        else:
            tasks.ask_exchange(asked.client.schema_name)
            messages.success(request, _("Noted. The client's owners are told by mail."))
            return redirect("office:confirmations")
    matter = requests.matter_of(asked)
    context = {
        "asked": asked,
        "subject": wording.subject(asked.subject),
        "matter": matter,
        "lines": shown.lines(matter.get("before", {}), matter.get("after", {}), masked=False),
        "form": form,
        "open": asked.decided_at is None and asked.withdrawn_at is None,
    }
    return render(request, "office/confirmations/show.html", context)
