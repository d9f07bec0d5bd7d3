"""The Company's people: seen by all staff, changed by its owners."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from bailee.people.roles import CUSTODIANS, STAFF, Role
from bailee.web.office import invitations
from bailee.web.ui import factor_resets, person, team
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PersonRequest
from bailee.web.ui.step_up import fresh

PEOPLE = team.Team(
    title=_("Staff"),
    roles=STAFF,
    base="ui/office.html",
    pages=team.Pages("office:staff", "office:invitation"),
)


@roles(read=STAFF)
def index(request: HttpRequest) -> HttpResponse:
    return team.index(request, PEOPLE)


@roles(Role.STAFF_OWNER)
def new(request: HttpRequest) -> HttpResponse:
    return team.new(request, PEOPLE)


@roles(read=STAFF)
@require_safe
def show(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    return person.show(request, PEOPLE, person_id)


@roles(Role.STAFF_OWNER)
@fresh
def role(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    return person.role(request, PEOPLE, person_id)


@roles(Role.STAFF_OWNER)
@fresh
def ownership(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    return person.ownership(request, PEOPLE, person_id)


@roles(Role.STAFF_OWNER)
@fresh
def destroy(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    return person.destroy(request, PEOPLE, person_id)


@roles(write=(Role.STAFF_OWNER,))
@require_POST
def come_back(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    return team.come_back(request, PEOPLE, person_id)


@fresh
@roles(*CUSTODIANS)
def factors(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    return factor_resets.ask(request, PEOPLE, person_id)


urlpatterns = [
    path("", index, name="staff"),
    path("new/", new, name="staff-new"),
    path("<uuid:person_id>/", show, name="staff-show"),
    path("<uuid:person_id>/role/", role, name="staff-role"),
    path("<uuid:person_id>/ownership/", ownership, name="staff-ownership"),
    path("<uuid:person_id>/deactivate/", destroy, name="staff-destroy"),
    path("<uuid:person_id>/factors/", factors, name="staff-factors"),
    path("<uuid:person_id>/return/", come_back, name="staff-return"),
    path(
        "invitations/<uuid:invitation_id>/",
        invitations.destroy,
        {"these": PEOPLE},
        name="invitation-withdraw",
    ),
    path(
        "invitations/<uuid:invitation_id>/again/",
        invitations.again,
        {"these": PEOPLE},
        name="invitation-again",
    ),
]
