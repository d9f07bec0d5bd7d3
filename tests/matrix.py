"""Route × method × who × whose ids: what each view declares, and what the answer must then be."""

import collections
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.test import Client as HttpClient

from bailee.web.ui import permission
from bailee.web.ui.permission import SAFE_METHODS, Permission
from tests import routes
from tests.routes import Route

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
WRITES = tuple(method for method in METHODS if method not in SAFE_METHODS)
SIGN_IN = "/account/login/"
STRANGER = "another client's owner"  # whose session is shown at this host

# Open by role, yet refused by a finer rule of the page's own, which has tests of its own.
FINER = {
    ("/records/<uuid:collection_id>/views/<uuid:view_id>/delete/", "reader"): "a shared view",
    ("/records/<uuid:collection_id>/views/<uuid:view_id>/keep/", "reader"): "a shared view",
    ("/company/contacts/<uuid:contact_id>/", "billing"): "a contact for more than billing",
    ("/company/contacts/<uuid:contact_id>/delete/", "billing"): "a contact for more than billing",
}

# What an answer is, and what it must be: open says only that nobody was refused at the door.
SENT_TO_SIGN_IN, REFUSED, OPEN = "sent to sign in", "refused", "open"


class UndeclaredError(AssertionError):
    """A route that says not who may open it, or has a parameter for which no id is known."""


@dataclass
class Count:
    """What was tried, for the summary."""

    routes: set[str] = field(default_factory=set)
    cells: collections.Counter[str] = field(default_factory=collections.Counter)
    seconds: float = 0.0

    def add(self, route: Route, what: str) -> None:
        self.routes.add(str(route))
        self.cells[what] += 1

    def __str__(self) -> str:
        parts = ", ".join(f"{count} {what}" for what, count in sorted(self.cells.items()))
        tried = f"{len(self.routes)} routes, {self.cells.total()} cells"
        return f"{tried} ({parts}), {self.seconds:.0f} s"


def declared(route: Route) -> Permission:
    """What the view says. Raises `UndeclaredError`."""
    found = permission.of(route.view)
    if found is None:
        raise UndeclaredError(f"{route} declares no permission")
    return found


def of_people(face: str) -> list[Route]:
    """The routes that a session opens: neither public nor for programs."""
    found = [(route, declared(route)) for route in routes.of(face)]
    return [route for route, says in found if not (says.public or says.by_token)]


def public(face: str) -> list[Route]:
    return [route for route in routes.of(face) if declared(route).public]


def path(route: Route, values: Mapping[str, object]) -> str:
    """The route with ids. Raises `UndeclaredError` for a parameter that nobody has furnished."""
    missing = set(route.parameters) - set(values)
    if missing:
        raise UndeclaredError(f"{route} needs {sorted(missing)}: add it to tests/furnished.py")
    return route.path(values)


def expected(route: Route, method: str, role: str | None) -> str:
    """The declaration and nothing else, read anew: not by the code that the page itself asks."""
    says = declared(route)
    if role in (None, STRANGER):
        return SENT_TO_SIGN_IN
    return OPEN if role in (says.read if method in SAFE_METHODS else says.write) else REFUSED


def outcome(response: HttpResponseBase) -> str:
    if response.status_code == 403:
        return REFUSED
    where = response.headers.get("Location", "") or response.headers.get("HX-Redirect", "")
    return SENT_TO_SIGN_IN if where.startswith(SIGN_IN) else OPEN


def shown(response: HttpResponseBase) -> bytes:
    """Everything that came: headers, cookies and body, also a streamed one."""
    streamed: Any = response
    body = b"".join(streamed.streaming_content) if response.streaming else streamed.content
    head = "\n".join(f"{name}: {value}" for name, value in response.items())
    return f"{head}\n{response.cookies}\n".encode() + body


def foreign(route: Route, own: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether the other vault's ids make another address of it."""
    return any(own[name] != other[name] for name in route.parameters)


def cells(face: str, roles: Iterable[str | None]) -> Iterator[tuple[Route, str, str | None]]:
    """Every route that a session opens, every method, everybody."""
    return product(of_people(face), roles)


def product[R: str | None](
    found: Iterable[Route], roles: Iterable[R]
) -> Iterator[tuple[Route, str, R]]:
    """These routes with every method, by everybody named."""
    return itertools.product(found, METHODS, roles)


def ask(browser: HttpClient, route: Route, method: str, where: str) -> tuple[HttpResponse, bytes]:
    """The answer and all that came with it. Whoever asks and whatever for: no fault of ours."""
    answer: Any = browser.generic(method, where)
    assert answer.status_code < 500, f"{route} {method}: {answer.status_code}"
    return answer, shown(answer)


def cell(route: Route, method: str, role: str | None, answer: HttpResponse) -> str:
    """How a failure names it."""
    return f"{route} {method} by {role or 'nobody'}: {answer.status_code}"
