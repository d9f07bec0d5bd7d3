"""What the last run of the proofs found."""

from django.http import HttpResponse
from django.shortcuts import render

from bailee.policy import proofs
from bailee.web.ui.permission import ALL_STAFF, roles
from bailee.web.ui.request import StaffRequest


@roles(*ALL_STAFF)
def index(request: StaffRequest) -> HttpResponse:
    """Clause by clause: the proof, its result, what it saw, and when."""
    return render(request, "office/proofs/index.html", {"rows": proofs.latest()})
