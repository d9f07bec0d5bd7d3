"""Leads whose proof is no longer fresh to the page that asks for it, before the view runs."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from bailee.foundation import clock
from bailee.web.ui import again, step_up
from bailee.web.ui.middleware.gate import Gate
from bailee.web.ui.middleware.permission import sent_to
from bailee.web.ui.permission import SAFE_METHODS

FORM = "application/x-www-form-urlencoded"


class StepUpMiddleware(Gate):
    """Behind the permission and the consent: who may not open the page is not asked to prove."""

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """A form that went stale while it was filled in is kept in the page that asks."""
        freshness = step_up.wanted(view)
        if freshness is None or step_up.holds(request, freshness, now=clock.now()):
            return None
        whole_page = not request.headers.get("HX-Request")
        if whole_page and request.method == "POST" and _typed(request):
            return again.ask(request, to=request.get_full_path(), kept=request.POST.urlencode())
        query = urlencode({"next": _back(request)})
        return sent_to(request, f"{reverse('account_reauthenticate')}?{query}")


def _typed(request: HttpRequest) -> bool:
    """Whether the body is a form without files; an empty one counts."""
    return request.content_type in (FORM, "multipart/form-data") and not request.FILES


def _back(request: HttpRequest) -> str:
    """The page to come back to: this one, or the one that htmx or a form shows."""
    if request.headers.get("HX-Request") or request.method not in SAFE_METHODS:
        shown = urlsplit(
            request.headers.get("HX-Current-URL", "") or request.headers.get("Referer", "")
        )
        if shown.netloc != request.get_host():
            return reverse("start")
        return f"{shown.path}?{shown.query}" if shown.query else shown.path
    return request.get_full_path()
