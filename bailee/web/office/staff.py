"""The Company's people: seen by all staff, changed by its owners."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bailee.people.roles import STAFF, Role
from bailee.web.office import invitations
from bailee.web.ui import team
from bailee.web.ui.permission import roles

PEOPLE = team.Team(
    title="Staff",
    roles=STAFF,
    base="ui/office.html",
    index="office:staff",
    new="office:staff-new",
    destroy="office:staff-destroy",
    withdraw="office:invitation-destroy",
)


@roles(read=STAFF)
def index(request: HttpRequest) -> HttpResponse:
    return team.index(request, PEOPLE)


@roles(Role.STAFF_OWNER)
def new(request: HttpRequest) -> HttpResponse:
    return team.new(request, PEOPLE)


@roles(Role.STAFF_OWNER)
def destroy(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    return team.destroy(request, PEOPLE, person_id)


urlpatterns = [
    path("", index, name="staff"),
    path("new/", new, name="staff-new"),
    path("<uuid:person_id>/deactivate/", destroy, name="staff-destroy"),
    path("invitations/<uuid:invitation_id>/", invitations.destroy, name="invitation-destroy"),
]
