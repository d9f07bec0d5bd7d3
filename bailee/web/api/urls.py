"""The API's addresses: ninja's, each behind the gate; whatever else is asked is a problem too."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path

# Each module adds its operations, in this order.
from bailee.web.api import me  # noqa: F401 # isort: skip
from bailee.web.api import collections, fields  # noqa: F401 # isort: skip
from bailee.web.api import records, bulk, upserts  # noqa: F401 # isort: skip
from bailee.web.api import past, comments, views, intake, files, faults  # noqa: F401 # isort: skip
from bailee.web.api import openapi, reference
from bailee.web.api.gate import guarded
from bailee.web.api.operations import api, plain, rules
from bailee.web.ui.permission import Permission, declare, public
from bailee.web.ui.problems import problem

BY_TOKEN = Permission(by_token=True)


@public
def unknown(_request: HttpRequest, rest: str) -> HttpResponse:
    """What is nowhere: also ids that are none."""
    del rest
    return problem(404, "There is nothing at this address. The API is described at /api/docs.")


@public
def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document: the same for everybody."""
    if request.method not in {"GET", "HEAD"}:
        response = problem(405, "Here is only: GET, HEAD.")
        response["Allow"] = "GET, HEAD"
        return response
    return HttpResponse(openapi.text(), content_type="application/json")


def _addresses() -> Iterator[URLPattern]:
    """Ninja has a pattern for each operation; one for each path is enough."""
    seen = set()
    for entry in api.urls[0]:
        at = "/" + plain(str(entry.pattern))
        if isinstance(entry, URLPattern) and entry.name != "api-root" and at not in seen:
            seen.add(at)
            here = {method: rule for (where, method), rule in rules.items() if plain(where) == at}
            yield URLPattern(entry.pattern, declare(guarded(entry.callback, here), BY_TOKEN))


urlpatterns = [
    path("docs", reference.show, name="api-docs"),
    path("v1/openapi.json", description, name="api-description"),
    path("v1/", include(list(_addresses()))),
    path("v1/<path:rest>", unknown),
    path("v1/", unknown, {"rest": ""}),
]
