"""Tokens of the API: making one, what it was used for, revoking it."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.people.roles import Role
from bailee.vault.integrations import tokens, uses
from bailee.vault.integrations.models import Token
from bailee.vault.integrations.tokens import TokenError
from bailee.vault.records.models import Collection
from bailee.web.portal.integration_forms import TokenForm
from bailee.web.ui.links import absolute
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest
from bailee.web.ui.step_up import fresh

PAGE = 50  # rows


@roles(Role.OWNER)
@fresh
def new(request: PortalRequest) -> HttpResponse:
    """The form; and the token, shown this once."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["expires_on"]
        try:
            token, text = tokens.make(
                name=form.cleaned_data["name"],
                verbs=form.cleaned_data["verbs"],
                collections=form.reached,
                addresses=form.ranges,
                expires_at=_end_of(day) if day else None,
                by=request.user.actor,
                now=clock.now(),
            )
        except TokenError as error:
            name = "expires_on" if error.field == "expires_at" else error.field
            form.add_error(name, str(error))
        else:
            context = {
                "token": token,
                "text": text,
                "api": absolute(request, "/api/v1"),
            }
            return render(request, "portal/integrations/token_made.html", context)
    status = 422 if form.errors else 200
    return render(request, "portal/integrations/token_new.html", {"form": form}, status=status)


@roles(Role.OWNER)
def show(request: PortalRequest, token_id: uuid.UUID) -> HttpResponse:
    """What it may do, and the list of its uses."""
    token = get_object_or_404(Token, id=token_id)
    names = {str(one.id): one.label for one in Collection.everything.all()}
    page = Paginator(token.uses.all(), PAGE).get_page(request.GET.get("page"))
    context = {
        "token": token,
        "state": token.state(clock.now()),
        "reach": reach(token.collections, names),
        "page": page,
        "uses": [(one, names.get(str(one.collection_id), "")) for one in page],
        "days": uses.KEPT.days,
    }
    return render(request, "portal/integrations/token.html", context)


@roles(Role.OWNER)
def destroy(request: PortalRequest, token_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and revokes."""
    token = get_object_or_404(Token, id=token_id)
    if request.method == "POST":
        if tokens.revoke(token, by=request.user.actor, now=clock.now()):
            messages.success(request, _("“{name}” opens nothing any more.").format(name=token.name))
        return redirect("portal:token", token.id)
    context = {
        "confirm_base": "ui/portal.html",
        "title": _("Revoke “{name}”?").format(name=token.name),
        "text": _(
            "Programs that use this token are refused from now on. It cannot be brought"
            " back; what was done with it stays, and so does the list of its uses."
        ),
        "submit": _("Revoke the token"),
        "back": reverse("portal:token", args=[token.id]),
    }
    return render(request, "ui/confirm.html", context)


def reach(collections: list[str] | None, names: Mapping[str, str]) -> list[str]:
    """The names of the collections; none for all."""
    return [names.get(one, _("a collection that is gone")) for one in collections or []]


def _end_of(day: datetime) -> datetime:
    return datetime.combine(day, time.min, UTC) + timedelta(days=1)
