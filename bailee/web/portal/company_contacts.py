"""Contacts by topic: changed at once; billing looks after its own."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.company import contacts, profile
from bailee.vault.company.models import TOPICS, Contact
from bailee.web.portal.company import BILLERS, say, while_open
from bailee.web.portal.company_forms import ContactForm
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*BILLERS)
@while_open
def new(request: PortalRequest) -> HttpResponse:
    """One more contact."""
    return _fill_in(request, {"topics": _topics(request.user)[:1]}, None)


@roles(*BILLERS)
@while_open
def edit(request: PortalRequest, contact_id: uuid.UUID) -> HttpResponse:
    """Correcting one."""
    one = _theirs(request.user, contact_id)
    initial = {"name": one.name, "email": one.email, "phone": one.phone, "topics": one.topics}
    return _fill_in(request, initial, one)


@roles(*BILLERS)
@while_open
def destroy(request: PortalRequest, contact_id: uuid.UUID) -> HttpResponse:
    """Asks once more, then takes it away."""
    one = _theirs(request.user, contact_id)
    if request.method == "POST":
        made = contacts.remove(one.pk, by=request.user.actor, now=clock.now())
        say(request, [made] if made else [])
        return redirect("portal:company")
    context = {
        "confirm_base": "ui/portal.html",
        "title": _("Remove {name} from the contacts?").format(name=one.name),
        "text": _("We no longer write to {email}. The history keeps that it was there.").format(
            email=one.email
        ),
        "submit": _("Remove"),
        "back": reverse("portal:company"),
    }
    return render(request, "ui/confirm.html", context)


def may_edit(user: User, topics: list[str]) -> bool:
    """Owners all; billing those that are about billing alone."""
    return user.role == Role.OWNER or (user.role == Role.BILLING and topics == ["billing"])


def _theirs(user: User, contact_id: uuid.UUID) -> Contact:
    one = get_object_or_404(Contact, id=contact_id)
    if not may_edit(user, one.topics):
        raise PermissionDenied
    return one


def _topics(user: User) -> tuple[str, ...]:
    return TOPICS if user.role == Role.OWNER else ("billing",)


def _fill_in(request: PortalRequest, initial: dict[str, Any], one: Contact | None) -> HttpResponse:
    form = ContactForm(
        request.POST or None,
        initial=initial,
        country=profile.current().country,
        topics=_topics(request.user),
    )
    if request.method == "POST" and form.is_valid():
        made = contacts.keep(
            **form.cleaned_data,
            which=one.pk if one else None,
            by=request.user.actor,
            now=clock.now(),
        )
        say(request, [made] if made else [])
        return redirect("portal:company")
    return render(request, "portal/company/contact.html", {"form": form, "one": one})
