"""The OpenAPI document (3.1), made once for each process from the operations themselves."""

import json
from functools import cache
from typing import Any

from bailee.web.api.operations import api, plain, rules
from bailee.web.ui import problems

_ABOUT = (
    "Records, files and fields of one client. Ask with a token that an owner makes under "
    "“API & webhooks” in the portal. Errors are problem details (RFC 9457)."
)
_LIMITS = {
    "RateLimit-Policy": "How many requests this token has in a minute.",
    "RateLimit": "How many are left now, and the seconds until all are back.",
}


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="api/v1")))
    made["info"]["description"] = _ABOUT
    made["servers"] = [{"url": "/"}]
    made["security"] = [{"token": []}]
    made["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "bearerFormat": "bailee_…"}
    }
    for path, method, operation in operations(made):
        _finish(path, method, operation)
    return made


@cache
def text() -> str:
    """The document as JSON."""
    return json.dumps(document(), ensure_ascii=False)


def operations(made: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Each path, method and operation, in the order of the document."""
    return [
        (path, method, operation)
        for path, methods in made["paths"].items()
        for method, operation in methods.items()
    ]


def _finish(path: str, method: str, operation: dict[str, Any]) -> None:
    """Problems in their own type, the headers, and what the token needs."""
    rule = next(
        rule
        for (where, verb), rule in rules.items()
        if "/api/v1" + plain(where) == path and verb.lower() == method
    )
    operation["x-verb"] = rule.verb
    if method != "get" and not rule.streamed:
        operation.setdefault("parameters", []).append(
            {
                "in": "header",
                "name": "Idempotency-Key",
                "required": False,
                "description": "Asked again with the same key, the answer is the first one.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255},
            }
        )
    for code, response in operation["responses"].items():
        if int(code) >= 400 and "content" in response:
            (schema,) = response["content"].values()
            response["content"] = {problems.TYPE: schema}
        elif code != "401":
            response["headers"] = {
                name: {"description": about, "schema": {"type": "string"}}
                for name, about in _LIMITS.items()
            }
