"""Asks a client's people to agree to the policy before anything else of the portal opens (1.2)."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from bailee.people import consents
from bailee.people.models import User
from bailee.policy import versions
from bailee.web.ui import permission
from bailee.web.ui.middleware.gate import Gate
from bailee.web.ui.middleware.permission import sent_to

AGREED = "policy"  # under which a session keeps the version that its person agreed to


class ConsentMiddleware(Gate):
    """Behind the permission: what declares `without_consent` stays open to who does not agree."""

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Leads to the policy, unless this session is known to have agreed to it."""
        wanted = permission.of(view)
        if wanted is None or wanted.public or wanted.by_token or wanted.without_consent:
            return None
        person = request.user
        if not isinstance(person, User) or person.is_staff:
            return None
        version = versions.in_force().named
        if request.session.get(AGREED) == version.sha256:
            return None
        if not consents.stands(person, version):
            return sent_to(request, reverse("account_policy"))
        request.session[AGREED] = version.sha256
        return None
