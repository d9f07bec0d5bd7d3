"""Visitors of the public site and of the office's sign-in pages, as totals (2.1a)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bailee.people.roles import Role
from bailee.web.ui import visits
from bailee.web.ui.permission import roles


@roles(Role.STAFF_OWNER, Role.OPERATOR)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return visits.index(request, base="ui/office.html")
