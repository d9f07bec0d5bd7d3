"""The hosts of others that a person goes to without being asked: shown, and taken back."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bailee.vault.links import trust
from bailee.web.ui.permission import ALL_USERS, roles
from bailee.web.ui.request import PortalRequest


@roles(*ALL_USERS)
@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """This person's, nobody else's."""
    context = {"hosts": trust.of(request.user)}
    return render(request, "portal/trusted_hosts/index.html", context)


@roles(*ALL_USERS)
@require_POST
def destroy(request: PortalRequest, trusted_id: uuid.UUID) -> HttpResponse:
    """From now on the person is asked again."""
    host = trust.withdraw(trusted_id, person=request.user)
    if host is None:
        raise Http404
    messages.success(request, _("Links to {host} show where they lead again.").format(host=host))
    return redirect("portal:trusted-hosts")
