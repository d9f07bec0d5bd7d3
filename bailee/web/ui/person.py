"""One person: what they may, what was changed, another role, ownership handed over, letting go.

The same pages for staff and for a client's users; each face declares who may open them.
"""

import uuid
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.people import factors, sessions, users
from bailee.people.models import User
from bailee.people.roles import MAY, OWNERS, Role
from bailee.people.users import GoneError, LastOwnerError, RoleError
from bailee.vault.company import team
from bailee.web.ui import consequences
from bailee.web.ui.forms import Form
from bailee.web.ui.links import absolute
from bailee.web.ui.team import Team, offer


class RoleForm(Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["role"], choices)


class HandOverForm(RoleForm):
    """What becomes of the one who hands over; staying an owner stands first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].label = _("And you, from then on")


def show(request: HttpRequest, these: Team, person_id: uuid.UUID) -> HttpResponse:
    """What owners see of everybody, and everybody of themselves; of others there is no page."""
    me = cast("User", request.user)
    may_change = me.role in OWNERS
    if not may_change and me.id != person_id:
        raise Http404
    person = get_object_or_404(User, id=person_id)
    context = {
        "these": these,
        "person": person,
        "me": me,
        "may": gettext(MAY[Role(person.role)]),
        "may_change": may_change,
        "has_factor": factors.has_one(person),
        "changes": person.role_changes.all(),
    }
    return render(request, "people/show.html", context)


def role(request: HttpRequest, these: Team, person_id: uuid.UUID) -> HttpResponse:
    """Another role than owner."""
    person = get_object_or_404(User.objects.active(), id=person_id)
    choices = tuple(one for one in these.roles if one not in OWNERS and one != person.role)
    form = RoleForm(request.POST or None, choices=choices)
    now, me = clock.now(), cast("User", request.user)
    if request.method == "POST" and form.is_valid():
        first = absolute(request, "/")
        try:
            team.change_role(person, form.cleaned_data["role"], by=me, now=now, link=first)
        except (GoneError, LastOwnerError, RoleError) as error:
            form.add_error("role", str(error))
        else:
            return _told(request, these, person)
    context = {
        "these": these,
        "person": person,
        "form": form,
        "ends": consequences.of(person, after=choices[-1], now=now),
    }
    status = 422 if form.errors else 200
    return render(request, "people/role.html", context, status=status)


def ownership(request: HttpRequest, these: Team, person_id: uuid.UUID) -> HttpResponse:
    """Makes this person an owner; the one who does it may step down in the same act."""
    person = get_object_or_404(User.objects.active().exclude(role__in=OWNERS), id=person_id)
    now, me = clock.now(), cast("User", request.user)
    form = HandOverForm(request.POST or None, choices=these.roles, initial={"role": me.role})
    if request.method == "POST" and form.is_valid():
        try:
            team.hand_over(
                me,
                person,
                becomes=form.cleaned_data["role"],
                now=now,
                link=absolute(request, reverse(these.pages["index"])),
                keep=request.session.session_key,
            )
        except (GoneError, LastOwnerError, RoleError) as error:
            form.add_error("role", str(error))
        else:
            sessions.go_on(request.session, role=form.cleaned_data["role"])
            told = _("{name} is an owner now.").format(name=person.name)
            messages.success(request, told)
            return redirect(these.pages["index"])
    context = {
        "these": these,
        "person": person,
        "form": form,
        "ends": consequences.of_work(me, after="", now=now),
    }
    status = 422 if form.errors else 200
    return render(request, "people/ownership.html", context, status=status)


def destroy(request: HttpRequest, these: Team, person_id: uuid.UUID) -> HttpResponse:
    """Says what ends, then takes away every way in."""
    person = get_object_or_404(User.objects.active(), id=person_id)
    now = clock.now()
    if request.method != "POST":
        ends = consequences.of(person, after="", now=now)
        context = {"these": these, "person": person, "ends": ends}
        return render(request, "people/deactivate.html", context)
    try:
        team.deactivate(person, by=cast("User", request.user), now=now)
    except LastOwnerError as error:
        messages.error(request, str(error))
    else:
        if person.id != request.user.pk:
            told = _("{name} can no longer sign in.").format(name=person.name)
            messages.success(request, told)
    return redirect(these.pages["index"])


def _told(request: HttpRequest, these: Team, person: User) -> HttpResponse:
    """Back to the list; whoever changed their own role is signed out by it."""
    if person.id == request.user.pk:
        return redirect("account_login")
    person.refresh_from_db()
    told = _("{name} is {role} now, and was told by mail.").format(
        name=person.name, role=users.label(person.role)
    )
    messages.success(request, told)
    return redirect(these.pages["index"])
