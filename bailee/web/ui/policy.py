"""Agreeing to the privacy policy: the text, what is new in it, yes or no (1.1, 1.2)."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bailee.foundation import clock
from bailee.people import consents
from bailee.people.models import User
from bailee.people.roles import USERS, Role
from bailee.policy import clauses, versions
from bailee.web.ui.middleware.activity import address
from bailee.web.ui.permission import roles


@roles(*USERS, without_consent=True)
def edit(request: HttpRequest) -> HttpResponse:
    """The version in force with what differs from the one agreed to before, and the answer."""
    person, version = cast("User", request.user), versions.in_force()
    if request.method == "POST":
        accepted = request.POST.get("answer") == "yes"
        where, now = address(request), clock.now()
        consents.answer(person, version.named, accepted=accepted, address=where, now=now)
        return redirect("/" if accepted else "account_policy")
    before = consents.agreed_before(person)
    old = versions.find(before.policy_sha256) if before else None
    changed = old is not None and old.sha256 != version.sha256
    context = {
        "company": settings.COMPANY_NAME,
        "version": version,
        "sections": clauses.sections(),
        "before": before,
        "difference": list(versions.difference(old, version)) if changed and old else [],
        "last": consents.last(person),
        "stands": consents.stands(person, version.named),
        "is_owner": person.role == Role.OWNER,
    }
    return render(request, "people/policy.html", context)
