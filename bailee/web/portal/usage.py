"""What the vault keeps, how much of it is agreed, and how it grew: for its owners."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bailee.foundation import clock
from bailee.office.clients import quotas
from bailee.office.clients.quotas import Quota
from bailee.people.roles import Role
from bailee.vault.usage import days, standing
from bailee.vault.usage.days import KEPT
from bailee.vault.usage.measuring import measure
from bailee.vault.usage.models import UsageDay
from bailee.web.ui import charts
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(read=(Role.OWNER,))
@require_safe
def show(request: PortalRequest) -> HttpResponse:
    """Measured now; the days before as they were noted."""
    now = clock.now()
    measured, quota = measure(now=now), quotas.of(request.client)
    noted = days.since(now)
    context = {
        "measured": measured,
        "collections": sorted(measured.collections, key=lambda one: -one.size),
        "standings": standing.of(measured, quota),
        "charts": _charts(noted, quota),
        "noted": list(reversed(noted)),
        "days": KEPT.days,
    }
    return render(request, "portal/usage/show.html", context)


def _charts(noted: list[UsageDay], quota: Quota) -> list[dict[str, Any]]:
    """Records, files and tables over the days that are kept."""
    if not noted:
        return []
    kinds = (
        (_("Records"), "records", False, quota.records),
        (_("Files"), "file_bytes", True, quota.file_bytes),
        (_("Tables and indexes"), "table_bytes", True, None),
    )
    found = []
    for label, column, in_bytes, limit in kinds:
        points = [(one.day, getattr(one, column)) for one in noted]
        drawn = charts.over_days(points, until=noted[-1].day, days=KEPT.days, limit=limit)
        if drawn is not None:
            found.append({"label": label, "in_bytes": in_bytes, "chart": drawn, "limit": limit})
    return found
