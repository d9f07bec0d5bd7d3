"""The language of a response: the signed-in person's, or what a visitor's browser asks for.

No cookie, no session and no address keeps it (9.1 to 9.4): a person's choice is in their own row,
a visitor's comes with every request.
"""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from bailee.foundation.words import SOURCE
from bailee.people import languages
from bailee.people.models import User
from bailee.web.ui import problems


class LanguageMiddleware:
    """Outside of all that renders, refusals too. Programs are answered in English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(settings.STATIC_URL):
            return self.get_response(request)
        if problems.wanted(request):
            with languages.spoken(SOURCE):
                return self.get_response(request)
        asked = languages.asked_for(request.headers.get("Accept-Language", ""))
        with languages.spoken(asked):
            response = self.get_response(request)
        if not hasattr(request, "spoken_to"):
            patch_vary_headers(response, ["Accept-Language"])
        return response

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Goes on in the person's own language, once it is known who asks."""
        public = getattr(request, "face", "site") == "site"  # nobody signs in there
        if not public and not problems.wanted(request) and isinstance(request.user, User):
            translation.activate(languages.of(request.user))
            cast("Any", request).spoken_to = request.user
        return None
