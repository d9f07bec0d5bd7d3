from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bailee.policy import clauses
from bailee.web.ui.permission import public


@public
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The policy, word for word, with an anchor at each clause."""
    context = {
        "sections": clauses.sections(),
        "updated": clauses.LAST_UPDATED,
        "sha256": clauses.sha256(),
    }
    return render(request, "site/privacy/show.html", context)
