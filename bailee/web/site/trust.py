from collections import Counter
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bailee.policy import clauses
from bailee.web.ui.permission import public


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the last run of the proofs found, clause by clause."""
    rows = _latest()
    results = Counter(row.result for row in rows)
    counts = {
        "kept": results["kept"],
        "broken": results["broken"],
        "missing": results["not built"],
        "clauses": len(clauses.clauses()),
    }
    return render(request, "site/trust/index.html", {"rows": rows, "counts": counts})


def _latest() -> list[Any]:
    """The last run's rows. While the proofs are not written yet there are none to show."""
    if find_spec("bailee.policy.proofs") is None:
        return []
    rows: list[Any] = import_module("bailee.policy.proofs").latest()
    return rows
