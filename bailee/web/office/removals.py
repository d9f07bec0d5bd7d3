"""Removing a member of staff: the Company's owners do it."""

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext as _

from bailee.people.roles import Role
from bailee.web.ui import removals
from bailee.web.ui.permission import roles
from bailee.web.ui.request import StaffRequest
from bailee.web.ui.step_up import fresh


@roles(Role.STAFF_OWNER)
@fresh
def new(request: StaffRequest, person_id: uuid.UUID) -> HttpResponse:
    """What staff agreed and approved stays: contracts and certificates rest on it."""
    return removals.new(
        request, person_id, base="ui/office.html", title=_("Staff"), back="office:staff"
    )
