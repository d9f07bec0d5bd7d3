"""The list of people, inviting and letting go: the same pages for staff and for a client's users.

Each face declares who may open them and where they are (`Team`).
"""

import uuid
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from bailee.foundation import clock
from bailee.people import factors, invitations, users
from bailee.people.models import Invitation, User
from bailee.people.roles import MAY, OWNERS, Role
from bailee.people.users import AlreadyHereError, LastOwnerError, RoleError
from bailee.vault.allowance import OverQuotaError
from bailee.vault.company import team
from bailee.web.ui.forms import Form
from bailee.web.ui.links import absolute


@dataclass(frozen=True)
class Team:
    """Which people, how they are called, and the names of their pages."""

    title: str
    roles: tuple[Role, ...]
    base: str
    index: str
    new: str
    destroy: str
    withdraw: str


class InviteForm(Form):
    name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(label="E-mail address", max_length=254)
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["role"])
        field.choices = [(role.value, f"{role.label}: {MAY[role]}") for role in choices]


def index(request: HttpRequest, these: Team) -> HttpResponse:
    """Everyone who can sign in, and for owners who is invited and who has left."""
    me = cast("User", request.user)
    context = {
        "these": these,
        "may_change": me.role in OWNERS,
        "people": User.objects.active(),
        "with_factor": factors.holders(),
        "invitations": Invitation.objects.undecided(),
        "left": User.objects.filter(is_active=False),
        "now": clock.now(),
    }
    return render(request, "people/index.html", context)


def new(request: HttpRequest, these: Team) -> HttpResponse:
    """Invites somebody by mail."""
    form = InviteForm(request.POST or None, choices=these.roles)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = team.invite(
                **form.cleaned_data,
                by=cast("User", request.user).actor,
                now=clock.now(),
                url_of=lambda token: absolute(request, reverse("invitation", args=[token])),
            )
        except (AlreadyHereError, OverQuotaError, RoleError) as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, f"The invitation is on its way to {invitation.email}.")
            return redirect(these.index)
    return render(request, "people/new.html", {"these": these, "form": form})


def destroy(request: HttpRequest, these: Team, person_id: uuid.UUID) -> HttpResponse:
    """Asks, then takes away every way in of one person."""
    person = get_object_or_404(User.objects.active(), id=person_id)
    if request.method != "POST":
        context = {
            "confirm_base": these.base,
            "title": f"Deactivate {person.name}?",
            "text": f"{person.email} is signed out everywhere at once and cannot sign in again. "
            "What this person did stays. A new invitation brings the account back.",
            "submit": "Deactivate",
            "back": reverse(these.index),
        }
        return render(request, "ui/confirm.html", context)
    try:
        users.deactivate(person, by=cast("User", request.user).actor, now=clock.now())
    except LastOwnerError as error:
        messages.error(request, str(error))
    else:
        if person.id != request.user.pk:
            messages.success(request, f"{person.name} can no longer sign in.")
    return redirect(these.index)


def withdraw(request: HttpRequest, invitation_id: uuid.UUID, back: str) -> HttpResponse:
    """Withdraws an invitation: its link stops working."""
    invitation = get_object_or_404(Invitation, id=invitation_id)
    by = cast("User", request.user).actor
    if invitations.revoke(invitation, by=by, now=clock.now()):
        messages.success(request, f"The invitation to {invitation.email} is withdrawn.")
    else:
        messages.error(request, f"The invitation to {invitation.email} had already ended.")
    return redirect(back)
