"""Asks, before any view runs, whether this person may open it."""

import logging
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from bailee.foundation import clock
from bailee.people.models import User
from bailee.web.ui import permission, step_up
from bailee.web.ui.middleware.gate import Gate
from bailee.web.ui.permission import SAFE_METHODS

log = logging.getLogger(__name__)


class PermissionMiddleware(Gate):
    """A view that declares nothing is not served, to anyone."""

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Raises `PermissionDenied` for a wrong role, `Http404` for a view without declaration."""
        wanted = permission.of(view)
        if wanted is None:
            return _undeclared(view)
        if wanted.public or wanted.by_token:
            return None
        if not isinstance(request.user, User):
            return sent_to(request, _sign_in(request))
        if not wanted.without_factor and _lacks_factor(request):
            return sent_to(request, reverse("mfa_index"))
        if not wanted.allows(request.user.role, request.method or ""):
            raise PermissionDenied
        return None


def _undeclared(view: Any) -> HttpResponseBase:
    name = f"{view.__module__}.{view.__qualname__}"
    if settings.IS_WEB:
        log.error("view without a permission", extra={"view": name})
        raise Http404
    raise ImproperlyConfigured(f"{name} declares no permission: use @public or @roles(…)")


def _lacks_factor(request: HttpRequest) -> bool:
    """Whether a factor is demanded and not there. In the days of grace the pages say so only."""
    demand = step_up.demand(request, now=clock.now())
    request.factor_due = demand.due if demand else None  # type: ignore[attr-defined]  # for the pages
    return demand is not None and demand.due is None


def _sign_in(request: HttpRequest) -> str:
    """The sign-in page, with the way back if it is a page of this host that can be read again."""
    back = ""
    if request.headers.get("HX-Request"):
        shown = urlsplit(request.headers.get("HX-Current-URL", ""))
        if shown.netloc == request.get_host():
            back = f"{shown.path}?{shown.query}" if shown.query else shown.path
    elif request.method in SAFE_METHODS:
        back = request.get_full_path()
    told = {"next": back} if back not in ("", "/") else {}
    if over := getattr(request, "over", ""):  # by `SessionsMiddleware`
        told["over"] = over
    return reverse("account_login") + (f"?{urlencode(told)}" if told else "")


def sent_to(request: HttpRequest, url: str) -> HttpResponseBase:
    """A redirect of the whole page, also where htmx asked for a part of one."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
