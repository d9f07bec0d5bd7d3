"""All versions of the policy: each stays readable, with what changed (1.1)."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bailee.policy import versions
from bailee.web.ui.permission import public


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The version in force, and those before it."""
    found = [versions.in_force(), *versions.earlier()]
    return render(request, "site/policy_versions/index.html", {"versions": found})


@public
@require_safe
def show(request: HttpRequest, dated: str) -> HttpResponse:
    """One version word for word, and what differs from the one before."""
    try:
        version = versions.on(date.fromisoformat(dated))
    except ValueError:
        version = None
    if version is None:
        raise Http404
    before = next((one for one in versions.earlier() if one.dated < version.dated), None)
    context = {
        "version": version,
        "before": before,
        "difference": list(versions.difference(before, version)) if before else [],
        "in_force": version.sha256 == versions.in_force().sha256,
    }
    return render(request, "site/policy_versions/show.html", context)
