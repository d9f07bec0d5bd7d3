from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bailee.policy import clauses, proofs
from bailee.web.ui.permission import public


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the last run of the proofs found, clause by clause."""
    rows = proofs.latest()
    results = Counter(row.result for row in rows)
    counts = {
        "kept": results["kept"],
        "broken": results["broken"],
        "missing": results["not built"],
        "clauses": len(clauses.clauses()),
    }
    return render(request, "site/trust/index.html", {"rows": rows, "counts": counts})
