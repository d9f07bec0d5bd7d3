"""Who may send a form: our own pages only, without a token and so without a cookie for visitors.

Browsers say where a request comes from (Sec-Fetch-Site, Origin) and pages cannot forge it. A
request that says nothing is refused. `Referer` is never asked. See docs/adr/0004.

A program says neither. It is let through to the API, where only its token counts, if it shows a
token and no session: a page of another site can make a browser send neither without asking first,
and nobody is signed in by what it could send.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from bailee.web.ui import errors, problems

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})  # RFC 9110 §9.2.1; TRACE is not served


def is_ours(request: HttpRequest) -> bool:
    """Whether the request was made by a page of this very host."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and origin == f"{request.scheme}://{request.get_host()}"


def is_program(request: HttpRequest) -> bool:
    """Whether it asks the API with a token, and carries no session that could count for it."""
    bearer = request.headers.get("Authorization", "").lower().startswith("bearer ")
    return (
        problems.wanted(request) and bearer and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


class OriginMiddleware:
    """Takes the place of Django's CSRF middleware. No view is exempt."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Django's test client marks its requests; nothing in a request can set this attribute.
        marked_by_test = getattr(request, "_dont_enforce_csrf_checks", False)
        passes = request.method in SAFE_METHODS or is_ours(request) or is_program(request)
        if passes or marked_by_test:
            # What `csrf_protect` around a foreign view would do: set a token cookie.
            request.csrf_processing_done = True  # type: ignore[attr-defined]  # Django's own mark
            return self.get_response(request)
        return errors.forbidden(request)
