from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bailee.foundation import clock
from bailee.web.ui.context import address
from bailee.web.ui.permission import public

VALID = timedelta(days=180)  # RFC 9116 §2.5.5 recommends less than a year


@public
@require_safe
def show(_request: HttpRequest) -> HttpResponse:
    """Where to report a security fault (RFC 9116)."""
    return HttpResponse(written(clock.now()), content_type="text/plain; charset=utf-8")


def written(now: datetime) -> str:
    """The file's lines; it expires 180 days after `now`."""
    site = address(settings.DOMAIN)
    expires = (now + VALID).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = [
        f"Contact: mailto:security@{settings.DOMAIN}",
        f"Expires: {expires}",
        "Preferred-Languages: en",
        f"Canonical: {site}.well-known/security.txt",
        f"Policy: {site}privacy",
    ]
    return "\n".join(lines) + "\n"
