"""Refuses Cookie headers that a browser of ours never sends.

A sibling host may plant a cookie whose name only a lenient parser takes for `__Host-sessionid`:
Python strips Unicode spaces and takes the later of two values ("cookie chaos").
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from bailee.web.ui import errors

PRINTABLE = re.compile(r"[ -~]*")  # ASCII without TAB and other control characters
VALUE = re.compile(r"[A-Za-z0-9]*")  # what our session keys are made of: no quotes, no escapes


def refused(header: str) -> bool:
    """Whether the header is one that no browser with only our cookie would send.

    Cookies of other sites on a parent domain are let through, as long as they are printable ASCII
    and their names hold no quote, backslash or `$` (`$Version` calls up RFC 2109 parsers).
    """
    if not PRINTABLE.fullmatch(header):
        return True
    session = settings.SESSION_COOKIE_NAME
    seen = 0
    for pair in header.split(";"):
        name, _, value = pair.strip().partition("=")
        name = name.rstrip()
        if any(character in name for character in '$"\\'):
            return True
        if name.lower() == session.lower():
            seen += 1
            if name != session or not VALUE.fullmatch(value):
                return True
    return seen > 1


class CookieGuardMiddleware:
    """400 before anything reads a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if refused(request.META.get("HTTP_COOKIE", "")):
            return errors.bad_request(request)
        return self.get_response(request)
