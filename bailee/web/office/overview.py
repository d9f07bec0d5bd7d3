"""The office's first page: how many clients stand where, and what waits for staff."""

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop
from procrastinate.contrib.django.models import ProcrastinateJob

from bailee.custody.models import HandBack, Kind
from bailee.foundation import clock
from bailee.office.clients.models import Client
from bailee.vault.mail.models import Message
from bailee.web.office import due, standing
from bailee.web.ui.permission import ALL_STAFF, roles
from bailee.web.ui.request import StaffRequest
from bailee.web.ui.stages import timeline

SHOWN = 20  # rows of each queue
WORDS = (
    gettext_noop("running"),
    gettext_noop("notice given"),
    gettext_noop("frozen"),
    gettext_noop("awaiting confirmation"),
    gettext_noop("to approve"),
    gettext_noop("purging"),
)
RARE = (gettext_noop("held by law"),)  # shown only when there is one


@roles(*ALL_STAFF)
def show(request: StaffRequest) -> HttpResponse:
    """Counts by state, the three queues of work, and clients, those that leave first."""
    rows = standing.of_all(Client.objects.all())
    counted = Counter(one.word for _, one in rows)
    context = {
        "figures": [
            (word, counted[word]) for word in WORDS + RARE if counted[word] or word in WORDS
        ],
        "rows": sorted(rows, key=lambda row: row[1].word == "running")[:SHOWN],
        "more": len(rows) > SHOWN,
        "waiting": _waiting(request),
        "mails": Message.objects.filter(given_up_at__isnull=False)[:SHOWN],
        "jobs": _failing(),
    }
    return render(request, "office/overview/show.html", context)


def _waiting(request: StaffRequest) -> list[dict[str, Any]]:
    """Hand-backs that stand still until a member of staff does something."""
    now, found = clock.now(), []
    names = dict(Client.objects.values_list("id", "name"))
    under_way = HandBack.objects.standing().exclude(steps__kind=Kind.CERTIFICATE_MAILED)
    for handback in under_way:
        line = timeline(handback)
        action = due.action(line, request.user, now=now)
        if action or line.state.hold or handback.trouble:
            name = names.get(handback.client_id, "")
            found.append({"name": name, "line": line, "action": action, "handback": handback})
    return found


def _failing() -> list[tuple[ProcrastinateJob, str]]:
    """Jobs that gave up, with whose they were. Their arguments are ids only."""
    names = dict(Client.objects.values_list("schema_name", "name"))
    jobs = ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:SHOWN]
    return [(job, names.get(job.args.get("vault", ""), "")) for job in jobs]
