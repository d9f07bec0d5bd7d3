"""Ends sessions that are over, and gives the others a new key every few hours.

A session is over when it was not used for a while, when it is old, and when its person's role has
changed: then they sign in anew, wherever they were signed in.
"""

import uuid
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase

from bailee.foundation import clock
from bailee.people import sessions
from bailee.people.models import User
from bailee.people.sessions import Over
from bailee.vault.activity import sign_ins


class SessionsMiddleware:
    """Behind authentication, before anything that asks who is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # A key that is nobody's opens an empty session, in which nothing may be noted.
        if request.session.session_key is not None and request.session.keys():
            _hold(request)
        return self.get_response(request)


def _hold(request: HttpRequest) -> None:
    now = clock.now()
    found = sessions.followed(request.session, now=now)
    if found is None:
        request.session.flush()
        return
    if found is not request.session:
        request.session, found.modified = found, True  # whoever comes with the old key is told
    role = request.user.role if isinstance(request.user, User) else None
    why = sessions.over(dict(request.session.items()), role=role, now=now)
    if why is not None:
        _end(request, why)
        return
    sessions.use(request.session, now=now)
    if _opens_a_page(request) and sessions.wants_key(request.session, now=now):
        request.session = sessions.rekeyed(request.session, now=now)


def _end(request: HttpRequest, why: Over) -> None:
    which = request.session.get(sign_ins.SESSION)
    request.session.flush()
    if which:
        how = "taken" if why == "role" else "ran out"
        sign_ins.end(uuid.UUID(which), how=how, now=clock.now())
    asked = cast("Any", request)
    asked.user, asked.signed_out, asked.over = AnonymousUser(), True, why


def _opens_a_page(request: HttpRequest) -> bool:
    """Not what a page fetches beside: many come at once, and one answer may be dropped."""
    shown = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    return request.method == "GET" and shown and "HX-Request" not in request.headers
