"""What is held of the company, kind by kind, and how its people use the portal: for its owners."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bailee.custody.held import company
from bailee.custody.held.company import DAYS
from bailee.foundation import clock
from bailee.people.roles import Role
from bailee.web.ui import charts
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(Role.OWNER)
@require_safe
def show(request: PortalRequest) -> HttpResponse:
    """Read from the tables at this moment."""
    now = clock.now()
    found = company.of(now=now)
    context = {
        "found": found,
        "charts": [
            _chart(_("Sign-ins"), found.sign_ins),
            _chart(_("Pages used"), found.uses),
        ],
        "days": DAYS,
        "now": now,
    }
    return render(request, "portal/held/show.html", context)


def _chart(label: str, points: list[tuple[date, int]]) -> dict[str, Any]:
    drawn = charts.over_days(points, until=points[-1][0], days=DAYS)
    return {
        "label": label,
        "in_bytes": False,
        "chart": drawn,
        "total": sum(value for _, value in points),
        "newest_first": list(reversed(points)),
    }
