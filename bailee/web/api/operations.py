"""The API's one table of operations: each says its verb, and the gate holds it to it."""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from ninja import NinjaAPI

from bailee.web.api.body import BodyParser
from bailee.web.api.gate import Rule
from bailee.web.api.schemas import Problem

TITLE = "Bailee API"
VERSION = "1"
_PARAMETER = re.compile(r"[<{](?:\w+:)?(\w+)[>}]")
_ALWAYS = (400, 401, 403, 404, 405, 411, 413, 414, 415, 422, 429, 500)
_WRITING = (409, 503)

api = NinjaAPI(
    title=TITLE,
    version=VERSION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    parser=BodyParser(),
)
rules: dict[tuple[str, str], Rule] = {}  # path and method → rule

type Operation = Callable[..., HttpResponseBase]


def operation(
    method: str,
    path: str,
    *,
    tag: str,
    returns: Any,
    verb: str,
    ok: int = 200,
    streamed: bool = False,
    one_transaction: bool = False,
    also: tuple[int, ...] = (),
    body: dict[str, Any] | None = None,
) -> Callable[[Operation], Operation]:
    """Adds the function below as one method of one path.

    `also`: further problems that it may answer with. `body`: OpenAPI's words for a body that is
    read as it arrives.
    """
    codes = (*_ALWAYS, *(_WRITING if method != "GET" else ()), *also)
    rules[path, method] = Rule(verb, streamed, one_transaction)

    def register(view: Operation) -> Operation:
        doc = (view.__doc__ or "").strip()
        summary, _, rest = doc.partition("\n\n")
        return api.api_operation(
            [method],
            path,
            response={ok: returns, **dict.fromkeys(sorted(set(codes)), Problem)},
            summary=" ".join(summary.split()).rstrip("."),
            description=" ".join(rest.split()),
            operation_id=view.__name__,
            tags=[tag],
            openapi_extra={"requestBody": body} if body else None,
        )(view)

    return register


def plain(path: str) -> str:
    """A path as OpenAPI writes it, `{name}` for each parameter, whoever wrote it."""
    return _PARAMETER.sub(r"{\1}", path)
