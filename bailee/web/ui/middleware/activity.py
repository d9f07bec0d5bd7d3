"""Notes what signed-in people use (2.1a), after the page is made. Visitors are not noted here."""

import re
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest, HttpResponseBase

from bailee.foundation import clock
from bailee.people import sessions
from bailee.people.models import User
from bailee.vault.activity import sign_ins, uses

CAME_FROM = "came_from"  # the host that led to the sign-in page, through form and session
_UNNOTED = "bailee_unnoted"
_WAYS = {"password": "password", "mfa": "passkey", "single sign-on": "single sign-on"}
_HOST = re.compile(r"[a-z0-9.-]{1,253}")


class ActivityMiddleware:
    """Innermost: what was refused further out was not used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or is_unnoted(match.func):
            return response
        if response.status_code < 400 and request.user.is_authenticated:
            which = current(request)
            if which is not None:
                uses.record(
                    which,
                    route=match.route,
                    method=request.method or "",
                    address=address(request),
                    now=clock.now(),
                )
        return response


def unnoted[V: Callable[..., HttpResponseBase]](view: V) -> V:
    """The use of this page is noted by nobody: following a link is a person's own affair (7.1)."""
    setattr(view, _UNNOTED, True)
    return view


def is_unnoted(view: Callable[..., HttpResponseBase]) -> bool:
    """Whether nobody notes the use of this page, of visitors neither."""
    return bool(getattr(view, _UNNOTED, False))


def current(request: HttpRequest) -> uuid.UUID | None:
    """The sign-in behind this request's session; None for one older than this release."""
    kept = request.session.get(sign_ins.SESSION)
    return uuid.UUID(kept) if kept else None


def address(request: HttpRequest) -> str:
    """From where the request came."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def came_from(request: HttpRequest) -> str:
    """The host of another site that led here, or an empty text."""
    host = urlsplit(request.headers.get("Referer", "")).hostname or ""
    ours = request.get_host().partition(":")[0]
    return host if host != ours and _HOST.fullmatch(host) else ""


def _begin(request: HttpRequest | None, user: User, **_: object) -> None:
    if request is None:
        return
    told = str(request.POST.get(CAME_FROM, "") or request.session.pop(CAME_FROM, ""))
    made = sign_ins.begin(
        user,
        address=address(request),
        header=request.headers.get("User-Agent", ""),
        referrer=told if _HOST.fullmatch(told) else "",
        way=_way(request, user),
        now=clock.now(),
    )
    request.session[sign_ins.SESSION] = str(made.id)
    sessions.begin(request.session, role=user.role, now=made.at)


def _way(request: HttpRequest, user: User) -> str:
    """The first of what allauth noted in the session; a passkey alone is a factor there."""
    noted = get_authentication_records(request, user)
    return _WAYS.get(noted[0]["method"], "") if noted else ""


def _end(request: HttpRequest | None, user: User | None, **_: object) -> None:
    if request is not None and user is not None and (which := current(request)):
        sign_ins.end(which, how="signed out", now=clock.now())
        sessions.end_noted(user, sign_ins.SESSION, {str(which)})  # its old keys as well


user_logged_in.connect(_begin, dispatch_uid="bailee.web.ui.middleware.activity.begin")
user_logged_out.connect(_end, dispatch_uid="bailee.web.ui.middleware.activity.end")
