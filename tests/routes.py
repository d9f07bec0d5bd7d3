"""Every route of every face, read from the URL configuration: no page can hide from a test."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

FACES = ("site", "office", "portal")
_PART = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One address pattern, such as `/records/<uuid:collection_id>/`."""

    face: str
    pattern: str
    view: Any

    @property
    def parameters(self) -> list[str]:
        return _PART.findall(self.pattern)

    def path(self, values: Mapping[str, object]) -> str:
        """The address with its parameters filled in. Raises `KeyError` for one that is unknown."""
        return _PART.sub(lambda found: str(values[found[1]]), self.pattern)

    def __str__(self) -> str:
        return f"{self.face} {self.pattern}"


def of(face: str) -> list[Route]:
    """All routes of one face."""
    found = _walk(get_resolver(f"bailee.web.{face}.urls").url_patterns, "/")
    return [Route(face, pattern, view) for pattern, view in found]


def everywhere() -> list[Route]:
    """All routes of all faces."""
    return [route for face in FACES for route in of(face)]


def _walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for entry in patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, here)
        elif isinstance(entry, URLPattern):
            yield here, entry.callback
