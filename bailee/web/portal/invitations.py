"""Open invitations: an owner may withdraw one."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from bailee.people.roles import Role
from bailee.web.ui import team
from bailee.web.ui.permission import roles


@roles(write=(Role.OWNER,))
@require_POST
def destroy(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    return team.withdraw(request, invitation_id, back="portal:people")
