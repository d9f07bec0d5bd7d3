"""Hand-backs: the list, and one with its timeline and the step that is due."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from bailee.custody import handback as handbacks
from bailee.custody.models import HandBack, Kind
from bailee.foundation import clock
from bailee.office.clients.models import Client
from bailee.people.roles import CUSTODIANS
from bailee.web.office import due
from bailee.web.ui.permission import ALL_STAFF, roles
from bailee.web.ui.request import StaffRequest
from bailee.web.ui.stages import timeline

PAGE = 50  # rows


@roles(*ALL_STAFF)
def index(request: StaffRequest) -> HttpResponse:
    """Those under way with what comes next, and those that are done."""
    standing = HandBack.objects.standing().prefetch_related("steps")
    under_way = standing.exclude(steps__kind=Kind.CERTIFICATE_MAILED)
    done = standing.filter(steps__kind=Kind.CERTIFICATE_MAILED).select_related("certificate")
    names = dict(Client.objects.values_list("id", "name"))
    context = {
        "under_way": [(names.get(one.client_id, ""), handbacks.state_of(one)) for one in under_way],
        "page": Paginator(done, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "office/handbacks/index.html", context)


@roles(*ALL_STAFF)
def show(request: StaffRequest, handback_id: uuid.UUID) -> HttpResponse:
    """The timeline, and the button for the step that is due."""
    handback = get_object_or_404(HandBack, id=handback_id)
    line, now = timeline(handback), clock.now()
    context = {
        "line": line,
        "registered": Client.objects.filter(id=handback.client_id).first(),
        "action": due.action(line, request.user, now=now),
        "may_withdraw": Kind.PURGE_BEGAN not in line.state.done,
        "may_act": request.user.role in CUSTODIANS,
        "approved_by_me": request.user.id in line.state.approved_by,
        "escrow_ends": due.escrow_ends(handback) if line.state.has(Kind.DELIVERED) else None,
    }
    return render(request, "office/handbacks/show.html", context)
