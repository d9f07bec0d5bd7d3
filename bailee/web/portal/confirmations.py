"""The client's word that the archive has arrived: the code from inside it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bailee.custody import handback as handbacks
from bailee.custody.handback import HandBackError
from bailee.foundation import clock
from bailee.people.roles import Role
from bailee.web.portal import archive
from bailee.web.portal.forms import CodeForm
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest
from bailee.web.ui.step_up import fresh


@roles(Role.OWNER, without_consent=True)
@fresh
@require_POST
def create(request: PortalRequest) -> HttpResponse:
    """Checks the code. A wrong one is told beside the field, and what was typed stays."""
    handback = handbacks.standing(request.client.pk)
    if handback is None:
        raise Http404
    form = CodeForm(request.POST)
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            handbacks.confirm(handback, code=code, by=request.user.actor, now=clock.now())
        except HandBackError as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, _("Thank you: the receipt of your archive is confirmed."))
            return redirect("portal:archive")
    return archive.page(request, form, status=422)
