"""How the client's people use the portal, for its owners (2.1a)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bailee.people.roles import Role
from bailee.web.ui import activity
from bailee.web.ui.permission import roles

BASE = "ui/portal.html"


@roles(Role.OWNER)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return activity.index(request, base=BASE, show="portal:sign-in")


@roles(Role.OWNER)
@require_safe
def show(request: HttpRequest, sign_in_id: uuid.UUID) -> HttpResponse:
    return activity.show(request, sign_in_id, base=BASE, back="portal:activity")
