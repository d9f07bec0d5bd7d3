"""Who signed in, from where, and which pages were used (2.1a): the same pages for both faces."""

import uuid
from typing import cast

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bailee.foundation import clock
from bailee.vault.activity import places
from bailee.vault.activity.models import SignIn

SIZE = 50  # sign-ins on a page


def index(request: HttpRequest, *, base: str, show: str) -> HttpResponse:
    """All sign-ins, the newest first."""
    pages = Paginator(SignIn.objects.select_related("person"), SIZE)
    context = {
        "base": base,
        "show": show,
        "page": pages.get_page(request.GET.get("page")),
        "places_known": places.known(),
        "kept": settings,
        "now": clock.now(),
    }
    return render(request, "people/activity.html", context)


def show(request: HttpRequest, sign_in_id: uuid.UUID, *, base: str, back: str) -> HttpResponse:
    """One sign-in and the pages used in it."""
    one = get_object_or_404(SignIn.objects.select_related("person"), id=sign_in_id)
    uses = cast("list[object]", list(one.uses.all()[:1_000]))
    context = {"base": base, "back": back, "one": one, "uses": uses, "kept": settings}
    context["now"] = clock.now()
    return render(request, "people/sign_in.html", context)
