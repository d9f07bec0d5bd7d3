"""Counts what people who are not signed in are shown (2.1a): in memory, after the page is made."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from bailee.foundation import clock, tenancy
from bailee.office.visits import browsers
from bailee.office.visits.tally import Arrival, Visit, pending
from bailee.vault.activity import devices, places
from bailee.vault.activity.uses import page_of
from bailee.web.ui import problems
from bailee.web.ui.middleware.activity import address, came_from, is_unnoted

_OFF_SITE = {"none", "cross-site", "same-site"}  # Sec-Fetch-Site of who was elsewhere before


class VisitsMiddleware:
    """Just inside the face, so that the pages of every refusal are counted too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if _is_shown_to_visitor(request, response):
            pending.note(tenancy.current(), _visit(request, response))
        return response


def _is_shown_to_visitor(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A whole page for somebody known not to be signed in; no file, no redirect, no program."""
    if request.path_info.startswith(settings.STATIC_URL) or problems.wanted(request):
        return False
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return False
    if response.status_code < 400 and (response.status_code >= 300 or request.method != "GET"):
        return False
    match = request.resolver_match
    return not (match and is_unnoted(match.func)) and not _may_be_signed_in(request)


def _may_be_signed_in(request: HttpRequest) -> bool:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    person = getattr(request, "user", None)  # missing where it was refused before anybody asked
    return person is None or bool(person.is_authenticated)


def _visit(request: HttpRequest, response: HttpResponseBase) -> Visit:
    failed = response.status_code >= 400
    match = request.resolver_match
    return Visit(
        day=clock.now().date(),
        face=request.face,  # type: ignore[attr-defined]  # FaceMiddleware's, which is further out
        page=page_of(match.route) if match else "",
        error=str(response.status_code) if failed else "",
        arrival=_arrival(request) if _is_from_elsewhere(request) else None,
    )


def _is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the page before was not of this host. Old browsers say no more than a referrer."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is None:
        return "Referer" not in request.headers or bool(came_from(request))
    return site in _OFF_SITE


def _arrival(request: HttpRequest) -> Arrival:
    """Three facts that are counted apart; the address serves to find the country, no more."""
    host = came_from(request)
    ours = host == settings.DOMAIN or host.endswith(f".{settings.DOMAIN}")
    return Arrival(
        referrer="" if ours or "." not in host else host,
        country=places.country(address(request)),
        browser=browsers.family(devices.read(request.headers.get("User-Agent", "")).browser),
    )
