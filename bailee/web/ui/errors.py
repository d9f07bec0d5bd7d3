"""Pages for when something is wrong: calm, the same on every face, revealing nothing.

They use no more of the request than its path, and not the database, so that they also work when
those are at fault. A program that asks the API gets the same as a problem (RFC 9457).
"""

import logging
import sys
from http import HTTPStatus

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from bailee.foundation import ids
from bailee.web.ui import problems

log = logging.getLogger("bailee.web")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; for a host that is not ours nothing but a bare 404."""
    if isinstance(exception, DisallowedHost):
        return unknown_host()
    return _page(
        request,
        HTTPStatus.BAD_REQUEST,
        _("This request could not be read"),
        _("What your browser sent is not complete or not valid. Nothing was changed."),
        _("Go back, load the page again and repeat what you did."),
    )


def forbidden(request: HttpRequest, **_: object) -> HttpResponse:
    """403, also for a request that does not come from our own pages."""
    return _page(
        request,
        HTTPStatus.FORBIDDEN,
        gettext("This is not open to you"),
        gettext(
            "Your role does not allow it, or the request did not come from a page of this"
            " site. Nothing was changed."
        ),
        gettext(
            "Open the page from here and try again, or ask an owner of your company for the right."
        ),
    )


def not_found(request: HttpRequest, **_: object) -> HttpResponse:
    """404, the same for what does not exist and for what is not yours."""
    return _page(
        request,
        HTTPStatus.NOT_FOUND,
        gettext("There is no such page"),
        gettext("Nothing is kept at this address, or it is not yours to see."),
        gettext("Check the address, or start from the first page."),
    )


def frozen(request: HttpRequest) -> HttpResponse:
    """409: the contract has ended, the database refuses writes."""
    return _page(
        request,
        HTTPStatus.CONFLICT,
        _("This portal is read only"),
        _("The contract has ended and your information is being handed back. Nothing was changed."),
        _("You can still read everything and download your archive."),
    )


def changing(request: HttpRequest) -> HttpResponse:
    """409: the shape of a collection is being changed, or many of its records."""
    return _page(
        request,
        HTTPStatus.CONFLICT,
        _("Somebody is changing this collection"),
        _(
            "Its fields or many of its records are being changed just now. Nothing of yours"
            " was stored, and nothing is lost."
        ),
        _("Go back, wait a moment and send it again."),
    )


def over_quota(request: HttpRequest, error: Exception) -> HttpResponse:
    """409: more than was agreed. Pages with a form say it above the form instead."""
    return _page(
        request,
        HTTPStatus.CONFLICT,
        _("There is no room for this"),
        _("{error} Nothing was changed.").format(error=error),
        _("Go back: what you typed is still there."),
    )


def failure(request: HttpRequest) -> HttpResponse:
    """500 with a number that finds the fault in the log; the log holds the trace, not the page."""
    incident = ids.opaque(8)
    log.error("uncaught exception", exc_info=sys.exc_info(), extra={"incident": incident})
    return _page(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("Something went wrong on our side"),
        _("The fault has been recorded. What you did just now may not have been kept."),
        _("Try again in a moment. If it stays, tell us the number below."),
        incident=incident,
    )


def unknown_host() -> HttpResponse:
    """A bare 404: a host that is not ours learns nothing, not even the looks."""
    return HttpResponse("Not found\n", content_type="text/plain", status=HTTPStatus.NOT_FOUND)


def busy(request: HttpRequest) -> HttpResponse:
    """Too many are sending at once, or one sender too much (RFC 9110, 15.6.4)."""
    response = _page(
        request,
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("Too much at once"),
        _("More is being sent to this site right now than it takes in at once."),
        _("Nothing of yours was changed. Wait a moment and send it again."),
    )
    response["Retry-After"] = "5"
    return response


def _page(
    request: HttpRequest, status: HTTPStatus, title: str, what: str, mend: str, incident: str = ""
) -> HttpResponse:
    if problems.wanted(request):
        more = {"incident": incident} if incident else {}
        return problems.problem(status, f"{what} {mend}", title=title, **more)
    context = {"title": title, "what": what, "mend": mend, "incident": incident}
    return HttpResponse(render_to_string("ui/errors/error.html", context), status=status)
