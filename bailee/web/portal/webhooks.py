"""Webhooks: making, changing, switching, what was sent, sending it again."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bailee.foundation import clock
from bailee.people.roles import Role
from bailee.vault.integrations import deliveries, webhooks
from bailee.vault.integrations.models import Delivery, Webhook
from bailee.vault.integrations.models.hooks import EVENTS
from bailee.vault.integrations.webhooks import WebhookError, Wish
from bailee.vault.records.models import Collection
from bailee.web.portal.integration_forms import EVERY, SOME, WebhookForm
from bailee.web.portal.tokens import reach
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest
from bailee.web.ui.step_up import fresh

PAGE = 50  # rows


@roles(Role.OWNER)
@fresh
def new(request: PortalRequest) -> HttpResponse:
    """The form; and the secret, shown this once."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hook, secret = webhooks.add(_wish(form), by=request.user.actor, now=clock.now())
        except WebhookError as error:
            form.add_error(error.field, str(error))
        else:
            context = {"hook": hook, "secret": secret}
            return render(request, "portal/integrations/webhook_made.html", context)
    return _form(request, form, None)


@roles(Role.OWNER)
@fresh
def edit(request: PortalRequest, webhook_id: uuid.UUID) -> HttpResponse:
    """The same form; the secret stays."""
    hook = get_object_or_404(Webhook, id=webhook_id)
    present = {
        "name": hook.name,
        "url": hook.url,
        "events": hook.events,
        "values": hook.values,
        "reach": EVERY if hook.collections is None else SOME,
        "collections": hook.collections or [],
    }
    form = WebhookForm(request.POST or None, initial=present)
    if request.method == "POST" and form.is_valid():
        try:
            webhooks.change(hook, _wish(form), by=request.user.actor, now=clock.now())
        except WebhookError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("“{name}” has been changed.").format(name=hook.name))
            return redirect("portal:webhook", hook.id)
    return _form(request, form, hook)


@roles(Role.OWNER)
def show(request: PortalRequest, webhook_id: uuid.UUID) -> HttpResponse:
    """What it hears, and what was sent to it."""
    hook = get_object_or_404(Webhook, id=webhook_id)
    names = {str(one.id): one.label for one in Collection.everything.all()}
    page = Paginator(hook.deliveries.all(), PAGE).get_page(request.GET.get("page"))
    context = {
        "hook": hook,
        "events": [_(EVENTS[one]) for one in hook.events],
        "reach": reach(hook.collections, names),
        "page": page,
        "deliveries": [
            (
                one,
                _(EVENTS[one.event]) if one.event in EVENTS else _("a test"),
                names.get(str(one.collection_id), ""),
            )
            for one in page
        ],
        "days": deliveries.KEPT.days,
        "may_write": not request.client.frozen,
    }
    return render(request, "portal/integrations/webhook.html", context)


@roles(Role.OWNER)
def destroy(request: PortalRequest, webhook_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and removes."""
    hook = get_object_or_404(Webhook, id=webhook_id)
    if request.method == "POST":
        webhooks.remove(hook)
        messages.success(request, _("“{name}” has been removed.").format(name=hook.name))
        return redirect("portal:integrations")
    context = {
        "confirm_base": "ui/portal.html",
        "title": _("Remove “{name}”?").format(name=hook.name),
        "text": _("Nothing is sent to it any more, and the list of what was sent is forgotten."),
        "submit": _("Remove the webhook"),
        "back": reverse("portal:webhook", args=[hook.id]),
    }
    return render(request, "ui/confirm.html", context)


@roles(write=(Role.OWNER,))
@require_POST
def switch(request: PortalRequest, webhook_id: uuid.UUID) -> HttpResponse:
    """On if it was off, and off if it was on."""
    hook = get_object_or_404(Webhook, id=webhook_id)
    turn = webhooks.switch_off if hook.off_at is None else webhooks.switch_on
    turn(hook, by=request.user.actor, now=clock.now())
    return redirect("portal:webhook", hook.id)


@roles(write=(Role.OWNER,))
@require_POST
def test(request: PortalRequest, webhook_id: uuid.UUID) -> HttpResponse:
    """Sends a message that says only that it is a test."""
    hook = get_object_or_404(Webhook, id=webhook_id)
    deliveries.test(hook, by=request.user.actor, now=clock.now())
    messages.success(request, _("A test is on its way. Its answer shows below."))
    return redirect("portal:webhook", hook.id)


@roles(write=(Role.OWNER,))
@require_POST
def replay(request: PortalRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """Sends a message again."""
    delivery = get_object_or_404(Delivery.objects.select_related("webhook"), id=delivery_id)
    deliveries.replay(delivery, now=clock.now())
    messages.success(request, _("The message is on its way again."))
    return redirect("portal:webhook", delivery.webhook_id)


def _wish(form: WebhookForm) -> Wish:
    cleaned = form.cleaned_data
    return Wish(
        name=cleaned["name"],
        url=cleaned["url"].strip(),
        events=cleaned["events"],
        collections=form.reached,
        values=cleaned["values"],
    )


def _form(request: PortalRequest, form: WebhookForm, hook: Webhook | None) -> HttpResponse:
    context = {"form": form, "hook": hook}
    status = 422 if form.errors else 200
    return render(request, "portal/integrations/webhook_form.html", context, status=status)
