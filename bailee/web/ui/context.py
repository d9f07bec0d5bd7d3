"""What every template knows."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from bailee.foundation import clock
from bailee.office.clients import cards
from bailee.office.clients.models import ChangeRequest
from bailee.people import languages, preferences


def face(request: HttpRequest) -> dict[str, Any]:
    """The Company's name, the face (site, office, portal), its client, and the site's address."""
    client = getattr(request, "client", None)
    return {
        "company": settings.COMPANY_NAME,
        "face": getattr(request, "face", "site"),
        "client": client,
        "frozen": bool(client is not None and client.frozen),
        "site": address(settings.DOMAIN),
    }


def person(request: HttpRequest) -> dict[str, Any]:
    """How the signed-in person wants pages: theme, density, formats. One query a request."""
    public = getattr(request, "face", "site") == "site"  # nobody is signed in: not even asked
    user = AnonymousUser() if public else getattr(request, "user", AnonymousUser())
    chosen = preferences.of(user)
    return {
        "theme": "" if chosen.theme == "system" else chosen.theme,
        "density": chosen.density,
        "formats": preferences.formats_of(user),
        "language": languages.current(),
    }


def office(request: HttpRequest) -> dict[str, Any]:
    """How much of clients' companies waits for staff, counted where the navigation shows it."""
    user = getattr(request, "user", AnonymousUser())
    if getattr(request, "face", "") != "office" or not user.is_authenticated:
        return {}
    return {"company_matters": _company_matters}


def _company_matters() -> int:
    return ChangeRequest.objects.waiting().count() + cards.needing_care(now=clock.now())


def address(host: str) -> str:
    """The address of a face's first page, with the port where it is not the usual one."""
    port = "" if settings.PORT == 443 else f":{settings.PORT}"
    return f"https://{host}{port}/"
