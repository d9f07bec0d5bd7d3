"""The record of the client's information: asking for it, fetching it, and the hand-back (6.1)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from bailee.custody import handback as handbacks
from bailee.custody.handback import HandBackError
from bailee.custody.models import ArchiveBuild, Kind
from bailee.custody.tombstones import TombstonedError
from bailee.foundation import clock
from bailee.people.roles import Role
from bailee.web.portal.forms import CodeForm
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest
from bailee.web.ui.stages import timeline
from bailee.web.ui.step_up import fresh

SHOWN = 20  # archives listed


@roles(Role.OWNER, without_consent=True)
def index(request: PortalRequest) -> HttpResponse:
    """The archives there are, and how far the hand-back is if there is one."""
    return page(request, CodeForm())


@roles(Role.OWNER, without_consent=True)
@fresh
@require_POST
def create(request: PortalRequest) -> HttpResponse:
    """Asks for an archive; the worker builds it."""
    try:
        handbacks.ask_archive(request.client, by=request.user.actor, now=clock.now())
    except (HandBackError, TombstonedError) as error:
        messages.error(request, str(error))
    return redirect("portal:archive")


def page(request: PortalRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    """The page with this form for the code."""
    builds = ArchiveBuild.objects.filter(client_id=request.client.pk)[:SHOWN]
    handback = handbacks.standing(request.client.pk)
    line = timeline(handback) if handback else None
    context = {
        "builds": builds,
        "available": {build.pk for build in handbacks.available(request.client, now=clock.now())},
        "building": any(build.state == "building" for build in builds),
        "line": line,
        "form": form,
        "asks_code": line is not None
        and line.state.has(Kind.DELIVERED)
        and not line.state.has(Kind.CONFIRMED),
    }
    return render(request, "portal/archive/index.html", context, status=status)
