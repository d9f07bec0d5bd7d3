"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


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


def address(host: str) -> str:
    """The address of a face's first page, with the port where it is not the usual one."""
    port = "" if settings.PORT == 443 else f":{settings.PORT}"
    return f"https://{host}{port}/"
