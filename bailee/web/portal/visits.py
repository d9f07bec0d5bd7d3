"""Visitors of the portal who did not sign in, as totals, for the client's owners (2.1a)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bailee.people.roles import Role
from bailee.web.ui import visits
from bailee.web.ui.permission import roles


@roles(Role.OWNER)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return visits.index(request, base="ui/portal.html")
