"""The owner's page about programs: tokens of the API, and webhooks."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from bailee.foundation import clock
from bailee.people.roles import Role
from bailee.vault.integrations import uses
from bailee.vault.integrations.models import Token, Webhook
from bailee.vault.records.models import Collection
from bailee.web.portal import tokens, webhooks
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(Role.OWNER)
def index(request: PortalRequest) -> HttpResponse:
    """Both, with what each may reach and when it was last used."""
    now = clock.now()
    names = {str(one.id): one.label for one in Collection.everything.all()}
    context = {
        "tokens": [
            (one, one.state(now), tokens.reach(one.collections, names))
            for one in Token.objects.all()
        ],
        "webhooks": [(one, tokens.reach(one.collections, names)) for one in Webhook.objects.all()],
        "days": uses.KEPT.days,
        "may_write": not request.client.frozen,
    }
    return render(request, "portal/integrations/index.html", context)


urlpatterns = [
    path("", index, name="integrations"),
    path("tokens/new/", tokens.new, name="token-new"),
    path("tokens/<uuid:token_id>/", tokens.show, name="token"),
    path("tokens/<uuid:token_id>/revoke/", tokens.destroy, name="token-revoke"),
    path("webhooks/new/", webhooks.new, name="webhook-new"),
    path("webhooks/<uuid:webhook_id>/", webhooks.show, name="webhook"),
    path("webhooks/<uuid:webhook_id>/edit/", webhooks.edit, name="webhook-edit"),
    path("webhooks/<uuid:webhook_id>/delete/", webhooks.destroy, name="webhook-delete"),
    path("webhooks/<uuid:webhook_id>/switch/", webhooks.switch, name="webhook-switch"),
    path("webhooks/<uuid:webhook_id>/test/", webhooks.test, name="webhook-test"),
    path(
        "webhooks/deliveries/<uuid:delivery_id>/replay/",
        webhooks.replay,
        name="delivery-replay",
    ),
]
