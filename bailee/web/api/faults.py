"""Which problem each error of the domain becomes."""

import logging
import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from ninja.errors import HttpError, ValidationError

from bailee.foundation import ids
from bailee.foundation.tenancy import FrozenError
from bailee.vault.allowance import OverQuotaError
from bailee.vault.records.collections import LabelError
from bailee.vault.records.demands import DemandError
from bailee.vault.records.filters import ListingError
from bailee.vault.records.obstacles import ObstacleError
from bailee.vault.records.removal import RemovalError
from bailee.vault.records.tables import BusyError
from bailee.vault.records.trash import LinkedError
from bailee.web.api.operations import api
from bailee.web.api.refusal import CUT_SHORT, TOO_BIG, RefusedError
from bailee.web.ui import errors
from bailee.web.ui.problems import problem

log = logging.getLogger("bailee.web")


@api.exception_handler(RefusedError)
def refused(_request: HttpRequest, error: RefusedError) -> HttpResponse:
    return error.as_problem()


@api.exception_handler(Http404)
def not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    return errors.not_found(request)


@api.exception_handler(FrozenError)
def frozen(request: HttpRequest, _error: FrozenError) -> HttpResponse:
    return errors.frozen(request)


@api.exception_handler(RequestDataTooBig)
def too_big(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return problem(413, TOO_BIG)


@api.exception_handler(UnreadablePostError)
def cut_short(_request: HttpRequest, _error: UnreadablePostError) -> HttpResponse:
    return problem(400, CUT_SHORT)


@api.exception_handler(ListingError)
@api.exception_handler(LabelError)
def meaningless(_request: HttpRequest, error: ValueError) -> HttpResponse:
    return problem(422, str(error))


@api.exception_handler(DemandError)
def undemandable(_request: HttpRequest, error: DemandError) -> HttpResponse:
    faults = [{"detail": why, "pointer": f"/{name}"} for name, why in error.reasons.items()]
    return problem(422, "What is asked of the field cannot be.", errors=faults)


@api.exception_handler(ObstacleError)
@api.exception_handler(RemovalError)
@api.exception_handler(LinkedError)
@api.exception_handler(OverQuotaError)
def in_the_way(_request: HttpRequest, error: Exception) -> HttpResponse:
    """409: what is there already does not allow it."""
    return problem(409, str(error))


@api.exception_handler(BusyError)
def busy(_request: HttpRequest, error: BusyError) -> HttpResponse:
    response = problem(503, str(error))
    response["Retry-After"] = "2"
    return response


@api.exception_handler(HttpError)
def unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja wraps whatever its parser raises."""
    if isinstance(error.__cause__, RefusedError):
        return refused(request, error.__cause__)
    return problem(error.status_code, f"{error}.")


@api.exception_handler(ValidationError)
def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What OpenAPI's schema would not have allowed."""
    faults = [_fault(one) for one in error.errors[:100]]
    return problem(422, "The request is not as it should be.", errors=faults)


@api.exception_handler(Exception)
def failed(_request: HttpRequest, _error: Exception) -> HttpResponse:
    """500 with a number that finds the fault in the log."""
    incident = ids.opaque(8)
    log.error("uncaught exception", exc_info=sys.exc_info(), extra={"incident": incident})
    detail = "Something went wrong on our side. The fault has been recorded."
    return problem(500, detail, incident=incident)


def _fault(one: dict[str, Any]) -> dict[str, str]:
    source, *path = one["loc"]
    if source == "body":
        pointer = "".join(
            "/" + str(step).replace("~", "~0").replace("/", "~1") for step in path[1:]
        )
        return {"detail": str(one["msg"]), "pointer": pointer}
    return {"detail": str(one["msg"]), "parameter": ".".join(map(str, path))}
