"""What the last run of the proofs found."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from bailee.web.ui.permission import ALL_STAFF, roles
from bailee.web.ui.request import StaffRequest


@roles(*ALL_STAFF)
def index(request: StaffRequest) -> HttpResponse:
    """Clause by clause: the proof, its result, what it saw, and when."""
    return render(request, "office/proofs/index.html", {"rows": _latest()})


def _latest() -> list[Any]:
    """The last run's rows. While the proofs are not written yet there are none to show."""
    if find_spec("bailee.policy.proofs") is None:
        return []
    rows: list[Any] = import_module("bailee.policy.proofs").latest()
    return rows
