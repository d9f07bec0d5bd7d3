"""Every page there is, read from the URL configuration, and what a page loads or names."""

import re
import uuid
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import URLPattern, URLResolver, get_resolver

from bailee.policy.proofs.broken import BrokenError, insist
from bailee.policy.proofs.web import Answer, Visitor

# The faces' tables of addresses, by name as Django's own settings name them.
_TABLES = "bailee.web.{}.urls"
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
_NOBODY = {"uuid": str(uuid.UUID(int=0)), "int": "1"}
_LOADING = {"src", "srcset", "poster", "data", "action", "formaction", "background", "ping"}
_FOREIGN = re.compile(r"url\(\s*['\"]?(?:https?:)?//[^)]*|@import[^;]*")
_SOURCES = {"'none'", "'self'", "data:"}


def paths(face: str, known: Mapping[str, str]) -> list[str]:
    """Every address of a face; a parameter that is not known is filled with nobody's."""

    def fill(found: re.Match[str]) -> str:
        return known.get(found[2], _NOBODY.get(found[1], "x"))

    patterns = _walk(get_resolver(_TABLES.format(face)).url_patterns, "/")
    return [_PARAMETER.sub(fill, pattern) for pattern in patterns]


def visit(one: Visitor, addresses: list[str]) -> list[Answer]:
    """Opens each, and once whatever style or script they load. Raises `BrokenError` at a 5xx."""
    answers = [one.get(path) for path in addresses]
    loaded = sorted({path for answer in answers for path in _Page(answer).loaded})
    answers += [one.get(path) for path in loaded]
    for answer in answers:
        insist(answer.status < 500, f"{answer} answers with {answer.status}")
    return answers


def check_alone(answers: list[Answer]) -> None:
    """Nothing comes from or goes to another origin. Raises `BrokenError`."""
    for answer in answers:
        strangers = [*_Page(answer).strangers, *_FOREIGN.findall(_style(answer))]
        if strangers:
            raise BrokenError(f"{answer} names another origin: {strangers[0][:80]}")
        _check_policy(answer)


def _walk(patterns: list[Any], prefix: str) -> Iterator[str]:
    for entry in patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, here)
        elif isinstance(entry, URLPattern):
            yield here


def _style(answer: Answer) -> str:
    kind = answer.headers.get("Content-Type", "")
    return answer.text if "css" in kind or "html" in kind else ""


def _check_policy(answer: Answer) -> None:
    """The browser is told to load nothing but our own."""
    given = answer.headers.get("Content-Security-Policy", "")
    words = [directive.split() for directive in given.split(";") if directive.strip()]
    directives = {first: sources for first, *sources in words}
    insist(directives.get("default-src") == ["'none'"], f"{answer} has no default-src 'none'")
    other = {source for sources in directives.values() for source in sources} - _SOURCES
    insist(not other, f"{answer} lets a browser use {', '.join(sorted(other))}")


class _Page(HTMLParser):
    """`loaded`: our own styles and scripts; `strangers`: what lies at another origin."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._host, self._path = answer.host, answer.path
        self.loaded: list[str] = []
        self.strangers: list[str] = []
        if answer.is_page:
            self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _LOADING or (tag == "link" and name == "href"):
                for address in (value or "").split(",") if name == "srcset" else [value or ""]:
                    self._take(tag, address.strip())

    def _take(self, tag: str, address: str) -> None:
        there = urlsplit(address)
        if there.scheme == "data":
            return
        if there.scheme not in {"", "https"} or (there.hostname or self._host) != self._host:
            self.strangers.append(address)
        elif tag in {"link", "script"}:
            self.loaded.append(urlsplit(urljoin(self._path, address)).path)
