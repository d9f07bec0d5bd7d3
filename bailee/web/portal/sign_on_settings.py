"""Where owners set up their identity provider, try it, and see who changed what."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from bailee.foundation import clock
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.sign_on import attempts, provider
from bailee.vault.sign_on.attempts import AttemptError
from bailee.vault.sign_on.discovery import ProviderError
from bailee.vault.sign_on.models import CHANGES, TRY, Change, Link, Provider
from bailee.vault.sign_on.provider import SignOnError
from bailee.web.portal.sign_on import visitor, way_back
from bailee.web.portal.sign_on_forms import ADMITS, SignOnForm
from bailee.web.ui.links import absolute
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest
from bailee.web.ui.step_up import fresh

SHOWN = 50  # of the history
# How the history calls what was changed.
_FIELDS = {
    "label": gettext_lazy("Name"),
    "issuer": gettext_lazy("Issuer"),
    "client": gettext_lazy("Client id"),
    "secret": gettext_lazy("Client secret"),
    "domains": gettext_lazy("Domains"),
    "admits": gettext_lazy("Who comes in"),
    "passwords": gettext_lazy("Passwords stay allowed"),
    "trusts_factor": gettext_lazy("The provider’s second factor counts"),
    "levels": gettext_lazy("Levels (acr)"),
    "roaming": gettext_lazy("The network may change on the way"),
    "person": gettext_lazy("Person"),
}


@roles(read=(Role.OWNER,))
def show(request: PortalRequest) -> HttpResponse:
    """How it stands, who is linked, what was changed."""
    one = provider.current()
    context = {
        "provider": one,
        "admits": dict(ADMITS).get(one.admits, "") if one else "",
        "has_secret": one is not None and provider.secret_of(one) is not None,
        "offered": provider.offered() is not None,
        "back": way_back(request),
        "links": Link.objects.select_related("person"),
        "history": [(change, *_told(change)) for change in Change.objects.all()[:SHOWN]],
        "may_write": not request.client.frozen,
    }
    return render(request, "portal/sign_on/show.html", context)


@roles(Role.OWNER)
@fresh
def edit(request: PortalRequest) -> HttpResponse:
    """The form; the provider is asked before anything is kept."""
    if request.client.frozen:
        return redirect("portal:sign-on-settings")
    one = provider.current()
    form = SignOnForm(
        request.POST or None,
        initial=_present(one),
        has_secret=one is not None and provider.secret_of(one) is not None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            provider.look(form.wish.issuer)
            provider.set_up(form.wish, by=request.user.actor, now=clock.now(), link=_here(request))
        except SignOnError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("Single sign-on is set up as you wish."))
            return redirect("portal:sign-on-settings")
    context = {"form": form, "provider": one, "back": way_back(request)}
    status = 422 if form.errors else 200
    return render(request, "portal/sign_on/edit.html", context, status=status)


@roles(read=(Role.OWNER,))
@fresh
@require_GET
def attempt(request: PortalRequest) -> HttpResponse:
    """To the provider and back, to see what it answers; nobody is signed in."""
    one = provider.current()
    if one is None or request.client.frozen:
        return redirect("portal:sign-on-settings")
    try:
        there = attempts.begin(
            one,
            visitor=visitor(request),
            back=way_back(request),
            now=clock.now(),
            purpose=TRY,
            person=request.user,
        )
    except (AttemptError, ProviderError) as error:
        messages.error(request, str(error))
        return redirect("portal:sign-on-settings")
    return HttpResponseRedirect(there)


@roles(write=(Role.OWNER,))
@fresh
@require_POST
def switch(request: PortalRequest) -> HttpResponse:
    """On if it was off, and off if it was on."""
    one = get_object_or_404(Provider)
    turn = provider.switch_on if one.on_since is None else provider.switch_off
    try:
        turn(one, by=request.user.actor, now=clock.now(), link=_here(request))
    except SignOnError as error:
        messages.error(request, str(error))
    return redirect("portal:sign-on-settings")


@roles(Role.OWNER)
@fresh
def destroy(request: PortalRequest) -> HttpResponse:
    """Asks once more, and forgets the provider."""
    one = get_object_or_404(Provider)
    if request.method == "POST":
        provider.remove(one, by=request.user.actor, now=clock.now(), link=_here(request))
        messages.success(request, _("Single sign-on is removed. Passwords open the portal."))
        return redirect("portal:sign-on-settings")
    context = {
        "confirm_base": "ui/portal.html",
        "title": _("Remove “{name}”?").format(name=one.label),
        "text": _(
            "The provider, its secret and all links of people to their accounts there are"
            " forgotten. Who has never set a password asks for one at the sign-in page."
        ),
        "submit": _("Remove single sign-on"),
        "back": reverse("portal:sign-on-settings"),
    }
    return render(request, "ui/confirm.html", context)


@roles(write=(Role.OWNER,))
@fresh
@require_POST
def unlink(request: PortalRequest, link_id: uuid.UUID) -> HttpResponse:
    """The person’s next sign-in links anew, by the address that the provider vouches for."""
    link = get_object_or_404(Link.objects.select_related("person"), id=link_id)
    provider.unlink(link, by=request.user.actor, now=clock.now())
    messages.success(request, _("{name} is unlinked.").format(name=link.person.name))
    return redirect("portal:sign-on-settings")


def _here(request: PortalRequest) -> str:
    return absolute(request, reverse("portal:sign-on-settings"))


def _present(one: Provider | None) -> dict[str, Any]:
    if one is None:
        return {}
    plain = ("label", "issuer", "client", "admits", "passwords", "trusts_factor", "roaming")
    return {
        **{name: getattr(one, name) for name in plain},
        "domains": "\n".join(one.domains),
        "levels": "\n".join(one.levels),
    }


def _told(change: Change) -> tuple[str, list[tuple[str, str, str]]]:
    """The change in words: what, and each field before and after, as far as there is anything."""
    details = [
        (str(_FIELDS.get(one["field"], one["field"])), *_both(one)) for one in change.details
    ]
    return str(CHANGES[change.what]), [one for one in details if any(one[1:])]


def _both(detail: dict[str, Any]) -> tuple[str, str]:
    if detail["field"] == "secret":
        return "", _("given")
    before = detail["before"]
    was = _person(before) if detail["field"] == "person" else _word(before)
    return was, _word(detail["after"])


def _person(which: str) -> str:
    """By name as long as the account is there: the history keeps only who it was."""
    found = User.objects.filter(id=which).first()
    return found.name if found else _("somebody whose account is gone")


def _word(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(dict(ADMITS).get(str(value), value)) if value is not None else ""


urlpatterns = [
    path("", show, name="sign-on-settings"),
    path("edit/", edit, name="sign-on-edit"),
    path("try/", attempt, name="sign-on-try"),
    path("switch/", switch, name="sign-on-switch"),
    path("delete/", destroy, name="sign-on-delete"),
    path("links/<uuid:link_id>/", unlink, name="sign-on-unlink"),
]
