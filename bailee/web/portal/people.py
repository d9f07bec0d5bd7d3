"""The people of a client: seen by all of them, changed by its owners."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bailee.people.roles import USERS, Role
from bailee.web.portal import invitations
from bailee.web.ui import team
from bailee.web.ui.permission import roles

PEOPLE = team.Team(
    title="People",
    roles=USERS,
    base="ui/portal.html",
    index="portal:people",
    new="portal:people-new",
    destroy="portal:people-destroy",
    withdraw="portal:invitation-destroy",
)


@roles(read=USERS)
def index(request: HttpRequest) -> HttpResponse:
    return team.index(request, PEOPLE)


@roles(Role.OWNER)
def new(request: HttpRequest) -> HttpResponse:
    return team.new(request, PEOPLE)


@roles(Role.OWNER)
def destroy(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    return team.destroy(request, PEOPLE, person_id)


urlpatterns = [
    path("", index, name="people"),
    path("new/", new, name="people-new"),
    path("<uuid:person_id>/deactivate/", destroy, name="people-destroy"),
    path("invitations/<uuid:invitation_id>/", invitations.destroy, name="invitation-destroy"),
]
