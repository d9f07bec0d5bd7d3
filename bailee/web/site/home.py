from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bailee.web.ui.context import address
from bailee.web.ui.permission import public


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What Bailee is for this Company, and where to sign in."""
    addresses = {
        "office": address(f"office.{settings.DOMAIN}"),
        "portal": address(f"your-company.{settings.DOMAIN}"),
    }
    return render(request, "site/home/index.html", addresses)
