"""The list of people and who is invited: the same pages for staff and for a client's users.

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
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.people import factors, invitations
from bailee.people.invitations import InvitationError
from bailee.people.models import Invitation, Removed, RoleChange, User
from bailee.people.roles import MAY, OWNERS, Role
from bailee.people.users import AlreadyHereError, RoleError
from bailee.vault.allowance import OverQuotaError
from bailee.vault.company import team
from bailee.web.ui.forms import Form
from bailee.web.ui.links import absolute

CHANGES = 20  # of roles, shown below the list


@dataclass(frozen=True)
class Pages:
    """The names of the pages of one team: `<people>-new` and so on."""

    people: str
    invitation: str

    def __getitem__(self, page: str) -> str:
        """The name of one, also for `{% url these.pages.new %}`."""
        if page in ("withdraw", "again"):
            return f"{self.invitation}-{page}"
        return self.people if page == "index" else f"{self.people}-{page}"


@dataclass(frozen=True)
class Team:
    """Which people, how they are called, and where their pages are."""

    title: str | Promise
    roles: tuple[Role, ...]
    base: str
    pages: Pages


class InviteForm(Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["role"], choices)


def offer(field: forms.Field, choices: tuple[Role, ...]) -> None:
    """The roles that can be chosen, each with what it may."""
    cast("forms.ChoiceField", field).choices = [
        (role.value, f"{role.label}: {gettext(MAY[role])}") for role in choices
    ]


def index(request: HttpRequest, these: Team) -> HttpResponse:
    """Everyone who can sign in, and for owners who is invited, who has left and what changed."""
    me = cast("User", request.user)
    context = {
        "these": these,
        "may_change": me.role in OWNERS,
        "people": User.objects.active(),
        "with_factor": factors.holders(),
        "invitations": Invitation.objects.undecided(),
        "left": User.objects.filter(is_active=False),
        "removed": Removed.objects.all()[:CHANGES],
        "changes": RoleChange.objects.select_related("person")[:CHANGES],
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
                url_of=lambda token: invitation_link(request, token),
            )
        except (AlreadyHereError, OverQuotaError, RoleError) as error:
            form.add_error("email", str(error))
        else:
            _on_its_way(request, invitation)
            return redirect(these.pages["index"])
    return render(request, "people/new.html", {"these": these, "form": form})


def withdraw(request: HttpRequest, these: Team, invitation_id: uuid.UUID) -> HttpResponse:
    """Withdraws an invitation: its link stops working."""
    invitation = get_object_or_404(Invitation, id=invitation_id)
    by = cast("User", request.user).actor
    if invitations.revoke(invitation, by=by, now=clock.now()):
        messages.success(
            request, _("The invitation to {email} is withdrawn.").format(email=invitation.email)
        )
    else:
        messages.error(
            request,
            _("The invitation to {email} had already ended.").format(email=invitation.email),
        )
    return redirect(these.pages["index"])


def again(request: HttpRequest, these: Team, invitation_id: uuid.UUID) -> HttpResponse:
    """Sends an invitation anew, with a new link; the old link stops working."""
    invitation = get_object_or_404(Invitation, id=invitation_id)
    try:
        renewed = team.invite_again(
            invitation,
            by=cast("User", request.user).actor,
            now=clock.now(),
            url_of=lambda token: invitation_link(request, token),
        )
    except (InvitationError, AlreadyHereError, OverQuotaError) as error:
        messages.error(request, str(error))
    else:
        _on_its_way(request, renewed)
    return redirect(these.pages["index"])


def come_back(request: HttpRequest, these: Team, person_id: uuid.UUID) -> HttpResponse:
    """Invites a deactivated person back: who accepts has the old account again."""
    person = get_object_or_404(User, id=person_id, is_active=False)
    try:
        invitation = team.invite_back(
            person,
            by=cast("User", request.user).actor,
            now=clock.now(),
            url_of=lambda token: invitation_link(request, token),
        )
    except (AlreadyHereError, OverQuotaError, RoleError) as error:
        messages.error(request, str(error))
    else:
        _on_its_way(request, invitation)
    return redirect(these.pages["index"])


def invitation_link(request: HttpRequest, token: str) -> str:
    """The page of this host where an invitation is accepted."""
    return absolute(request, reverse("invitation", args=[token]))


def _on_its_way(request: HttpRequest, invitation: Invitation) -> None:
    told = _("The invitation is on its way to {email}.").format(email=invitation.email)
    messages.success(request, told)
