"""The people of a client: seen by all of them, changed by its owners."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from bailee.people.roles import USERS, Role
from bailee.web.portal import factor_rule, invitations
from bailee.web.ui import factor_resets, person, team
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PersonRequest
from bailee.web.ui.step_up import fresh

PEOPLE = team.Team(
    title=_("People"),
    roles=USERS,
    base="ui/portal.html",
    pages=team.Pages("portal:people", "portal:invitation"),
)


@roles(read=USERS)
def index(request: HttpRequest) -> HttpResponse:
    return team.index(request, PEOPLE)


@roles(Role.OWNER)
def new(request: HttpRequest) -> HttpResponse:
    return team.new(request, PEOPLE)


@roles(read=USERS)
@require_safe
def show(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    return person.show(request, PEOPLE, person_id)


@roles(Role.OWNER)
@fresh
def role(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    return person.role(request, PEOPLE, person_id)


@roles(Role.OWNER)
@fresh
def ownership(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    return person.ownership(request, PEOPLE, person_id)


@roles(Role.OWNER)
@fresh
def destroy(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    return person.destroy(request, PEOPLE, person_id)


@roles(write=(Role.OWNER,))
@require_POST
def come_back(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    return team.come_back(request, PEOPLE, person_id)


@fresh
@roles(Role.OWNER)
def factors(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    return factor_resets.ask(request, PEOPLE, person_id)


urlpatterns = [
    path("", index, name="people"),
    path("new/", new, name="people-new"),
    path("factors/", factor_rule.edit, name="factor-rule"),
    path("<uuid:person_id>/factors/", factors, name="people-factors"),
    path("<uuid:person_id>/", show, name="people-show"),
    path("<uuid:person_id>/role/", role, name="people-role"),
    path("<uuid:person_id>/ownership/", ownership, name="people-ownership"),
    path("<uuid:person_id>/deactivate/", destroy, name="people-destroy"),
    path("<uuid:person_id>/return/", come_back, name="people-return"),
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
