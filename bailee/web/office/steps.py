"""The next step of a hand-back, taken by staff. What cannot be undone is asked once more."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from bailee.custody import handback as handbacks
from bailee.custody.handback import HandBackError
from bailee.custody.models import HandBack, Kind
from bailee.foundation import clock
from bailee.foundation.actors import Actor
from bailee.people.roles import CUSTODIANS
from bailee.web.ui.permission import roles
from bailee.web.ui.request import StaffRequest
from bailee.web.ui.step_up import fresh

type Verb = Callable[..., Any]

VERBS: dict[str, Verb] = {
    Kind.FROZEN: handbacks.freeze,
    Kind.ARCHIVE_BUILT: handbacks.build_archive,
    Kind.DELIVERED: handbacks.deliver,
    Kind.ESCROW_PASSED: handbacks.pass_escrow,
    Kind.APPROVED: handbacks.approve,
    Kind.PURGE_BEGAN: handbacks.purge,
}
ASKED: dict[str, dict[str, Any]] = {
    Kind.ESCROW_PASSED: {
        "title": gettext_lazy("Go on without confirmation?"),
        "text": gettext_lazy(
            "The client has not confirmed that the archive arrived, all reminders are out"
            " and the waiting time is over. From here two staff can approve the purge."
        ),
        "submit": gettext_lazy("Go on without confirmation"),
    },
    Kind.APPROVED: {
        "title": gettext_lazy("Approve the purge?"),
        "text": gettext_lazy(
            "You say that this client's records may be destroyed. A second member of staff"
            " must say so too; nothing is purged before."
        ),
        "submit": gettext_lazy("Approve the purge"),
    },
    Kind.PURGE_BEGAN: {
        "title": gettext_lazy("Purge now?"),
        "text": gettext_lazy(
            "Everything of this client is destroyed: records, files, archives, mails, logs,"
            " backups and the key. Nobody can undo it. A certificate says what was done."
        ),
        "submit": gettext_lazy("Purge now"),
    },
}


@roles(*CUSTODIANS)
@fresh
def new(request: StaffRequest, handback_id: uuid.UUID, kind: str) -> HttpResponse:
    """Asks once more where the step is grave; takes it when the answer is sent."""
    handback = get_object_or_404(HandBack, id=handback_id)
    back = reverse("office:handback", args=[handback.id])
    if request.method == "POST" and kind in VERBS:
        _take(request, handback, VERBS[kind], now=clock.now())
        return redirect(back)
    if kind not in ASKED:
        raise Http404
    context = {"confirm_base": "ui/office.html", "back": back, **ASKED[kind]}
    return render(request, "ui/confirm.html", context)


def _take(request: StaffRequest, handback: HandBack, verb: Verb, *, now: datetime) -> None:
    """One call into the domain; a refusal is told on the hand-back's own page."""
    by: Actor = request.user.actor
    try:
        verb(handback, by=by, now=now)
    except HandBackError as error:
        messages.error(request, str(error))
