"""Open invitations: an owner may send one anew, or withdraw it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from bailee.people.roles import Role
from bailee.web.ui import team
from bailee.web.ui.permission import roles
from bailee.web.ui.team import Team


@roles(write=(Role.STAFF_OWNER,))
@require_POST
def destroy(request: HttpRequest, invitation_id: uuid.UUID, these: Team) -> HttpResponse:
    return team.withdraw(request, these, invitation_id)


@roles(write=(Role.STAFF_OWNER,))
@require_POST
def again(request: HttpRequest, invitation_id: uuid.UUID, these: Team) -> HttpResponse:
    return team.again(request, these, invitation_id)
