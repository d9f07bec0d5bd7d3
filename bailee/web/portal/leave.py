"""The page between a client's data and a site that is not ours (clauses 7.1 and 7.2).

It opens only addresses that this vault has sealed, and keeps nothing of anybody coming by.
"""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from bailee.foundation import clock
from bailee.vault.links import sealing, trust
from bailee.web.ui import linked
from bailee.web.ui.middleware.activity import unnoted
from bailee.web.ui.middleware.headers import STRICTER_REFERRER_POLICY
from bailee.web.ui.permission import ALL_USERS, roles
from bailee.web.ui.request import PortalRequest


@roles(*ALL_USERS)
@unnoted
def show(request: PortalRequest, sealed: str) -> HttpResponse:
    """Names the destination; whoever trusts its host goes straight on. POST: trust it from now on.

    The answer to the form is this page again and no redirect: `form-action` in our content policy
    would, rightly, not let a form end at another origin.
    """
    try:
        address = sealing.unseal(sealed)
    except sealing.SealError:
        raise Http404 from None
    if request.method == "POST":
        trust.trust(address.host, person=request.user, now=clock.now())
    elif trust.trusts(request.user, address.host):
        return _told_nothing(HttpResponse(status=303, headers={"Location": address.url}))
    context = {
        "address": address,
        "onward": linked.onward(address),
        "trusted": request.method == "POST",
    }
    return _told_nothing(render(request, "portal/leave/show.html", context))


def _told_nothing(response: HttpResponse) -> HttpResponse:
    """Where the browser goes from here, nobody is told that it came from here."""
    response.headers["Referrer-Policy"] = STRICTER_REFERRER_POLICY
    return response
