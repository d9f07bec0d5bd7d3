"""Where a person is signed in: seen and ended, in the portal and in the office alike."""

import uuid
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bailee.foundation import clock
from bailee.people.models import User
from bailee.vault.activity import places, sign_ins
from bailee.web.ui.middleware.activity import current
from bailee.web.ui.permission import EVERYONE, roles

PAST = 10  # sign-ins shown that have ended


@roles(*EVERYONE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The sessions that are open now, and the last ones that have ended."""
    person = cast("User", request.user)
    sign_ins.run_out(clock.now())
    context = {
        "open": sign_ins.standing(person),
        "here": current(request),
        "past": person.sign_ins.exclude(ended_at=None)[:PAST],
        "places_known": places.known(),
        "kept": settings,
        "now": clock.now(),
    }
    return render(request, "people/sessions.html", context)


@roles(*EVERYONE)
@require_POST
def destroy(request: HttpRequest, sign_in_id: uuid.UUID) -> HttpResponse:
    """Ends one session of the person's own, wherever it is."""
    one = get_object_or_404(cast("User", request.user).sign_ins, id=sign_in_id)
    sign_ins.shut(one, now=clock.now())
    if one.id == current(request):
        return redirect("account_login")
    messages.success(request, _("That session has ended."))
    return redirect("account_sessions")


@roles(*EVERYONE)
@require_POST
def destroy_others(request: HttpRequest) -> HttpResponse:
    """Ends every session of the person but this one."""
    person = cast("User", request.user)
    ended = sign_ins.shut_others(person, but=current(request), now=clock.now())
    messages.success(
        request,
        ngettext(
            "{count} other session has ended.", "{count} other sessions have ended.", ended
        ).format(count=ended),
    )
    return redirect("account_sessions")
