"""Removing a person from a client's portal: its owners do it."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from bailee.people.roles import Role
from bailee.web.ui import removals
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest
from bailee.web.ui.step_up import fresh


@roles(Role.OWNER)
@fresh
def new(request: PortalRequest, person_id: uuid.UUID) -> HttpResponse:
    """A frozen vault is handed back as it is: nobody is removed from it."""
    if request.client.frozen:
        return redirect("portal:people")
    return removals.new(
        request, person_id, base="ui/portal.html", title=_("People"), back="portal:people"
    )
