"""The reference of the API as a page: from the OpenAPI document, with this client's own names."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bailee.people.roles import Role
from bailee.vault.records.models import Collection
from bailee.web.api import openapi, samples
from bailee.web.ui.links import absolute
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

READERS = (Role.OWNER, Role.EDITOR, Role.READER)
_FEW = 30  # collections that the page shows


@dataclass(frozen=True)
class Part:
    """One parameter, or one key of a body."""

    name: str
    where: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True)
class Shown:
    """One operation, as a person reads it."""

    name: str
    method: str
    path: str
    summary: str
    about: str
    verb: str
    parameters: tuple[Part, ...]
    body: tuple[Part, ...]
    answer: str
    problems: tuple[str, ...]
    sample: str


@roles(*READERS)
@require_safe
def show(request: PortalRequest) -> HttpResponse:
    """What there is, how to ask for it, and the ids of this client's collections and fields."""
    collections = list(Collection.objects.prefetch_related("fields")[:_FEW])
    first = collections[0] if collections else None
    context = {
        "groups": groups(),
        "collections": collections,
        "base": absolute(request, "/api/v1"),
        "is_owner": request.user.role == Role.OWNER,
        "first": first,
        "curl": samples.curl(absolute(request, "/api/v1"), first),
        "python": samples.python(),
        "receiver": samples.receiver(),
    }
    return render(request, "api/reference.html", context)


@cache
def groups() -> list[tuple[str, list[Shown]]]:
    """The operations by their tags, in order."""
    found: dict[str, list[Shown]] = {}
    made = openapi.document()
    for path, method, operation in openapi.operations(made):
        found.setdefault(operation["tags"][0], []).append(_shown(made, path, method, operation))
    return list(found.items())


def _shown(made: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Shown:
    codes = operation["responses"]
    ok = next(code for code in codes if code < "400")
    schema = _schema(codes[ok])
    return Shown(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        about=operation.get("description", ""),
        verb=operation["x-verb"],
        parameters=tuple(_parameter(one) for one in operation.get("parameters", [])),
        body=_body(made, operation),
        answer=f"{ok} {schema}".strip(),
        problems=tuple(code for code in codes if code >= "400"),
        sample=samples.body(made, operation),
    )


def _parameter(one: dict[str, Any]) -> Part:
    schema = one["schema"]
    about = one.get("description") or schema.get("description", "")
    if "default" in schema and schema["default"] not in (None, ""):
        about = f"{about} Default: {json.dumps(schema['default'])}.".strip()
    return Part(one["name"], one["in"], _kind(schema), one.get("required", False), about)


def _body(made: dict[str, Any], operation: dict[str, Any]) -> tuple[Part, ...]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return ()
    schema = _resolved(made, content["schema"])
    needed = schema.get("required", [])
    return tuple(
        Part(name, "body", _kind(one), name in needed, one.get("description", ""))
        for name, one in schema.get("properties", {}).items()
    )


def _schema(response: dict[str, Any]) -> str:
    for content in response.get("content", {}).values():
        return _kind(content["schema"])
    return ""


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a word or two."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " or ".join(map(json.dumps, schema["enum"]))
    if "anyOf" in schema:
        kinds = [_kind(one) for one in schema["anyOf"]]
        return " or ".join(dict.fromkeys(kinds))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("format") or schema.get("type") or "any value")


def _resolved(made: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = made["components"]["schemas"][str(schema["$ref"]).rpartition("/")[2]]
    return found
