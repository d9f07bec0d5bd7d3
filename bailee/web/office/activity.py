"""How staff use the office, for the Company’s owners (2.1a)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bailee.people.roles import Role
from bailee.web.ui import activity
from bailee.web.ui.permission import roles

BASE = "ui/office.html"


@roles(Role.STAFF_OWNER)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return activity.index(request, base=BASE, show="office:sign-in")


@roles(Role.STAFF_OWNER)
@require_safe
def show(request: HttpRequest, sign_in_id: uuid.UUID) -> HttpResponse:
    return activity.show(request, sign_in_id, base=BASE, back="office:activity")
